package discovery_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const resourceType = "tigertrust_discovered_import"

// seedImports adds four discovered certificates with the ids from 1001. The last
// one is not imported.
func seedImports(t *testing.T, env *acctest.Environment) {
	t.Helper()
	for i, source := range []string{"kubernetes", "filesystem", "network", "cloud"} {
		env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{
			CommonName: string(rune('a'+i)) + ".example.com", Source: source, AgentID: []string{"agent-a", "agent-b"}[i%2], Hostname: "web-1", Path: "/ssl/server.crt",
		})
	}
	for id := range int64(3) {
		if _, err := env.Mock.ImportDiscovered(1001+id, 5); err != nil {
			t.Fatal(err)
		}
	}
}

// results returns the ids of the discovered certificates in results.
func results(found []acctest.QueryResult) []string {
	ids := []string{}
	for _, one := range found {
		ids = append(ids, fmt.Sprint(one.Identity["discovered_certificate_id"]))
	}
	return ids
}

func TestQuery_FindsImports(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"as documented":   {},
		"unstable order":  {UnstableOrder: true, StringIDs: true},
		"without the id":  {Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{"certificateId": mockserver.Omitted}}},
		"without a flag":  {Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{"imported": mockserver.Omitted}}},
		"without a place": {Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{"hostname": mockserver.Null, "path": mockserver.Omitted}}},
	} {
		env := acctest.New(t, options)
		seedImports(t, env)
		provider := env.Protocol(t)
		for _, test := range []struct {
			config acctest.Attributes
			limit  int64
			want   []string
		}{
			{nil, 0, []string{"1001", "1002", "1003"}},
			{nil, 2, []string{"1001", "1002"}},
			{acctest.Attributes{"source": "filesystem"}, 0, []string{"1002"}},
			{acctest.Attributes{"agent_id": "agent-a"}, 0, []string{"1001", "1003"}},
			{acctest.Attributes{"agent_id": "agent-a", "source": "cloud"}, 0, []string{}},
		} {
			for _, whole := range []bool{false, true} {
				found, run := provider.Query(acctest.Query{TypeName: resourceType, Config: test.config, Limit: test.limit, IncludeResource: whole})
				if run.MustHaveNoDiagnostics(); !slices.Equal(results(found), test.want) {
					t.Errorf("%s, %v: found %v", name, test.config, results(found))
				}
				want := "a.example.com (expires 2026-04-15)"
				if name != "without a place" {
					want += " on web-1:/ssl/server.crt"
				}
				if test.config == nil && found[0].DisplayName != want {
					t.Errorf("%s: the name is %q", name, found[0].DisplayName)
				}
			}
		}
	}
}

// A result contains what an import would save in the state.
func TestQuery_IncludeResource_EqualsImport(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"as documented": {},
		"echoed":        {Fields: mockserver.IncludeSettings()},
		"opaque ids":    {OpaqueIDs: true},
		"left out":      {Fields: mockserver.Fields{Single: map[string]mockserver.FieldMode{"issuer": mockserver.Omitted, "keyType": mockserver.Omitted}}},
	} {
		env := acctest.New(t, options)
		seedImports(t, env)
		provider := env.Protocol(t)
		found, run := provider.Query(acctest.Query{TypeName: resourceType, IncludeResource: true})
		run.MustHaveNoDiagnostics()
		for _, one := range found {
			imported := provider.Resource(resourceType)
			imported.ImportByIdentity(one.Identity).MustHaveNoDiagnostics()
			config := acctest.Attributes{}
			for attribute, listed := range one.Resource {
				if state := imported.Attribute(attribute); !reflect.DeepEqual(listed, state) {
					t.Errorf("%s: %s is %v in the list and %v in the state", name, attribute, listed, state)
				}
			}
			for _, attribute := range []string{
				"discovered_certificate_id", "certificate_authority_id", "auto_renew", "renewal_threshold_days", "on_destroy", "revocation_reason", "revocation_comments", "timeouts",
			} {
				config[attribute] = one.Resource[attribute]
			}
			if plan := imported.Plan(config); plan.Action != acctest.NoOp {
				t.Errorf("%s: the plan is %s", name, plan.Action)
			}
		}
		if len(found) != 3 || len(env.Mock.Journal().Mutations()) > 0 {
			t.Errorf("%s: found %v", name, results(found))
		}
	}
}

