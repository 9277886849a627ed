package deployment_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestCreate_AgentUnavailable_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ attributes, at string }{
		"named":   {byEdge, "agent_id"},
		"unnamed": {toFirst + "\n  targets = [\"envoy-edge\"]", "targets"},
		"unknown": {toNginx + "\n  agent_id = \"agent-none\"", "agent_id"},
	} {
		for form, statuses := range map[string]map[string]int{
			"":                  nil,
			", other statuses":  mockserver.AlternativeHTTPStatuses(),
			", 503 Unavailable": {"AGENT_UNAVAILABLE": http.StatusServiceUnavailable},
		} {
			t.Run(name+form, func(t *testing.T) {
				t.Parallel()
				env := newEnvWithCertificate(t, mockserver.Options{HTTPStatuses: statuses})
				report := env.Terraform(t).Apply(env.Config(resourceBlock(test.attributes + shortTimeouts))).MustFail().
					MustError(`(?s)Could not deploy certificate 1001 within 20s \(timeouts\.create\).*AGENT_UNAVAILABLE.*Check that the agent runs`)
				if !strings.HasPrefix(report.Location, test.at) {
					t.Errorf("the error is at %q", report.Location)
				}
				if waited := env.Clock.Now().Sub(acctest.Start); waited != 20*time.Second {
					t.Errorf("waited %s", waited)
				}
				if count := env.Mock.Journal().Count("POST", deployPath); count < 4 || count > 9 {
					t.Errorf("submitted %d times", count)
				}
			})
		}
	}
}

func TestCreate_AgentReturns_Deploys(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: 2 * time.Second})
	env.SetBeforeRequest(func(*http.Request) {
		if env.Mock.Journal().Count("POST", deployPath) == 4 {
			_ = env.Mock.SetAgentOnline("agent-edge-01", true)
		}
	})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(byEdge))).MustHaveNoDiagnostics()
	if count := env.Mock.Journal().Count("POST", deployPath); count != 5 {
		t.Errorf("submitted %d times", count)
	}
	mustHaveLocations(t, tf, "agent-edge-01:/etc/envoy/certs/www.example.com.crt")
	mustHaveNoChanges(t, tf)
}

// One timeout covers the wait for an agent and the wait for its report.
func TestCreate_TimeoutCoversAllWaits(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: -1})
	env.SetBeforeRequest(func(*http.Request) {
		if env.Mock.Journal().Count("POST", deployPath) == 4 {
			_ = env.Mock.SetAgentOnline("agent-edge-01", true)
		}
	})
	env.Terraform(t).Apply(env.Config(resourceBlock(byEdge + shortTimeouts))).MustFail().MustError("No agent reported certificate 1001 as deployed")
	if waited := env.Clock.Now().Sub(acctest.Start); waited != 20*time.Second {
		t.Errorf("waited %s", waited)
	}
}

func TestCreate_InterruptWithoutAgent_EndsWait(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	tf := env.Terraform(t)
	ordered := false
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost && !ordered {
			ordered = true
			tf.Interrupt()
		}
	})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Kind: mockserver.FaultSlowResponse, Delay: 300 * time.Millisecond})
	tf.Apply(env.Config(resourceBlock(byEdge))).MustFail().MustError(`(?s)Could not deploy certificate 1001.*Terraform was interrupted`)
	if count := env.Mock.Journal().Count("POST", deployPath); count != 1 {
		t.Errorf("submitted %d times", count)
	}
}
