package provider_test

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// creations are configurations that create one resource.
var creations = map[string]string{
	"certificate": anyCertificate,
	"deployment":  "resource \"tigertrust_certificate_deployment\" \"test\" {\n  certificate_id = 1001\n  targets = [\"nginx-main\"]\n}\n",
	"import":      "resource \"tigertrust_discovered_import\" \"test\" {\n  discovered_certificate_id = 5001\n}\n",
}

// deadEndpoint is an endpoint that refuses connections.
func deadEndpoint(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return "http://" + listener.Addr().String() + "/api"
}

func providerBlock(settings map[string]string) string {
	var block strings.Builder
	for name, value := range settings {
		fmt.Fprintf(&block, "  %s = %q\n", name, value)
	}
	return "provider \"tigertrust\" {\n" + block.String() + "}\n"
}

// A plan reports wrong settings of the provider before anything is ordered.
func TestPlan_WrongSettings_SummaryIsCause(t *testing.T) {
	t.Parallel()
	const key, workspace, other, unreachable = "TigerTrust rejected the API key", "The API key has no access to this workspace",
		"The endpoint is not a TigerTrust API", "Could not reach TigerTrust"
	keys := []mockserver.APIKey{
		{Name: "good", Secret: mockserver.DefaultAPIKey},
		{Name: "revoked", Secret: "ak_revoked", State: mockserver.KeyRevoked},
		{Name: "agent", Secret: "ak_other_api", Scope: mockserver.ScopeNone},
	}
	for name, test := range map[string]struct {
		settings        map[string]string
		fault           mockserver.FaultKind
		summary, detail string
	}{
		"unknown key":             {settings: map[string]string{"api_key": "ak_unknown"}, summary: key, detail: "401 Unauthorized.*The API key came from api_key in the provider block"},
		"revoked key":             {settings: map[string]string{"api_key": "ak_revoked"}, summary: key, detail: "the API key is revoked"},
		"key of other API":        {settings: map[string]string{"api_key": "ak_other_api"}, summary: key, detail: "403 Forbidden.*type and scope"},
		"key without workspace":   {settings: map[string]string{"api_key": "ak_other_api", "workspace_id": mockserver.OtherWorkspace}, summary: workspace, detail: "403 Forbidden.*Check that the workspace ws_654321 exists"},
		"unknown workspace":       {settings: map[string]string{"workspace_id": "ws_999"}, summary: workspace, detail: "WORKSPACE_NOT_FOUND.*Check that the workspace ws_999 exists"},
		"wrong path":              {settings: map[string]string{"endpoint": "/v2/api"}, summary: other, detail: "404 Not Found.*NOT_FOUND"},
		"no path":                 {settings: map[string]string{"endpoint": ""}, summary: other, detail: "404 Not Found.*NOT_FOUND"},
		"wrong path or workspace": {settings: map[string]string{"endpoint": "/v2/api", "workspace_id": "ws_123456"}, summary: "The endpoint or the workspace does not exist", detail: "404 Not Found.*workspace_id"},
		"page of a proxy":         {fault: mockserver.FaultProxyNotFoundHTML, summary: other, detail: `404 Not Found.*"/api"`},
		"redirect":                {fault: mockserver.FaultRedirect, summary: other, detail: "redirect to"},
		"login page":              {fault: mockserver.FaultGarbage, summary: other, detail: "does not match the API reference"},
		"wrong types":             {fault: mockserver.FaultWrongTypes, summary: other, detail: "does not match the API reference"},
		"unreachable host":        {settings: map[string]string{"endpoint": deadEndpoint(t)}, summary: unreachable, detail: "connection refused.*skip_credentials_check = true"},
		"broken connection":       {fault: mockserver.FaultReset, summary: unreachable, detail: "connection reset"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{APIKeys: keys})
			if test.fault != "" {
				env.Mock.Inject(mockserver.Fault{Kind: test.fault, Times: mockserver.Always})
			}
			settings := map[string]string{"endpoint": env.Endpoint, "api_key": mockserver.DefaultAPIKey}
			for name, value := range test.settings {
				if name == "endpoint" && !strings.HasPrefix(value, "http") {
					value = strings.TrimSuffix(env.Endpoint, "/api") + value
				}
				settings[name] = value
			}
			tf := env.Terraform(t)
			for created, config := range creations {
				run := tf.Plan(providerBlock(settings) + config).MustFail()
				if problem := run.MustError("(?s)" + test.detail); len(run.Diagnostics) != 1 || problem.Summary != test.summary {
					t.Errorf("%s: got %+v, want the summary %q", created, run.Diagnostics, test.summary)
				}
			}
			tf.Apply(providerBlock(settings) + anyCertificate).MustFail()
			if changes := env.Mock.Journal().Mutations(); len(changes) != 0 || env.Mock.Journal().Count(http.MethodPost, "/*/*") != 0 {
				t.Errorf("the requests are %q", acctest.Requests(env.Mock.Journal()))
			}
		})
	}
}

