package deployment_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const toBoth = toFirst + "\n  targets = [\"nginx-main\", \"haproxy-lb\"]"

func TestUpdate_AddedTarget_IsOnlyOneDeployed(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	tf.Apply(env.Config(resourceBlock(toBoth+byProd))).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployPath, `{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`)
	mustHaveLocations(t, tf, "agent-prod-01:"+haproxyFile, "agent-prod-01:"+nginxFile)
	mustHaveNoChanges(t, tf)
}

func TestUpdate_RemovedTarget_Warns(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toBoth+byProd)
	warning := tf.Apply(env.Config(resourceBlock(toNginx+byProd))).MustSucceed().MustPlan(address, "update").
		MustWarn(`The files of certificate 1001 remain on haproxy-lb\n.*cannot undo`)
	if !strings.HasPrefix(warning.Location, "targets") {
		t.Errorf("the warning is at %q", warning.Location)
	}
	mustHaveMutated(t, env)
	mustHaveNoChanges(t, tf)
}

func TestUpdate_SwappedTarget_DeploysAndWarns(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	tf.Apply(env.Config(resourceBlock(toFirst + "\n  targets = [\"haproxy-lb\"]" + byProd))).MustSucceed().MustWarn(`remain on nginx-main`)
	env.MustHaveSent(t, "POST", deployPath, `{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`)
	mustHaveNoChanges(t, tf)
}

func TestUpdate_Change_DeploysToAllTargets(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after, body string }{
		"another agent":               {toNginx + byProd, toNginx + "\n  agent_id = \"agent-prod-02\"", `{"targets":["nginx-main"],"agentId":"agent-prod-02"}`},
		"agent removed":               {toNginx + byProd, toNginx, `{"targets":["nginx-main"]}`},
		"triggers and a new target":   {toNginx + "\n  triggers = { a = \"1\" }", toBoth + "\n  triggers = { b = \"1\" }", `{"targets":["haproxy-lb","nginx-main"]}`},
		"certificate, target removed": {toBoth, strings.Replace(toNginx, "1001", "1002", 1), `{"targets":["nginx-main"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := applyDeployment(t, mockserver.Options{}, test.before)
			env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
			tf.Apply(env.Config(resourceBlock(test.after))).MustSucceed().MustPlan(address, "update")
			env.MustHaveSent(t, "POST", deployPath, test.body)
			mustHaveNoChanges(t, tf)
			attributes := tf.Instance(address).Attributes
			if id := acctest.Number(attributes["certificate_id"]); attributes["certificate_fingerprint"] != mockCertificate(t, env, id).Fingerprint {
				t.Errorf("the state contains %v", attributes)
			}
		})
	}
}

func TestUpdate_StateOnlyChange_SendsNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after string }{
		"triggers set":        {toNginx, toNginx + "\n  triggers = { a = \"1\" }"},
		"wait_for_deployment": {toNginx, toNginx + withoutWait},
		"redeploy_on_renewal": {toNginx, toNginx + "\n  redeploy_on_renewal = false"},
		"timeouts":            {toNginx, toNginx + shortTimeouts},
		"order of targets":    {toBoth, toFirst + "\n  targets = [\"haproxy-lb\", \"nginx-main\"]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := applyDeployment(t, mockserver.Options{}, test.before)
			tf.Apply(env.Config(resourceBlock(test.after))).MustHaveNoDiagnostics()
			mustHaveMutated(t, env)
			mustHaveNoChanges(t, tf)
		})
	}
}

// The state keeps what was deployed, so the next plan shows the change again.
func TestUpdate_Fails_NextApplyRepeatsIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ after, body string }{
		"added target": {toBoth + byProd, `{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`},
		"triggers":     {toNginx + byProd + "\n  triggers = { a = \"2\" }", nginxByProd},
		"renewed":      {toNginx + byProd + "\n  triggers = { a = \"1\" }", nginxByProd},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd+"\n  triggers = { a = \"1\" }")
			if name == "renewed" {
				renewOnServer(t, env)
			}
			setProdAgentOnline(t, env, false)
			tf.Apply(env.Config(resourceBlock(test.after+shortTimeouts))).MustFail().MustPlan(address, "update").
				MustError(`(?s)Could not deploy certificate 1001 within 30s \(timeouts\.update\).*AGENT_UNAVAILABLE`)
			setProdAgentOnline(t, env, true)
			env.Mock.ResetJournal()
			tf.Apply("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address, "update")
			env.MustHaveSent(t, "POST", deployPath, test.body)
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestUpdate_NoAgentReports_NextApplyRepeats(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	env.Mock.Configure(func(o *mockserver.Options) { o.DeploymentDelay = -1 })
	again := env.Config(resourceBlock(toNginx + "\n  agent_id = \"agent-prod-02\""))
	tf.Apply(again).MustFail().MustError(`(?s)No agent reported certificate 1001 as deployed.*2m0s \(timeouts\.update\).*wait_for_deployment = false`)
	env.Mock.Configure(func(o *mockserver.Options) { o.DeploymentDelay = 0 })
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveLocations(t, tf, "agent-prod-02:"+nginxFile)
	mustHaveNoChanges(t, tf)
}

func TestUpdate_SavedPlan_Applies(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	renewOnServer(t, env)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.SavePlan("", plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)).MustHaveNoDiagnostics()
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", deployPath, nginxByProd)
	mustHaveNoChanges(t, tf)
}

func TestUpdate_UnknownValues_DeployOnceKnown(t *testing.T) {
	t.Parallel()
	source := func(value string) string { return "resource \"terraform_data\" \"of\" {\n  input = " + value + "\n}\n" }
	for name, test := range map[string]struct{ attributes, before, after, body string }{
		"targets":     {toFirst + "\n  targets = terraform_data.of.output", `["nginx-main"]`, `["nginx-main", "haproxy-lb"]`, `{"targets":["haproxy-lb"]}`},
		"a target":    {toFirst + "\n  targets = [\"nginx-main\", terraform_data.of.output]", `"apache-main"`, `"haproxy-lb"`, `{"targets":["haproxy-lb"]}`},
		"agent":       {toNginx + "\n  agent_id = terraform_data.of.output", `"agent-prod-02"`, `"agent-prod-01"`, nginxByProd},
		"triggers":    {toNginx + "\n  triggers = { a = terraform_data.of.output }", `"1"`, `"2"`, `{"targets":["nginx-main"]}`},
		"certificate": {"\n  targets = [\"nginx-main\"]\n  certificate_id = terraform_data.of.output", `1001`, `1002`, `{"targets":["nginx-main"]}`},
		"as before":   {toNginx + "\n  agent_id = split(\"/\", terraform_data.of.output)[0]", `"agent-prod-01/1"`, `"agent-prod-01/2"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithCertificate(t, mockserver.Options{})
			env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
			tf := env.Terraform(t)
			tf.Apply(env.Config(source(test.before) + resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			tf.Apply(env.Config(source(test.after)+resourceBlock(test.attributes))).MustSucceed().MustPlan(address, "update")
			if test.body == "" {
				mustHaveMutated(t, env)
			} else {
				env.MustHaveSent(t, "POST", deployPath, test.body)
			}
			mustHaveNoChanges(t, tf)
		})
	}
}
