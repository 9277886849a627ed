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

func TestCreate_SendsDocumentedRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes, body string
		paths            []string
	}{
		"one agent": {
			toNginx + byProd, nginxByProd,
			[]string{"agent-prod-01:" + nginxFile},
		},
		"any agent": {
			toFirst + "\n  targets = [\"nginx-main\", \"haproxy-lb\"]", `{"targets":["haproxy-lb","nginx-main"]}`,
			[]string{"agent-prod-01:" + haproxyFile, "agent-prod-01:" + nginxFile, "agent-prod-02:" + nginxFile},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithCertificate(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.attributes))).MustHaveNoDiagnostics().MustPlan(address, "create")
			env.MustHaveSent(t, "POST", deployPath, test.body)
			mustHaveLocations(t, tf, test.paths...)
			attributes := tf.Instance(address).Attributes
			if attributes["certificate_fingerprint"] != mockCertificate(t, env, firstID).Fingerprint || attributes["last_deployed_at"] != "2026-01-15T12:00:00Z" {
				t.Errorf("the state contains %v", attributes)
			}
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestCreate_WaitsUntilAgentReports(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: 40 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(toNginx + byProd))).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", deployPath, nginxByProd)
	mustHaveLocations(t, tf, "agent-prod-01:"+nginxFile)
	if waited := env.Clock.Now().Sub(acctest.Start); waited < 40*time.Second || waited > 46*time.Second {
		t.Errorf("waited %s", waited)
	}
	mustHaveNoChanges(t, tf)
}

func TestCreate_NothingToWaitFor_ReturnsAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes string
		locations  []mockserver.Location
	}{
		"wait_for_deployment = false": {toNginx + withoutWait, nil},
		"agent reports it already":    {toNginx + byProd, []mockserver.Location{{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/old.crt"}}},
		"some agent reports it":       {toNginx, []mockserver.Location{{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: "/old.crt"}}},
		"the same, with an agent":     {toNginx + withoutWait + byProd, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: -1})
			if err := env.Mock.SetLocations(firstID, test.locations...); err != nil {
				t.Fatal(err)
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			if waited := env.Clock.Now().Sub(acctest.Start); waited != 0 {
				t.Errorf("waited %s", waited)
			}
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestCreate_LocationOfOtherAgent_StillWaits(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: 3 * time.Second})
	if err := env.Mock.SetLocations(firstID, mockserver.Location{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: "/old.crt"}); err != nil {
		t.Fatal(err)
	}
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(toNginx + byProd))).MustHaveNoDiagnostics()
	mustHaveLocations(t, tf, "agent-prod-01:"+nginxFile)
}

func TestCreate_NoAgentReports_Fails(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: -1})
	tf := env.Terraform(t)
	config := env.Config(resourceBlock(toNginx + byProd + shortTimeouts))
	report := tf.Apply(config).MustFail().
		MustError(`(?s)No agent reported certificate 1001 as deployed.*within 20s \(timeouts\.create\).*wait_for_deployment = false`)
	if !strings.HasPrefix(report.Location, "targets") {
		t.Errorf("the error is at %q", report.Location)
	}
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state contains %v", objects)
	}

	env.Mock.Configure(func(o *mockserver.Options) { o.DeploymentDelay = 0 })
	tf.Apply(config).MustHaveNoDiagnostics().MustPlan(address, "create")
	env.MustHaveSent(t, "POST", deployPath, nginxByProd, nginxByProd)
	mustHaveNoChanges(t, tf)
}

// Deploying again does no harm, whatever the outcome of the first attempt was.
func TestCreate_UnknownOutcome_SubmitsAgain(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]mockserver.FaultKind{
		"lost response":    mockserver.FaultDropAfter,
		"lost request":     mockserver.FaultDropBefore,
		"server error":     mockserver.FaultErrorAfter,
		"bad gateway":      mockserver.FaultBadGateway,
		"garbage":          mockserver.FaultGarbage,
		"not available":    mockserver.FaultUnavailable,
		"cut-off response": mockserver.FaultTruncated,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithCertificate(t, mockserver.Options{})
			env.Mock.Inject(mockserver.Fault{Method: "POST", Path: deployPath, Kind: kind, Times: 2})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(toNginx + byProd))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", deployPath, nginxByProd, nginxByProd, nginxByProd)
		})
	}
}

func TestCreate_FailsUntilTimeout_NamesTimeout(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: deployPath, Kind: mockserver.FaultBadGateway, Times: mockserver.Always})
	env.Terraform(t).Apply(env.Config(resourceBlock(toNginx + shortTimeouts))).MustFail().
		MustError(`(?s)Could not deploy certificate 1001 within 20s \(timeouts\.create\).*502 Bad Gateway.*Apply again later`)
}

func TestCreate_Rejected_IsNotSubmittedAgain(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	env.Terraform(t).Apply(env.Config(resourceBlock(toFirst + "\n  targets = [\"nowhere\"]"))).MustFail().
		MustError(`(?s)Could not deploy certificate 1001\n.*no agent has: nowhere`)
	env.MustHaveSent(t, "POST", deployPath, `{"targets":["nowhere"]}`)
}

func TestCreate_Interrupt_EndsWait(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: -1})
	tf := env.Terraform(t)
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodGet && env.Mock.Journal().Count("POST", deployPath) > 0 {
			tf.Interrupt()
			<-r.Context().Done()
		}
	})
	tf.Apply(env.Config(resourceBlock(toNginx))).MustFail().
		MustError(`(?s)No agent reported certificate 1001 as deployed.*Terraform was interrupted during the wait`)
}