// The access check takes no request in a refresh, and at most one more in a plan
// that creates something.
func TestPlan_AccessCheck_KeepsRefreshCheap(t *testing.T) {
	t.Parallel()
	for managed, most := range map[int]int{1: 1, 2: 3, 250: 6} {
		t.Run(strconv.Itoa(managed), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			for i := range managed {
				env.Mock.Seed(mockserver.Seed{CommonName: fmt.Sprintf("c%d.example.com", i)})
			}
			fleet := `
locals { ids = range(1001, ` + strconv.Itoa(1001+managed) + `) }
import {
  for_each = toset([for id in local.ids : tostring(id)])
  to       = tigertrust_certificate.fleet[each.key]
  id       = each.key
}
resource "tigertrust_certificate" "fleet" {
  for_each    = toset([for id in local.ids : tostring(id)])
  common_name = "imported.example.com"
  lifecycle { ignore_changes = all }
}
`
			tf := env.Terraform(t)
			tf.Apply(env.Config(fleet)).MustSucceed()
			count := func(config string) int {
				env.Mock.ResetJournal()
				tf.Plan(config).MustSucceed()
				return len(env.Mock.Journal())
			}
			if requests := count(env.Config(fleet)); requests > most {
				t.Errorf("a refresh takes %d requests, want at most %d", requests, most)
			}
			if requests := count(env.Config(fleet + anyCertificate)); requests > most+1 {
				t.Errorf("a refresh and a new certificate take %d requests, want at most %d", requests, most+1)
			}
			if managed > 2 {
				return
			}
			with, without := count(env.Config(fleet)), count(env.ConfigWithSettings("skip_credentials_check = true", fleet))
			if with != without {
				t.Errorf("a refresh takes %d requests with the check, %d without", with, without)
			}
		})
	}
}

// A key that may only read passes the check of a plan.
func TestApply_ReadOnlyKey_NamesPermission(t *testing.T) {
	env := acctest.New(t, mockserver.Options{APIKeys: []mockserver.APIKey{{Name: "reader", Secret: mockserver.DefaultAPIKey, Scope: mockserver.ScopeRead}}})
	tf := env.Terraform(t)
	tf.Plan(env.Config(anyCertificate)).MustHaveNoDiagnostics()
	run := tf.Apply("").MustFail()
	problem := run.MustError(`(?s)^The API key does not permit this operation\nNo certificate was ordered for www\.example\.com\. 403 Forbidden.*type and scope`)
	if len(run.Diagnostics) != 1 {
		t.Errorf("got %+v, want only %q", run.Diagnostics, problem.Summary)
	}
}

// Equal causes have equal summaries in a refresh. The details name the objects.
func TestRefresh_RejectedKey_EqualSummaries(t *testing.T) {
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := `resource "tigertrust_certificate" "test" {
  count       = 3
  common_name = "www${count.index}.example.com"
}
data "tigertrust_certificates" "all" {}
data "tigertrust_certificate_stats" "all" {}
`
	tf.Apply(env.Config(config)).MustHaveNoDiagnostics()
	env.Mock.Configure(func(o *mockserver.Options) { o.APIKeys[0].State = mockserver.KeyExpired })
	run := tf.Plan("").MustFail()
	for _, object := range []string{
		`Could not read certificate 1001 \(www\d\.example\.com\)\. 401 Unauthorized`, `Could not read certificate 1002`, `Could not read certificate 1003`,
		`Could not list the certificates\. 401 Unauthorized`, `Could not read the statistics\. 401 Unauthorized`,
	} {
		run.MustError(`(?s)^TigerTrust rejected the API key\n` + object)
	}
	if len(run.Diagnostics) != 5 {
		t.Errorf("got %d diagnostics: %+v", len(run.Diagnostics), run.Diagnostics)
	}
}

func TestPlan_FailingServer_Warns(t *testing.T) {
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Kind: mockserver.FaultUnavailable, Times: mockserver.Always})
	tf := env.Terraform(t)
	tf.Plan(env.ConfigWithSettings("max_retries = 1", anyCertificate)).MustSucceed().
		MustWarn(`(?s)^Access to TigerTrust not checked\n503 Service Unavailable.*often temporary`)
	tf.Plan(env.ConfigWithSettings("skip_credentials_check = true", anyCertificate)).MustHaveNoDiagnostics()
	env.MustHaveRequested(t, "GET /api/certificates", "GET /api/certificates")
}
