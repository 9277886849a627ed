package deployment_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	resourceType = "tigertrust_certificate_deployment"
	listPath     = "/api/certificates"
)

// seedDeployments adds certificates with the ids from 1001: two that one agent
// has deployed, and others whose deployment is unknown.
func seedDeployments(env *acctest.Environment) {
	prod := mockserver.Location{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/server.crt", HasPrivateKey: true}
	both := []string{"haproxy-lb", "nginx-main"}
	other := mockserver.Location{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: "/etc/apache2/ssl/server.crt"}
	for i, seed := range []mockserver.Seed{
		{CommonName: "a.example.com", Locations: []mockserver.Location{prod}, Settings: mockserver.Settings{DeploymentTargets: []string{"nginx-main"}}},
		{CommonName: "b.example.com", Locations: []mockserver.Location{other, other}, Settings: mockserver.Settings{DeploymentTargets: both}},
		{CommonName: "none.example.com", Settings: mockserver.Settings{DeploymentTargets: both}},
		{CommonName: "no-targets.example.com", Locations: []mockserver.Location{prod}},
		{CommonName: "several-agents.example.com", Locations: []mockserver.Location{prod, other}, Settings: mockserver.Settings{DeploymentTargets: both}},
		{CommonName: "no-agent.example.com", Locations: []mockserver.Location{{Hostname: "web-server-3"}}, Settings: mockserver.Settings{DeploymentTargets: both}, Override: map[string]any{"locations": []any{map[string]any{"hostname": "web-server-3"}}}},
		{CommonName: "revoked.example.com", Status: "revoked", Locations: []mockserver.Location{prod}, Settings: mockserver.Settings{DeploymentTargets: both}},
	} {
		seed.CreatedAt = acctest.Start.AddDate(0, 0, i-30)
		env.Mock.Seed(seed)
	}
}

// displayNames returns the display names of results.
func displayNames(found []acctest.QueryResult) []string {
	names := []string{}
	for _, one := range found {
		names = append(names, one.DisplayName)
	}
	return names
}

func TestQuery_FindsKnownDeployments(t *testing.T) {
	t.Parallel()
	const first, second = "a.example.com (expires 2026-04-15) on nginx-main by agent-prod-01", "b.example.com (expires 2026-04-15) on haproxy-lb, nginx-main by agent-prod-02"
	for _, unstable := range []bool{false, true} {
		env := acctest.New(t, mockserver.Options{Fields: mockserver.IncludeSettings(), UnstableOrder: unstable, StringIDs: unstable})
		seedDeployments(env)
		provider := env.Protocol(t)
		for name, test := range map[string]struct {
			config acctest.Attributes
			limit  int64
			want   []string
		}{
			"all":           {nil, 0, []string{first, second}},
			"limit":         {nil, 1, []string{first}},
			"agent":         {acctest.Attributes{"agent_id": "agent-prod-02"}, 0, []string{second}},
			"search":        {acctest.Attributes{"search": "a.example.com"}, 0, []string{first}},
			"unknown agent": {acctest.Attributes{"agent_id": "nobody"}, 0, []string{}},
		} {
			for _, whole := range []bool{false, true} {
				found, run := provider.Query(acctest.Query{TypeName: resourceType, Config: test.config, Limit: test.limit, IncludeResource: whole})
				if run.MustSucceed(); !slices.Equal(displayNames(found), test.want) {
					t.Errorf("%s: found %q", name, displayNames(found))
				}
				if test.limit == 0 && test.config["search"] == nil {
					run.MustWarn("(?s)Deployments without targets omitted.* 1 certificates")
					run.MustWarn("(?s)Deployments on several agents omitted.* 2 certificates")
				}
			}
		}
	}
}

// Without an undocumented field, no targets are known.
func TestQuery_AsDocumented_Warns(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedDeployments(env)
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType})
	if run.MustSucceed().MustWarn("(?s)Deployments without targets omitted.* 5 certificates.*terraform import"); len(found) > 0 {
		t.Errorf("found %q", displayNames(found))
	}
}

// A result contains what an import would save in the state, and a configuration
// that deploys renewals.
func TestQuery_IncludeResource_EqualsImport(t *testing.T) {
	t.Parallel()
	for _, opaque := range []bool{false, true} {
		env := acctest.New(t, mockserver.Options{Fields: mockserver.IncludeSettings(), OpaqueIDs: opaque})
		seedDeployments(env)
		mustImportAsFound(t, env)
	}
}

