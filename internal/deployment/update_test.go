package deployment_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const toBoth = toFirst + "\n  targets = [\"nginx-main\", \"haproxy-lb\"]"

func TestAddedTargetIsAllThatIsDeployedTo(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	tf.Apply(env.Config(resourceBlock(toBoth+byProd))).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployments, `{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`)
	mustHavePaths(t, tf, "agent-prod-01:"+haproxyFile, "agent-prod-01:"+nginxFile)
	mustSettle(t, tf)
}

func TestDroppedTargetKeepsItsFiles(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toBoth+byProd)
	warning := tf.Apply(env.Config(resourceBlock(toNginx+byProd))).MustSucceed().MustPlan(address, "update").
		MustWarn(`The files of certificate 1001 stay on haproxy-lb\n.*cannot undo`)
	if !strings.HasPrefix(warning.Location, "targets") {
		t.Errorf("the warning is at %q", warning.Location)
	}
	mustHaveDone(t, env)
	mustSettle(t, tf)
}

func TestTargetThatTakesThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	tf.Apply(env.Config(resourceBlock(toFirst + "\n  targets = [\"haproxy-lb\"]" + byProd))).MustSucceed().MustWarn(`stay on nginx-main`)
	env.MustHaveSent(t, "POST", deployments, `{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`)
	mustSettle(t, tf)
}

func TestChangeThatDeploysToAllTargets(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after, body string }{
		"another agent":               {toNginx + byProd, toNginx + "\n  agent_id = \"agent-prod-02\"", `{"targets":["nginx-main"],"agentId":"agent-prod-02"}`},
		"an agent":                    {toNginx, toNginx + byProd, nginxByProd},
		"no agent any more":           {toNginx + byProd, toNginx, `{"targets":["nginx-main"]}`},
		"triggers":                    {toNginx + byProd + "\n  triggers = { a = \"1\" }", toNginx + byProd + "\n  triggers = { a = \"2\" }", nginxByProd},
		"triggers and a new target":   {toNginx + "\n  triggers = { a = \"1\" }", toBoth + "\n  triggers = { b = \"1\" }", `{"targets":["haproxy-lb","nginx-main"]}`},
		"another certificate":         {toBoth, strings.Replace(toBoth, "1001", "1002", 1), `{"targets":["haproxy-lb","nginx-main"]}`},
		"certificate and one dropped": {toBoth, strings.Replace(toNginx, "1001", "1002", 1), `{"targets":["nginx-main"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := deployed(t, mockserver.Options{}, test.before)
			env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
			tf.Apply(env.Config(resourceBlock(test.after))).MustSucceed().MustPlan(address, "update")
			env.MustHaveSent(t, "POST", deployments, test.body)
			mustSettle(t, tf)
			held := tf.Instance(address).Attributes
			if id, _ := held["certificate_id"].(float64); held["certificate_fingerprint"] != issued(t, env, int64(id)).Fingerprint {
				t.Errorf("the state holds %v", held)
			}
		})
	}
}

func TestChangeThatSendsNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after string }{
		"triggers set":         {toNginx, toNginx + "\n  triggers = { a = \"1\" }"},
		"triggers removed":     {toNginx + "\n  triggers = { a = \"1\" }", toNginx},
		"waiting":              {toNginx, toNginx + withoutAny},
		"redeployment":         {toNginx, toNginx + "\n  redeploy_on_renewal = false"},
		"time limits":          {toNginx, toNginx + shortly},
		"another order":        {toBoth, toFirst + "\n  targets = [\"haproxy-lb\", \"nginx-main\"]"},
		"time limits taken":    {toNginx + shortly, toNginx},
		"redeployment allowed": {toNginx + "\n  redeploy_on_renewal = false", toNginx},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := deployed(t, mockserver.Options{}, test.before)
			tf.Apply(env.Config(resourceBlock(test.after))).MustHaveNoDiagnostics()
			mustHaveDone(t, env)
			mustSettle(t, tf)
		})
	}
}

// What fails is not forgotten: the state keeps what was deployed.
func TestUpdateThatFailsIsMadeUpForByTheNextApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ after, body string }{
		"added target": {toBoth + byProd, `{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`},
		"triggers":     {toNginx + byProd + "\n  triggers = { a = \"2\" }", nginxByProd},
		"renewed":      {toNginx + byProd + "\n  triggers = { a = \"1\" }", nginxByProd},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := deployed(t, mockserver.Options{}, toNginx+byProd+"\n  triggers = { a = \"1\" }")
			if name == "renewed" {
				renew(t, env)
			}
			switchAgent(t, env, false)
			tf.Apply(env.Config(resourceBlock(test.after+shortly))).MustFail().MustPlan(address, "update").
				MustError(`(?s)Could not deploy certificate 1001 within 30s, the limit in timeouts\.update.*AGENT_UNAVAILABLE`)
			switchAgent(t, env, true)
			env.Mock.ResetJournal()
			tf.Apply("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address, "update")
			env.MustHaveSent(t, "POST", deployments, test.body)
			mustSettle(t, tf)
		})
	}
}

func TestUpdateThatNoAgentReportsIsMadeUpForByTheNextApply(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	env.Mock.Configure(func(o *mockserver.Options) { o.DeploymentDelay = -1 })
	again := env.Config(resourceBlock(toNginx + "\n  agent_id = \"agent-prod-02\""))
	tf.Apply(again).MustFail().MustError(`(?s)No agent reports certificate 1001 in place.*2m0s, the limit in timeouts\.update.*wait_for_deployment = false`)
	env.Mock.Configure(func(o *mockserver.Options) { o.DeploymentDelay = 0 })
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHavePaths(t, tf, "agent-prod-02:"+nginxFile)
	mustSettle(t, tf)
}

func TestSavedPlanApplies(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	renew(t, env)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.SavePlan("", plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)).MustHaveNoDiagnostics()
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", deployments, nginxByProd)
	mustSettle(t, tf)
}

// Targets, agent and fingerprint can come from what is known only later.
func TestUnknownValuesAreDeployedOnceTheyAreKnown(t *testing.T) {
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
			env := seeded(t, mockserver.Options{})
			env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
			tf := env.Terraform(t)
			tf.Apply(env.Config(source(test.before) + resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			tf.Apply(env.Config(source(test.after)+resourceBlock(test.attributes))).MustSucceed().MustPlan(address, "update")
			if test.body == "" {
				mustHaveDone(t, env)
			} else {
				env.MustHaveSent(t, "POST", deployments, test.body)
			}
			mustSettle(t, tf)
		})
	}
}
