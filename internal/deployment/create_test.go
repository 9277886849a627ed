package deployment_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const nginxFile, haproxyFile = "/etc/nginx/ssl/www.example.com.crt", "/etc/haproxy/certs/www.example.com.crt"

func TestDeploymentSendsWhatIsDocumented(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes, body string
		paths            []string
	}{
		"by an agent": {
			toNginx + byProd, nginxByProd,
			[]string{"agent-prod-01:" + nginxFile},
		},
		"by any agent": {
			toFirst + "\n  targets = [\"nginx-main\", \"haproxy-lb\"]", `{"targets":["haproxy-lb","nginx-main"]}`,
			[]string{"agent-prod-01:" + haproxyFile, "agent-prod-01:" + nginxFile, "agent-prod-02:" + nginxFile},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := seeded(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.attributes))).MustHaveNoDiagnostics().MustPlan(address, "create")
			env.MustHaveSent(t, "POST", deployments, test.body)
			mustHavePaths(t, tf, test.paths...)
			held := tf.Instance(address).Attributes
			if held["certificate_fingerprint"] != issued(t, env, first).Fingerprint || held["last_deployed_at"] != "2026-01-15T12:00:00Z" {
				t.Errorf("the state holds %v", held)
			}
			mustSettle(t, tf)
		})
	}
}

func TestDeploymentIsWaitedFor(t *testing.T) {
	t.Parallel()
	env := seeded(t, mockserver.Options{DeploymentDelay: 40 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(toNginx + byProd))).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", deployments, nginxByProd)
	mustHavePaths(t, tf, "agent-prod-01:"+nginxFile)
	if waited := env.Clock.Now().Sub(acctest.Start); waited < 40*time.Second || waited > 46*time.Second {
		t.Errorf("waited %s", waited)
	}
	mustSettle(t, tf)
}

func TestDeploymentIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes string
		locations  []mockserver.Location
	}{
		"as configured":              {toNginx + withoutAny, nil},
		"where the agent has it":     {toNginx + byProd, []mockserver.Location{{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/old.crt"}}},
		"where some agent has it":    {toNginx, []mockserver.Location{{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: "/old.crt"}}},
		"as configured, by an agent": {toNginx + withoutAny + byProd, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := seeded(t, mockserver.Options{DeploymentDelay: -1})
			if err := env.Mock.SetLocations(first, test.locations...); err != nil {
				t.Fatal(err)
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			if waited := env.Clock.Now().Sub(acctest.Start); waited != 0 {
				t.Errorf("waited %s", waited)
			}
			mustSettle(t, tf)
		})
	}
}

func TestLocationOfAnotherAgentIsNotWhatIsWaitedFor(t *testing.T) {
	t.Parallel()
	env := seeded(t, mockserver.Options{DeploymentDelay: 3 * time.Second})
	if err := env.Mock.SetLocations(first, mockserver.Location{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: "/old.crt"}); err != nil {
		t.Fatal(err)
	}
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(toNginx + byProd))).MustHaveNoDiagnostics()
	mustHavePaths(t, tf, "agent-prod-01:"+nginxFile)
}

func TestDeploymentThatNoAgentReportsIsAnError(t *testing.T) {
	t.Parallel()
	env := seeded(t, mockserver.Options{DeploymentDelay: -1})
	tf := env.Terraform(t)
	config := env.Config(resourceBlock(toNginx + byProd + shortly))
	report := tf.Apply(config).MustFail().
		MustError(`(?s)No agent reports certificate 1001 in place.*within 20s, the limit in timeouts\.create.*wait_for_deployment = false`)
	if !strings.HasPrefix(report.Location, "targets") {
		t.Errorf("the error is at %q", report.Location)
	}
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state holds %v", objects)
	}

	env.Mock.Configure(func(o *mockserver.Options) { o.DeploymentDelay = 0 })
	tf.Apply(config).MustHaveNoDiagnostics().MustPlan(address, "create")
	env.MustHaveSent(t, "POST", deployments, nginxByProd, nginxByProd)
	mustSettle(t, tf)
}

// What became of an order whose answer was lost does not matter: to order
// again does no harm.
func TestDeploymentIsOrderedAgainWhereItsOutcomeIsUncertain(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]mockserver.FaultKind{
		"lost answer":    mockserver.FaultDropAfter,
		"lost request":   mockserver.FaultDropBefore,
		"server error":   mockserver.FaultErrorAfter,
		"bad gateway":    mockserver.FaultBadGateway,
		"garbage":        mockserver.FaultGarbage,
		"not available":  mockserver.FaultUnavailable,
		"cut-off answer": mockserver.FaultTruncated,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := seeded(t, mockserver.Options{})
			env.Mock.Inject(mockserver.Fault{Method: "POST", Path: deployments, Kind: kind, Times: 2})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(toNginx + byProd))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", deployments, nginxByProd, nginxByProd, nginxByProd)
		})
	}
}

func TestDeploymentThatFailsUntilTheTimeLimitIsAnError(t *testing.T) {
	t.Parallel()
	env := seeded(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: deployments, Kind: mockserver.FaultBadGateway, Times: mockserver.Always})
	env.Terraform(t).Apply(env.Config(resourceBlock(toNginx + shortly))).MustFail().
		MustError(`(?s)Could not deploy certificate 1001 within 20s, the limit in timeouts\.create.*502 Bad Gateway.*Apply again later`)
}

func TestDeploymentThatIsRefusedIsNotOrderedAgain(t *testing.T) {
	t.Parallel()
	env := seeded(t, mockserver.Options{})
	env.Terraform(t).Apply(env.Config(resourceBlock(toFirst + "\n  targets = [\"nowhere\"]"))).MustFail().
		MustError(`(?s)Could not deploy certificate 1001\n.*no agent has: nowhere`)
	env.MustHaveSent(t, "POST", deployments, `{"targets":["nowhere"]}`)
}

func TestInterruptEndsTheWait(t *testing.T) {
	t.Parallel()
	env := seeded(t, mockserver.Options{DeploymentDelay: -1})
	tf := env.Terraform(t)
	env.BeforeRequest = func(r *http.Request) {
		if r.Method == http.MethodGet && env.Mock.Journal().Count("POST", deployments) > 0 {
			tf.Interrupt()
			<-r.Context().Done()
		}
	}
	tf.Apply(env.Config(resourceBlock(toNginx))).MustFail().
		MustError(`(?s)No agent reports certificate 1001 in place.*Terraform was told to stop while it waited`)
}
