// Package acctest starts a mock server and the provider for one test. Both run
// in the test's process and share a clock that only moves when the provider
// waits, so that an hour of waiting takes no time.
//
// Tests import it, the provider never does.
package acctest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Start is where the clock of every test stands at first.
var Start = time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)

// Environment is TigerTrust and a provider for one test.
type Environment struct {
	// Mock is the server behind Endpoint.
	Mock *mockserver.Server
	// Clock is the time of both server and provider.
	Clock *clocktest.Clock
	// Endpoint is the base URL of the mock.
	Endpoint string
	// BeforeRequest, when set, is called with every request before the mock sees it:
	// for what happens on the server, or to Terraform, in the middle of an
	// operation.
	BeforeRequest func(*http.Request)
}

// New starts a mock, and stops it when the test ends.
func New(t testing.TB, options mockserver.Options) *Environment {
	t.Helper()
	now := clocktest.New(Start)
	options.Now = now.Now
	mock := mockserver.New(options)
	env := &Environment{Mock: mock, Clock: now}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if env.BeforeRequest != nil {
			env.BeforeRequest(r)
		}
		mock.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	env.Endpoint = server.URL + "/api"
	return env
}

// Test runs the steps through a real Terraform against the environment.
func (e *Environment) Test(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	setUpTerraform()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: e.ProviderFactories(),
		Steps:                    steps,
	})
}

// ProviderFactories serve the provider in the test's process.
func (e *Environment) ProviderFactories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"tigertrust": providerserver.NewProtocol6WithError(provider.New("test", e.Clock)),
	}
}

// Config returns a configuration that points the provider at the mock, with
// body after it.
func (e *Environment) Config(body string) string {
	return e.ConfigWithSettings("", body)
}

// ConfigWithSettings is Config with further settings in the provider block.
func (e *Environment) ConfigWithSettings(settings, body string) string {
	return fmt.Sprintf(`
provider "tigertrust" {
  endpoint = %q
  api_key  = %q
  %s
}
%s`, e.Endpoint, mockserver.DefaultAPIKey, settings, body)
}

// setUpTerraform keeps Terraform off the network and away from the settings of
// the machine. It changes the environment of the whole process, once, so that
// tests can run in parallel.
var setUpTerraform = sync.OnceFunc(func() {
	for name, value := range map[string]string{
		"CHECKPOINT_DISABLE": "1",
		"TF_CLI_CONFIG_FILE": os.DevNull,
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
})
