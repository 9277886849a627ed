package deployment_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const deployedAtProd = "Certificate 1001 is deployed: " + nginxFile + " on web-server-1"

// deployInvocation returns an invocation of the action on the first certificate.
func deployInvocation(config acctest.Attributes) acctest.Invocation {
	all := acctest.Attributes{"certificate_id": firstID, "targets": []string{"nginx-main"}, "agent_id": "agent-prod-01"}
	for name, value := range config {
		all[name] = value
	}
	return acctest.Invocation{TypeName: "tigertrust_certificate_deploy", Config: all}
}

func TestDeployAction_SendsDocumentedRequest(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	provider := env.Protocol(t)
	provider.InvokeAction(deployInvocation(nil)).MustHaveNoDiagnostics().
		MustReportProgress("Deploying certificate 1001 to nginx-main", "Waiting for an agent to report certificate 1001 as deployed", deployedAtProd)
	provider.InvokeAction(deployInvocation(acctest.Attributes{"agent_id": nil, "targets": []string{"nginx-main", "haproxy-lb"}})).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", deployPath, nginxByProd, `{"targets":["haproxy-lb","nginx-main"]}`)
}

func TestDeployAction_Twice_ChangesNothing(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: 20 * time.Second})
	provider := env.Protocol(t)
	provider.InvokeAction(deployInvocation(nil)).MustHaveNoDiagnostics()
	before, begun := mockCertificate(t, env, firstID), env.Clock.Now()
	provider.InvokeAction(deployInvocation(nil)).MustHaveNoDiagnostics().MustReportProgress("Deploying certificate 1001 to nginx-main", deployedAtProd)
	if after := mockCertificate(t, env, firstID); len(before.Locations) != 1 || !reflect.DeepEqual(before, after) {
		t.Errorf("the certificate was %+v and is %+v", before, after)
	}
	if waited := env.Clock.Now().Sub(begun); waited != 0 {
		t.Errorf("waited %s", waited)
	}
}

func TestDeployAction_ReportsWaits(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{DeploymentDelay: 15 * time.Second, IssuanceDelay: 15 * time.Second})
	env.Protocol(t).Resource("tigertrust_certificate").Apply(acctest.Attributes{"common_name": "www.example.com", "timeouts": map[string]any{"create": "1s"}}).MustSucceed()
	setProdAgentOnline(t, env, false)
	invocation := deployInvocation(nil)
	invocation.OnProgress = func(message string) {
		if message == "Still waiting for an agent to accept certificate 1001 [13s elapsed]" {
			setProdAgentOnline(t, env, true)
		}
	}
	env.Protocol(t).InvokeAction(invocation).MustHaveNoDiagnostics().MustReportProgress(
		"Deploying certificate 1001 to nginx-main",
		"Waiting for certificate 1001 to be issued", "Still waiting for certificate 1001 to be issued [13s elapsed]",
		"Waiting for an agent to accept certificate 1001", "Still waiting for an agent to accept certificate 1001 [13s elapsed]",
		"Waiting for an agent to report certificate 1001 as deployed", "Still waiting for an agent to report certificate 1001 as deployed [13s elapsed]",
		deployedAtProd,
	)
}

func TestDeployAction_WaitFalse_ReturnsAtOnce(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{DeploymentDelay: -1})
	env.Protocol(t).InvokeAction(deployInvocation(acctest.Attributes{"wait_for_deployment": false})).MustHaveNoDiagnostics().
		MustReportProgress("Deploying certificate 1001 to nginx-main", "TigerTrust accepted the deployment of certificate 1001")
	if waited := env.Clock.Now().Sub(acctest.Start); waited != 0 {
		t.Errorf("waited %s", waited)
	}
}