// mustImportAsFound imports what a query finds, and expects the state to equal
// the results.
func mustImportAsFound(t *testing.T, env *acctest.Environment) {
	t.Helper()
	provider := env.Protocol(t)
	found, run := provider.Query(acctest.Query{TypeName: resourceType, IncludeResource: true})
	run.MustSucceed()
	for _, one := range found {
		imported := provider.Resource(resourceType)
		imported.ImportByIdentity(one.Identity).MustHaveNoDiagnostics()
		if got := imported.Identity(); !reflect.DeepEqual(got, any(one.Identity)) {
			t.Errorf("the identity is %v, want %v", got, one.Identity)
		}
		for attribute, listed := range one.Resource {
			if state := imported.Attribute(attribute); attribute != "certificate_fingerprint" && !reflect.DeepEqual(listed, state) {
				t.Errorf("%s is %v in the list and %v in the state", attribute, listed, state)
			}
		}
		config := acctest.Attributes{}
		for _, attribute := range []string{"certificate_id", "targets", "agent_id", "certificate_fingerprint", "redeploy_on_renewal", "triggers", "wait_for_deployment", "verify", "timeouts"} {
			config[attribute] = one.Resource[attribute]
		}
		if plan := imported.Plan(config); plan.Action != acctest.NoOp {
			t.Errorf("the plan is %s", plan.Action)
		}
	}
	if len(found) != 2 || len(env.Mock.Journal().Mutations()) > 0 {
		t.Errorf("found %q", displayNames(found))
	}
}

func TestQuery_Fails_NamesRequest(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	seedDeployments(env)
	env.SetBeforeRequest(func(r *http.Request) {
		switch r.URL.Path {
		case listPath + "/1001":
			if err := env.Mock.Delete(1001); err != nil {
				t.Error(err)
			}
		case listPath + "/1002":
			if err := env.Mock.Revoke(1002, "superseded"); err != nil {
				t.Error(err)
			}
		}
	})
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType})
	if run.MustSucceed().MustWarn(`(?s)Listed certificate not found.*Certificate 1001 \(a\.example\.com\)`); len(found) > 0 {
		t.Errorf("found %q", displayNames(found))
	}
	env.SetBeforeRequest(nil)
	for attribute, value := range map[string]any{"search": "", "agent_id": ""} {
		_, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType, Config: acctest.Attributes{attribute: value}})
		if run.MustFail(); run.Diagnostics[0].Location != fmt.Sprintf("AttributeName(%q)", attribute) {
			t.Errorf("the error is at %s", run.Diagnostics[0].Location)
		}
	}
	for path, complaint := range map[string]string{
		listPath + "/1004": `(?s)Could not read certificate 1004 \(no-targets\.example\.com\).*401`,
		listPath:           "(?s)Could not list the certificates.*401",
	} {
		env.Mock.ClearFaults()
		env.Mock.Inject(mockserver.Fault{Method: "GET", Path: path, Times: mockserver.Always, Kind: mockserver.FaultUnauthorized})
		_, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType})
		run.MustFail().MustError(complaint)
	}
}

func TestQuery_GeneratedConfig_PlansNothing(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env := acctest.New(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	seedDeployments(env)
	tf := env.Terraform(t)
	tf.Query(env.Config(""), "list \""+resourceType+"\" \"all\" {\n  provider = tigertrust\n}\n", "-generate-config-out=generated.tf").MustSucceed()
	plan := tf.Plan("").MustHaveNoDiagnostics()
	for _, change := range plan.Changes {
		if change.Action != "import" || !strings.HasPrefix(change.Address, resourceType+".all_") {
			t.Errorf("the plan contains %v", change)
		}
	}
	if len(plan.Changes) != 2 {
		t.Errorf("the plan contains %v", plan.Changes)
	}
	tf.Apply("").MustHaveNoDiagnostics()
	if changes := tf.Plan("").MustHaveNoDiagnostics().Changes; len(changes) > 0 || len(env.Mock.Journal().Mutations()) > 0 {
		t.Errorf("after the import, the plan contains %v", changes)
	}
}
