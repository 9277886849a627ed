package certificate_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// drift is a change of a certificate outside of Terraform, and the expected plan.
type drift struct {
	happens func(*acctest.Environment, int64) error
	planned string
}

func overrideField(field string, value any) func(*acctest.Environment, int64) error {
	return func(env *acctest.Environment, id int64) error {
		return env.Mock.SetOverride(id, map[string]any{field: value})
	}
}

// drifts returns all kinds of drift by the name of the certificate.
func drifts() map[string]drift {
	return map[string]drift{
		"untouched": {happens: func(*acctest.Environment, int64) error { return nil }},
		"renewed": {happens: func(env *acctest.Environment, id int64) error {
			_, err := env.Mock.Renew(id)
			return err
		}},
		"revoked":     {func(env *acctest.Environment, id int64) error { return env.Mock.Revoke(id, "unspecified") }, "replace"},
		"deleted":     {func(env *acctest.Environment, id int64) error { return env.Mock.Delete(id) }, "create"},
		"names":       {happens: overrideField("subjectAlternativeNames", []string{"names.example.com", "more.example.com"})},
		"common-name": {happens: overrideField("commonName", "other.example.com")},
		"key-type":    {happens: overrideField("keyType", "RSA")},
		"key-size":    {happens: overrideField("keySize", 384)},
		"serial":      {happens: overrideField("serialNumber", "03:ab")},
		"fingerprint": {happens: overrideField("fingerprint", "SHA256:00")},
		"begins":      {happens: overrideField("validFrom", "2026-01-02T00:00:00Z")},
		"ends":        {happens: overrideField("validTo", "2026-05-01T00:00:00Z")},
		"spelling":    {happens: overrideField("commonName", "SPELLING.example.com")},
		"no-status":   {happens: overrideField("status", nil)},
		"settings": {func(env *acctest.Environment, id int64) error {
			return env.Mock.SetSettings(id, func(s *mockserver.Settings) { s.AutoRenew = false })
		}, "update"},
	}
}

// fleetBlock returns a configuration with a certificate for every drift, and as
// many unchanged ones.
func fleetBlock() string {
	var names []string
	var outputs strings.Builder
	for _, name := range slices.Sorted(maps.Keys(drifts())) {
		fmt.Fprintf(&outputs, "output %q {\n  value = tigertrust_certificate.test[%[1]q]\n}\n", name)
		names = append(names, fmt.Sprintf("%q", name), fmt.Sprintf("%q", "still-"+name))
	}
	return `
resource "tigertrust_certificate" "test" {
  for_each                  = toset([` + strings.Join(names, ", ") + `])
  common_name               = "${each.key}.example.com"
  subject_alternative_names = ["www.${each.key}.example.com"]
  key_type                  = "ECDSA"
  key_size                  = 256
  auto_renew                = true
  renewal_threshold_days    = 30
}
` + outputs.String()
}

// Every kind of drift at once: with and without bulk_refresh, the plan is the
// same.
func TestBulkRefresh_Drift_SamePlans(t *testing.T) {
	t.Parallel()
	everywhere := mockserver.IncludeSettings()
	for name, fields := range map[string]mockserver.Fields{
		"list shows the settings too": everywhere,
		"list lacks the settings":     {Single: everywhere.Single},
		"CA in single responses too":  withSingle(everywhere, "certificateAuthorityId"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: fields})
			tf := env.Terraform(t)
			tf.Apply(env.Config(fleetBlock())).MustHaveNoDiagnostics()
			env.Clock.Advance(day)
			applied := stateFile(t, tf)
			if tf.Apply("", "-refresh-only").MustHaveNoDiagnostics(); stateFile(t, tf) != applied {
				t.Error("a refresh without drift changes the state")
			}
			applyDrifts(t, env)

			gets, plans := map[bool]int{}, map[bool]plannedChanges{}
			for _, bulk := range []bool{true, false} {
				env.Mock.ResetJournal()
				// If the first response lacks a field, all reads in flight need a GET.
				run := tf.Plan(env.ConfigWithSettings(fmt.Sprintf("bulk_refresh = %t", bulk), fleetBlock()), "-out=drift.plan", "-parallelism=1").MustSucceed()
				for kind, drift := range drifts() {
					var actions []string
					if drift.planned != "" {
						actions = []string{drift.planned}
					}
					run.MustPlan(fmt.Sprintf("%s[%q]", address, kind), actions...)
					run.MustPlan(fmt.Sprintf("%s[%q]", address, "still-"+kind))
				}
				gets[bulk] = env.Mock.Journal().Count(http.MethodGet, certificatePath)
				plans[bulk] = readPlan(t, tf)
			}
			all, drifted := 2*len(drifts()), len(drifts())-1
			if fields.List == nil {
				// Only single responses contain the settings.
				drifted = all
			}
			if gets[false] != all || gets[true] > min(all, drifted+1) {
				t.Errorf("%d GETs with bulk refresh and %d without for %d certificates, %d of which may need one", gets[true], gets[false], all, drifted)
			}
			plans[true].mustEqual(t, plans[false], "without the list")
			if name != "CA in single responses too" {
				return
			}
			targeted := plannedChanges{}
			for kind := range drifts() {
				tf.Plan("", "-out=drift.plan", fmt.Sprintf("-target=%s[%q]", address, kind)).MustSucceed()
				maps.Copy(targeted, readPlan(t, tf))
			}
			maps.DeleteFunc(plans[true], func(changed, _ string) bool {
				// Terraform evaluates no outputs with -target.
				return strings.HasPrefix(changed, "output ") || strings.Contains(changed, "still-")
			})
			maps.DeleteFunc(targeted, func(changed, _ string) bool { return strings.HasPrefix(changed, "output ") })
			plans[true].mustEqual(t, targeted, "with -target")
		})
	}
}