func TestQuery_UnmanageableImports_AreOmitted(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedImports(t, env)
	if err := env.Mock.Revoke(1005, "superseded"); err != nil {
		t.Fatal(err)
	}
	env.SetBeforeRequest(func(r *http.Request) {
		if r.URL.Path == "/api/certificates/1006" {
			if err := env.Mock.Delete(1006); err != nil {
				t.Error(err)
			}
		}
	})
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType})
	run.MustSucceed().MustWarn(`(?s)Listed certificate not found.*Certificate 1006 \(b\.example\.com\)`)
	if got := results(found); !slices.Equal(got, []string{"1003"}) {
		t.Errorf("found %v", got)
	}
}

func TestQuery_UnknownCertificates_Warns(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{
		"certificateId": mockserver.Omitted, "fingerprint": mockserver.Omitted,
	}}})
	seedImports(t, env)
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType})
	if run.MustSucceed().MustWarn("(?s)Imports without a managed certificate omitted.*3 imported certificates"); len(found) > 0 {
		t.Errorf("found %v", results(found))
	}
}

func TestQuery_Fails_NamesRequest(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{"certificateId": mockserver.Omitted}}})
	seedImports(t, env)
	provider := env.Protocol(t)
	for attribute, value := range map[string]any{"source": "disk", "agent_id": ""} {
		_, run := provider.Query(acctest.Query{TypeName: resourceType, Config: acctest.Attributes{attribute: value}})
		if run.MustFail(); run.Diagnostics[0].Location != fmt.Sprintf("AttributeName(%q)", attribute) {
			t.Errorf("the error is at %s", run.Diagnostics[0].Location)
		}
	}
	for _, test := range [][2]string{
		{"/api/certificates/1006", `Could not read certificate 1006 \(b\.example\.com\).*401`},
		{"/api/certificates", "Could not find the managed certificate of discovered certificate 1001.*401"},
		{"/api/discovered-certificates", "Could not list the discovered certificates.*401"},
	} {
		env.Clock.Advance(time.Hour)
		env.Mock.ClearFaults()
		env.Mock.Inject(mockserver.Fault{Method: "GET", Path: test[0], Times: mockserver.Always, Kind: mockserver.FaultUnauthorized})
		_, run := provider.Query(acctest.Query{TypeName: resourceType})
		run.MustFail().MustError("(?s)" + test[1])
	}
}

func TestQuery_GeneratedConfig_PlansNothing(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	for name, options := range map[string]mockserver.Options{"as documented": {}, "echoed": {Fields: mockserver.IncludeSettings()}} {
		env := acctest.New(t, options)
		seedImports(t, env)
		tf := env.Terraform(t)
		tf.Query(env.Config(""), "list \"tigertrust_discovered_import\" \"all\" {\n  provider = tigertrust\n}\n", "-generate-config-out=generated.tf").MustHaveNoDiagnostics()
		plan := tf.Plan("").MustHaveNoDiagnostics()
		for _, change := range plan.Changes {
			if change.Action != "import" || !strings.HasPrefix(change.Address, resourceType+".all_") {
				t.Errorf("%s: the plan contains %v", name, change)
			}
		}
		if len(plan.Changes) != 3 {
			t.Errorf("%s: the plan contains %v", name, plan.Changes)
		}
		tf.Apply("").MustHaveNoDiagnostics()
		if changes := tf.Plan("").MustHaveNoDiagnostics().Changes; len(changes) > 0 || len(env.Mock.Journal().Mutations()) > 0 {
			t.Errorf("%s: after the import, the plan contains %v", name, changes)
		}
	}
}
