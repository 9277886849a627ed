// Package acctest starts a mock server and the provider for one test. Both run
// in the test's process and share a clock that only advances when the provider
// sleeps, so an hour of polling takes no time.
package acctest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Start is the time at which the clock of every test starts.
var Start = time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)

// Environment is a mock server and a provider for one test.
type Environment struct {
	// Mock is the server behind Endpoint.
	Mock *mockserver.Server
	// Clock is the clock of the mock and the provider.
	Clock *clocktest.Clock
	// Endpoint is the base URL of the mock.
	Endpoint string
	// Service is the service of [NewWithService], or else nil.
	Service *Service

	beforeRequest atomic.Pointer[func(*http.Request)]
}

// New starts a mock server, which stops at the end of the test.
func New(tb testing.TB, options mockserver.Options) *Environment {
	tb.Helper()
	now := clocktest.New(Start)
	options.Now = now.Now
	env := NewWithClock(tb, options)
	env.Clock = now
	return env
}

// NewWithClock is like [New] with a mock that uses the clock in the options, for
// providers in other processes. The environment has no clock.
func NewWithClock(tb testing.TB, options mockserver.Options) *Environment {
	tb.Helper()
	likeAccount(tb, &options)
	mock := mockserver.New(options)
	env := &Environment{Mock: mock}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before := env.beforeRequest.Load(); before != nil && *before != nil {
			(*before)(r)
		}
		mock.ServeHTTP(w, r)
	}))
	tb.Cleanup(server.Close)
	env.Endpoint = server.URL + "/api"
	return env
}

// likeAccount makes the mock behave like the account of the conformance report that
// the environment variable TIGERTRUST_MOCK_LIKE names, except for its ids: tests
// contain those of the mock.
func likeAccount(tb testing.TB, options *mockserver.Options) {
	tb.Helper()
	file := os.Getenv("TIGERTRUST_MOCK_LIKE")
	if file == "" {
		return
	}
	likeness, err := mockserver.ReadLikeness(file)
	if err != nil {
		tb.Fatalf("TIGERTRUST_MOCK_LIKE: %v", err)
	}
	likeness.WithoutIDs().Apply(options)
}

// SetBeforeRequest sets a function that is called before the mock handles a
// request; nil removes it. Tests use it to change the server or to interrupt
// Terraform in the middle of an operation.
func (e *Environment) SetBeforeRequest(before func(*http.Request)) { e.beforeRequest.Store(&before) }

// Test runs the steps of terraform-plugin-testing.
func (e *Environment) Test(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	isolateTerraform()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: e.providerFactories(t),
		Steps:                    steps,
	})
}

// providerFactories returns the factory of a provider in the test's process.
func (e *Environment) providerFactories(tb testing.TB) map[string]func() (tfprotov6.ProviderServer, error) {
	tb.Helper()
	newServer := newComparingServer(tb, e.Clock)
	return map[string]func() (tfprotov6.ProviderServer, error){
		"tigertrust": func() (tfprotov6.ProviderServer, error) { return newServer(), nil },
	}
}

// Config returns body with a provider block for the mock in front of it.
func (e *Environment) Config(body string) string {
	return e.ConfigWithSettings("", body)
}

// ConfigWithSettings is like [Environment.Config], with more settings in the
// provider block.
func (e *Environment) ConfigWithSettings(settings, body string) string {
	return fmt.Sprintf(`
provider "tigertrust" {
  endpoint = %q
  api_key  = %q
  %s
}
%s`, e.Endpoint, mockserver.DefaultAPIKey, settings, body)
}

// isolateTerraform keeps Terraform from using the network and the CLI
// configuration of the machine. It sets environment variables of the process only
// once, so that tests can run in parallel.
var isolateTerraform = sync.OnceFunc(func() {
	for name, value := range map[string]string{
		"CHECKPOINT_DISABLE": "1",
		"TF_CLI_CONFIG_FILE": os.DevNull,
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
})

// UnsetEnvironment removes the environment variables of the provider during a test.
func UnsetEnvironment(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"API_KEY", "ENDPOINT", "WORKSPACE_ID", "CA_CERTIFICATE_PEM",
		"REQUEST_TIMEOUT", "MAX_RETRIES", "REQUESTS_PER_SECOND", "BULK_REFRESH", "ON_DESTROY", "ADOPT_EXISTING", "SKIP_CREDENTIALS_CHECK",
	} {
		t.Setenv("TIGERTRUST_"+name, "")
	}
}
