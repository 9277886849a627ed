package certificate_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// withSingle returns fields that responses for a single certificate contain as
// well.
func withSingle(fields mockserver.Fields, names ...string) mockserver.Fields {
	fields.Single = maps.Clone(fields.Single)
	maps.Copy(fields.Single, fieldModes(mockserver.Included, names...))
	return fields
}

// plannedChanges are the changes of a plan in JSON, by the address of the resource
// or the name of the output.
type plannedChanges map[string]string

// readPlan returns the changes in the file drift.plan.
func readPlan(t *testing.T, tf *acctest.Terraform) plannedChanges {
	t.Helper()
	var plan struct {
		ResourceChanges []struct {
			Address string          `json:"address"`
			Change  json.RawMessage `json:"change"`
		} `json:"resource_changes"`
		OutputChanges map[string]json.RawMessage `json:"output_changes"`
	}
	if err := json.Unmarshal([]byte(tf.Command("show", "-json", "drift.plan")), &plan); err != nil {
		t.Fatal(err)
	}
	changes := plannedChanges{}
	for _, resource := range plan.ResourceChanges {
		changes[resource.Address] = string(resource.Change)
	}
	for name, change := range plan.OutputChanges {
		changes["output "+name] = string(change)
	}
	return changes
}

func (c plannedChanges) mustEqual(t *testing.T, other plannedChanges, how string) {
	t.Helper()
	for changed := range c {
		if c[changed] != other[changed] {
			t.Errorf("the plan of %s differs %s:\n%s", changed, how, differingPart(c[changed], other[changed]))
		}
	}
	if len(c) != len(other) {
		t.Errorf("got %d changes, %s %d", len(c), how, len(other))
	}
}

// differingPart returns the parts of two texts in which they begin to differ.
func differingPart(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	excerpt := func(text string) string { return text[max(0, i-80):min(len(text), i+80)] }
	return excerpt(a) + "\n" + excerpt(b)
}

// listFieldDrifts are the drifts of fields that the reference shows in the list
// only, and the others.
func listFieldDrifts() map[string]drift {
	all := drifts()
	all["ca"] = drift{happens: overrideField("certificateAuthorityId", 7)}
	all["ca-removed"] = drift{happens: overrideField("certificateAuthorityId", nil)}
	all["renewal-status"] = drift{happens: overrideField("renewalStatus", "failed")}
	all["created"] = drift{happens: overrideField("createdAt", "2026-01-02T00:00:00Z")}
	all["status"] = drift{happens: overrideField("status", "deployed")}
	return all
}

// fieldPlaces are the places where the server returns fields.
func fieldPlaces() map[string]mockserver.Fields {
	everywhere := mockserver.IncludeSettings()
	places := map[string]mockserver.Fields{"settings in single": {Single: everywhere.Single}, "settings in list": {List: everywhere.List}, "settings in both": everywhere}
	for field, names := range map[string][]string{
		"CA": {"certificateAuthorityId"}, "CA, renewal status, created_at and status": {"certificateAuthorityId", "renewalStatus", "createdAt", "status"},
	} {
		included, omitted := fieldModes(mockserver.Included, names...), fieldModes(mockserver.Omitted, names...)
		places[field+" in list"] = mockserver.Fields{Single: omitted, List: included}
		places[field+" in single"] = mockserver.Fields{Single: included, List: omitted}
		places[field+" in both"] = mockserver.Fields{Single: included, List: included}
		places[field+" in neither"] = mockserver.Fields{Single: omitted, List: omitted}
	}
	return places
}

// Every drift leads to the same plan by list, by single reads and with -target,
// wherever the server returns a field, also if that changes after the apply.
func TestRefreshWays_SamePlans(t *testing.T) {
	t.Parallel()
	for place, fields := range fieldPlaces() {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			testRefreshWays(t, fields, fields)
			if !strings.HasPrefix(place, "CA in") {
				testRefreshWays(t, mockserver.Fields{}, fields)
				testRefreshWays(t, fields, mockserver.Fields{})
			}
		})
	}
}

// testRefreshWays lets a fleet drift after the fields of responses have changed.
func testRefreshWays(t *testing.T, before, after mockserver.Fields) {
	t.Helper()
	env := acctest.New(t, mockserver.Options{Fields: before})
	provider := env.Protocol(t)
	kinds := slices.Sorted(maps.Keys(listFieldDrifts()))
	fleet := map[string]*acctest.Resource{}
	for _, kind := range kinds {
		fleet[kind] = provider.Resource("tigertrust_certificate")
		fleet[kind].Apply(driftConfig(kind)).MustHaveNoDiagnostics()
	}
	env.Mock.Configure(func(o *mockserver.Options) { o.Fields = after })
	env.Clock.Advance(70 * day)
	for i, kind := range kinds {
		if err := listFieldDrifts()[kind].happens(env, firstID+int64(i)); err != nil {
			t.Fatal(err)
		}
	}
	process := func(isBulk bool) *acctest.Protocol {
		return env.ProtocolWithSettings(t, acctest.Attributes{"bulk_refresh": isBulk})
	}
	byList, byReads := process(true), process(false)
	// The first certificate costs a GET in any case.
	fleet[kinds[0]].WithProvider(byList).Refresh()
	for _, kind := range kinds {
		want := refreshedPlan(fleet[kind].WithProvider(byReads), kind)
		for way, provider := range map[string]*acctest.Protocol{"the list": byList, "-target": process(true)} {
			if got := refreshedPlan(fleet[kind].WithProvider(provider), kind); got != want {
				t.Errorf("%s: the plan with %s differs from that with single reads:\n%s", kind, way, differingPart(got, want))
			}
		}
	}
}

func driftConfig(kind string) acctest.Attributes {
	return acctest.Attributes{
		"common_name": kind + ".example.com", "subject_alternative_names": []string{"www." + kind + ".example.com"},
		"certificate_authority_id": 5, "key_type": "ECDSA", "key_size": 256, "auto_renew": true, "renewal_threshold_days": 30,
	}
}

// refreshedPlan returns the state and the plan after a refresh.
func refreshedPlan(certificate *acctest.Resource, kind string) string {
	certificate.Refresh().MustSucceed()
	plan := certificate.Plan(driftConfig(kind))
	plan.MustSucceed()
	return fmt.Sprint(plan.Action, plan.ReplacedBy, plan.Unknown, certificate.StoredState())
}