func TestDeployAction_Fails_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	byAny := acctest.Attributes{"agent_id": nil, "targets": []string{"envoy-edge"}}
	for what, test := range map[string]struct {
		options       mockserver.Options
		seed          mockserver.Seed
		config        acctest.Attributes
		at, complaint string
	}{
		"no certificate":      {config: acctest.Attributes{"certificate_id": 99}, at: "certificate_id", complaint: "(?s)Could not read certificate 99.*CERTIFICATE_NOT_FOUND"},
		"no id":               {config: acctest.Attributes{"certificate_id": 0}, at: "certificate_id", complaint: "must be an ID"},
		"no target":           {config: acctest.Attributes{"targets": []string{}}, at: "targets", complaint: "at least 1"},
		"invalid timeout":     {config: acctest.Attributes{"timeouts": map[string]string{"invoke": "soon"}}, at: "timeouts", complaint: "must be a positive duration"},
		"revoked":             {seed: mockserver.Seed{Status: "revoked"}, at: "certificate_id", complaint: "Cannot deploy the revoked certificate 1001"},
		"never issued":        {seed: mockserver.Seed{Status: "failed"}, at: "certificate_id", complaint: "Certificate 1001 is not issued"},
		"not issued yet":      {seed: mockserver.Seed{Status: "pending"}, at: "certificate_id", complaint: "(?s)Certificate 1001 is not issued.*within 2m0s \\(timeouts.invoke\\)"},
		"agent is offline":    {config: acctest.Attributes{"agent_id": "agent-edge-01", "targets": []string{"envoy-edge"}}, at: "agent_id", complaint: "(?s)within 2m0s \\(timeouts.invoke\\).*AGENT_UNAVAILABLE.*Check that the agent runs"},
		"no agent for target": {config: byAny, at: "targets", complaint: "AGENT_UNAVAILABLE"},
		"no agent reports":    {options: mockserver.Options{DeploymentDelay: -1}, config: acctest.Attributes{"timeouts": map[string]string{"invoke": "30s"}}, at: "targets", complaint: "(?s)No agent reported certificate 1001 as deployed.*within 30s \\(timeouts.invoke\\).*set wait_for_deployment = false"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			test.seed.CommonName = "www.example.com"
			env.Mock.Seed(test.seed)
			run := env.Protocol(t).InvokeAction(deployInvocation(test.config)).MustFail()
			// Terraform reports an error in an element at the whole set.
			if report := run.MustError(test.complaint); !strings.HasPrefix(report.Location, fmt.Sprintf("AttributeName(%q)", test.at)) {
				t.Errorf("the error is at %s", report.Location)
			}
		})
	}
}

func TestDeployAction_LostResponse_SubmitsAgain(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: deployPath, Kind: mockserver.FaultDropAfter})
	env.Protocol(t).InvokeAction(deployInvocation(nil)).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", deployPath, nginxByProd, nginxByProd)
}

func TestDeployAction_Canceled_Ends(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options mockserver.Options
		agent   bool
		during  string
	}{
		"while no agent is there": {mockserver.Options{}, false, "Waiting for an agent to accept certificate 1001"},
		"while an agent deploys":  {mockserver.Options{DeploymentDelay: -1}, true, "Waiting for an agent to report certificate 1001 as deployed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithCertificate(t, test.options)
			setProdAgentOnline(t, env, test.agent)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			invocation := deployInvocation(acctest.Attributes{"timeouts": map[string]string{"invoke": "24h"}})
			invocation.Context = ctx
			invocation.OnProgress = func(message string) {
				if message == test.during {
					stop()
				}
			}
			run := env.Protocol(t).InvokeAction(invocation).MustFail()
			run.MustError("Terraform was interrupted")
			if last := run.Progress[len(run.Progress)-1]; !slices.Contains(run.Progress, test.during) || last != test.during {
				t.Errorf("the progress was %q", run.Progress)
			}
			if waited := env.Clock.Now().Sub(acctest.Start); waited > time.Minute {
				t.Errorf("waited %s", waited)
			}
		})
	}
}

func TestDeployAction_ThroughTerraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env := acctest.New(t, mockserver.Options{DeploymentDelay: 15 * time.Second})
	tf := env.Terraform(t)
	config := env.Config(`
action "tigertrust_certificate_deploy" "test" {
  config {
    certificate_id = tigertrust_certificate.test.id
    targets        = ["nginx-main"]
    agent_id       = "agent-prod-01"
  }
}
action "tigertrust_certificate_deploy" "again" {
  config {
    certificate_id = 1001
    targets        = ["nginx-main"]
    agent_id       = "agent-prod-01"
  }
}
` + certificateBlock("\n  lifecycle {\n    action_trigger {\n      events  = [after_create]\n      actions = [action.tigertrust_certificate_deploy.test]\n    }\n  }"))
	// Newer versions of Terraform warn about the reference to the triggering resource.
	run := tf.Apply(config).MustSucceed()
	progress := []string{
		"Deploying certificate 1001 to nginx-main", "Waiting for an agent to report certificate 1001 as deployed",
		"Still waiting for an agent to report certificate 1001 as deployed [13s elapsed]", deployedAtProd,
	}
	run.MustReportProgress(progress...)
	tf.Plan("").MustSucceed().MustPlan(certificate)
	tf.Apply("", "-invoke=action.tigertrust_certificate_deploy.again").MustSucceed().MustReportProgress(progress[0], deployedAtProd)
	if locations := mockCertificate(t, env, firstID).Locations; len(locations) != 1 {
		t.Errorf("the certificate has the locations %v", locations)
	}
	setProdAgentOnline(t, env, false)
	tf.Apply("", "-invoke=action.tigertrust_certificate_deploy.again").MustFail().MustError("(?s)Could not deploy certificate 1001 within 2m0s.*AGENT_UNAVAILABLE")
}