func stateFile(t *testing.T, tf *acctest.Terraform) string {
	t.Helper()
	content, err := os.ReadFile(tf.Path("terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func applyDrifts(t *testing.T, env *acctest.Environment) {
	t.Helper()
	for _, certificate := range env.Mock.Certificates("") {
		kind := strings.TrimSuffix(certificate.CommonName, ".example.com")
		if drift, ok := drifts()[kind]; ok {
			if err := drift.happens(env, certificate.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A list that lags contains the settings from before the last request.
func TestBulkRefresh_LaggingList_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ListAge: time.Hour, Fields: mockserver.IncludeSettings()})
	tf := env.Terraform(t)
	tf.Apply(env.Config(twelve("test", "  auto_renew = true\n  deployment_targets = [\"nginx-main\"]"))).MustSucceed()
	tf.Apply(env.Config(twelve("test", "  auto_renew = false\n  deployment_targets = [\"haproxy-lb\"]"))).MustSucceed()
	if run := tf.Plan(""); len(run.Changes) > 0 {
		t.Errorf("the plan contains %v", run.Changes)
	}
}

// The third certificate that a refresh reads comes from the list.
func TestBulkRefresh_ListItem_UpdatesState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	provider := env.ProtocolWithSettings(t, acctest.Attributes{"bulk_refresh": true})
	var certificates []*acctest.Resource
	for _, name := range []string{"a.example.com", "b.example.com", "WWW.Example.com"} {
		certificate := provider.Resource("tigertrust_certificate")
		certificate.Apply(acctest.Attributes{"common_name": name}).MustHaveNoDiagnostics()
		certificates = append(certificates, certificate)
	}
	third := certificates[2]
	const id = firstID + 2
	if third.Attribute("id") != acctest.ID(id) {
		t.Fatalf("the third certificate is %v", third.Attribute("id"))
	}
	pem := third.Attribute("certificate_pem")
	refresh := func(gets int) {
		t.Helper()
		env.Mock.ResetJournal()
		for _, certificate := range certificates {
			certificate.Refresh().MustHaveNoDiagnostics()
		}
		if asked := env.Mock.Journal().Count(http.MethodGet, fmt.Sprintf("/api/certificates/%d", id)); asked != gets {
			t.Errorf("the third certificate cost %d GETs, expected were %d", asked, gets)
		}
	}
	env.Clock.Advance(70 * day)
	refresh(0)
	if third.Attribute("status") != "expiring" || third.Attribute("certificate_pem") != pem || third.Attribute("common_name") != "WWW.Example.com" {
		t.Errorf("the state has status %v and common name %v", third.Attribute("status"), third.Attribute("common_name"))
	}
	if plan := third.Plan(acctest.Attributes{"common_name": "WWW.Example.com"}); plan.Action != acctest.NoOp {
		t.Errorf("the plan is %s of %v", plan.Action, plan.Unknown)
	}
	mustHaveListFields := func(renewalStatus string, ca float64, createdAt string) {
		t.Helper()
		for name, want := range map[string]any{"renewal_status": renewalStatus, "certificate_authority_id": ca, "created_at": createdAt} {
			if got := third.Attribute(name); got != want {
				t.Errorf("%s is %v, want %v", name, got, want)
			}
		}
	}
	if err := env.Mock.SetOverride(id, map[string]any{"renewalStatus": "failed", "certificateAuthorityId": 6, "createdAt": "2026-01-01T00:00:00Z"}); err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(time.Minute)
	refresh(0)
	// Single responses do not contain these fields: without the list, the state
	// would not change either.
	mustHaveListFields("pending", 5, "2026-01-15T12:00:00Z")
	env.Mock.Configure(func(o *mockserver.Options) {
		o.Fields.Single = fieldModes(mockserver.Included, "renewalStatus", "certificateAuthorityId", "createdAt")
	})
	env.Clock.Advance(2 * time.Minute)
	third.Refresh().MustHaveNoDiagnostics()
	env.Clock.Advance(time.Minute)
	refresh(0)
	mustHaveListFields("failed", 6, "2026-01-01T00:00:00Z")
	// Settings that only the list contains are ignored, as single responses never
	// return them.
	env.Mock.Configure(func(o *mockserver.Options) { o.Fields.List = mockserver.IncludeSettings().List })
	env.Clock.Advance(time.Minute)
	refresh(0)
	if threshold := third.Attribute("renewal_threshold_days"); threshold != nil {
		t.Errorf("the state has the threshold %v", threshold)
	}
}

// A pending certificate has no fingerprint to compare with the list.
func TestBulkRefresh_PendingCertificate_IsRead(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	provider := env.Protocol(t)
	certificate := provider.Resource("tigertrust_certificate")
	certificate.Apply(acctest.Attributes{"common_name": "www.example.com", "timeouts": map[string]any{"create": "5s"}}).MustWarn("not issued yet")
	for i := range 3 {
		env.Mock.ResetJournal()
		env.Clock.Advance(time.Hour)
		certificate.Refresh()
		if asked := acctest.Requests(env.Mock.Journal()); !slices.Equal(asked, []string{"GET /api/certificates/1001"}) {
			t.Errorf("refresh %d asked %v", i, asked)
		}
	}
}
