package discovery_test

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// agents reads the data source.
func agents(t *testing.T, env *acctest.Environment, config acctest.Attributes) ([]any, *acctest.Run) {
	t.Helper()
	read, run := env.Protocol(t).ReadDataSource("tigertrust_agents", config)
	list, _ := read["agents"].([]any)
	return list, run
}

// agent returns an agent as the data source returns it.
func agent(id string, hostnames, sources, paths []any) map[string]any {
	return map[string]any{"id": id, "hostnames": hostnames, "sources": sources, "paths": paths}
}

// seedReports adds certificates that three agents have discovered, and one with
// locations of two agents.
func seedReports(env *acctest.Environment) {
	for _, discovered := range []mockserver.DiscoveredCertificate{
		{AgentID: "agent-b", Hostname: "web-2", Path: "/b", Source: "kubernetes"},
		{AgentID: "agent-a", Hostname: "WEB-1", Path: "/b", Source: "network"},
		{AgentID: "agent-a", Hostname: "web-1", Path: "/B", Source: "filesystem"},
		{AgentID: "agent-a", Hostname: "web-3", Path: "/b", Source: "network"},
	} {
		discovered.CommonName = "www.example.com"
		env.Mock.SeedDiscovered(discovered)
	}
	env.Mock.Seed(mockserver.Seed{CommonName: "shop.example.com"})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Locations: []mockserver.Location{
		{AgentID: "agent-a", Hostname: "web-1", Path: "/live"}, {AgentID: "agent-c", Hostname: "web-4", Path: "/live"},
	}})
}

func TestAgents_AreDerivedFromReports(t *testing.T) {
	t.Parallel()
	agentA := agent("agent-a", []any{"WEB-1", "web-3"}, []any{"filesystem", "network"}, []any{"/B", "/b"})
	agentB := agent("agent-b", []any{"web-2"}, []any{"kubernetes"}, []any{"/b"})
	deployingA := agent("agent-a", []any{"WEB-1", "web-3"}, []any{"filesystem", "network"}, []any{"/B", "/b", "/live"})
	agentC := agent("agent-c", []any{"web-4"}, []any{}, []any{"/live"})
	for name, test := range map[string]struct {
		config acctest.Attributes
		want   []any
		reads  int
	}{
		"all":                {nil, []any{agentA, agentB}, 0},
		"without locations":  {acctest.Attributes{"include_locations": false}, []any{agentA, agentB}, 0},
		"with locations":     {acctest.Attributes{"include_locations": true}, []any{deployingA, agentB, agentC}, 2},
		"source":             {acctest.Attributes{"source": "filesystem"}, []any{agentA}, 0},
		"hostname":           {acctest.Attributes{"hostname": "Web-1"}, []any{agentA}, 0},
		"both":               {acctest.Attributes{"hostname": "web-2", "source": "network"}, []any{}, 0},
		"host of a location": {acctest.Attributes{"hostname": "web-4", "include_locations": true}, []any{agentC}, 2},
	} {
		for _, options := range []mockserver.Options{{}, {UnstableOrder: true, StringIDs: true, NullEmptyFields: true}} {
			env := acctest.New(t, options)
			seedReports(env)
			got, run := agents(t, env, test.config)
			if run.MustHaveNoDiagnostics(); fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("%s: got\n%v\nwant\n%v", name, got, test.want)
			}
			journal := env.Mock.Journal()
			if reads := len(journal.Matching("GET", "/api/certificates/*")); reads != test.reads || len(journal.Mutations()) > 0 {
				t.Errorf("%s: %d certificates were read", name, reads)
			}
		}
	}
}

func TestAgents_AbsentFields_AreEmpty(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]mockserver.FieldMode{"omitted": mockserver.Omitted, "null": mockserver.Null} {
		modes := map[string]mockserver.FieldMode{"hostname": mode, "path": mode, "source": mode}
		env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{Discovered: modes}})
		seedReports(env)
		got, run := agents(t, env, nil)
		run.MustHaveNoDiagnostics()
		if want := []any{agent("agent-a", []any{}, []any{}, []any{}), agent("agent-b", []any{}, []any{}, []any{})}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v", name, got)
		}
		env.Mock.Configure(func(o *mockserver.Options) { o.Fields.Discovered["agentId"] = mode })
		if got, run = agents(t, env, nil); len(got) > 0 {
			t.Errorf("%s: got %v", name, got)
		}
		run.MustSucceed().MustWarn("(?s)No agents in the discovered certificates.*4 discovered certificates")
	}
}

// The list may contain a certificate that was removed, and responses may lack the
// locations.
func TestAgents_CertificatesWithoutLocations(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Override: map[string]any{"locations": []any{map[string]any{"hostname": "web-1"}, map[string]any{"agentId": 7, "path": "/x"}}}})
	env.Mock.Seed(mockserver.Seed{CommonName: "shop.example.com", Override: map[string]any{"locations": nil}})
	env.Mock.Seed(mockserver.Seed{CommonName: "old.example.com"})
	env.SetBeforeRequest(func(r *http.Request) {
		if r.URL.Path == "/api/certificates/1003" {
			if err := env.Mock.Delete(1003); err != nil {
				t.Error(err)
			}
		}
	})
	got, run := agents(t, env, acctest.Attributes{"include_locations": true})
	if run.MustHaveNoDiagnostics(); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func TestAgents_Fails_NamesRequest(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	for attribute, value := range map[string]any{"source": "disk", "hostname": ""} {
		if _, run := agents(t, env, acctest.Attributes{attribute: value}); run.MustFail().Diagnostics[0].Location != fmt.Sprintf("AttributeName(%q)", attribute) {
			t.Errorf("the error is at %s", run.Diagnostics[0].Location)
		}
	}
	for path, complaint := range map[string]string{
		"/api/certificates/1001":       "(?s)Could not read certificate 1001.*401",
		"/api/certificates":            "(?s)Could not list the certificates.*401",
		"/api/discovered-certificates": "(?s)Could not list the discovered certificates.*401",
	} {
		env.Mock.ClearFaults()
		env.Mock.Inject(mockserver.Fault{Method: "GET", Path: path, Times: mockserver.Always, Kind: mockserver.FaultUnauthorized})
		_, run := agents(t, env, acctest.Attributes{"include_locations": true})
		run.MustFail().MustError(complaint)
	}
}
