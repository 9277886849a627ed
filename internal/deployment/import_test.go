package deployment_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func importBlock(id string) string {
	return "import {\n  to = " + address + "\n  id = \"" + id + "\"\n}\n"
}

// newEnvWithDeployedFile starts a mock with a certificate that was deployed
// outside of Terraform.
func newEnvWithDeployedFile(t *testing.T, options mockserver.Options) *acctest.Environment {
	t.Helper()
	env := newEnvWithCertificate(t, options)
	if err := env.Mock.SetLocations(firstID, mockserver.Location{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: nginxFile, HasPrivateKey: true}); err != nil {
		t.Fatal(err)
	}
	return env
}

func TestImport_GeneratedConfig_NoDiff(t *testing.T) {
	t.Parallel()
	// Older versions crash on nested computed attributes such as locations.
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_7_0))
	for name, test := range map[string]struct {
		id      string
		options mockserver.Options
	}{
		"with an agent":    {id: "1001/agent-prod-01/nginx-main"},
		"without an agent": {id: "1001//nginx-main,haproxy-lb"},
		"echoed":           {"1001/agent-prod-01/nginx-main", echoSettings()},
		"left out":         {"1001//nginx-main", mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted)}}},
		"null":             {"1001//nginx-main", mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Null)}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithDeployedFile(t, test.options)
			tf := env.Terraform(t)
			tf.Plan(env.Config(importBlock(test.id)), "-generate-config-out=generated.tf").MustSucceed().MustPlan(address, "import")
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "import")
			mustHaveNoChanges(t, tf)
			mustHaveMutated(t, env)
			// The files that are there count as deployed, so a renewal is deployed.
			renewOnServer(t, env)
			if name == "with an agent" {
				tf.Apply(env.Config("")).MustSucceed().MustPlan(address, "update").MustWarn("configured fingerprint")
				env.MustHaveSent(t, "POST", deployPath, nginxByProd)
				mustHaveNoChanges(t, tf)
			}
		})
	}
}

func TestImport_WithoutLocation_Warns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ id, attributes, reported string }{
		"any agent":     {"1001//nginx-main,haproxy-lb", toBoth, `The targets are haproxy-lb, nginx-main, and no agent reports a location`},
		"one agent":     {"1001/agent-prod-01/nginx-main", toNginx + byProd, `The targets are nginx-main, and the agent agent-prod-01 reports no location`},
		"another agent": {"1001/agent-prod-02/nginx-main", toNginx + "\n  agent_id = \"agent-prod-02\"", `the agent agent-prod-02 reports no location`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithCertificate(t, mockserver.Options{})
			if name == "another agent" {
				env = newEnvWithDeployedFile(t, mockserver.Options{})
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(test.id)+resourceBlock(test.attributes))).
				MustOnlyWarn(`(?s)The imported deployment of certificate 1001 cannot be verified.*`+test.reported+`.*cannot verify them.*terraform state rm`).MustPlan(address, "import")
			mustHaveNoChanges(t, tf)
			mustHaveMutated(t, env)
		})
	}
}

func TestImport_DeploysOnlyDifferences(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		id, attributes string
		bodies         []string
	}{
		"same":                  {"1001/agent-prod-01/nginx-main", toNginx + byProd, nil},
		"with other settings":   {"1001/agent-prod-01/nginx-main", toNginx + byProd + shortTimeouts + withoutWait + withoutRedeploy + "\n  triggers = { a = \"1\" }", nil},
		"one more target":       {"1001/agent-prod-01/nginx-main", toBoth + byProd, []string{`{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`}},
		"another agent":         {"1001//nginx-main", toNginx + byProd, []string{nginxByProd}},
		"duplicate target":      {"1001//nginx-main,nginx-main", toNginx, nil},
		"slashes in the target": {"1001//path/to/it", toFirst + "\n  targets = [\"path/to/it\"]", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithDeployedFile(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(test.id) + resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", deployPath, test.bodies...)
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestImport_ByCommand_EqualsCreate(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	env.Test(t,
		resource.TestStep{Config: env.Config(resourceBlock(toBoth + byProd))},
		resource.TestStep{
			ResourceName:                         address,
			ImportState:                          true,
			ImportStateId:                        "1001/agent-prod-01/nginx-main,haproxy-lb",
			ImportStateVerify:                    true,
			ImportStateVerifyIdentifierAttribute: "certificate_id",
			ImportStateVerifyIgnore:              []string{"last_deployed_at"},
		},
	)
}

func TestImport_InvalidID_Fails(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	tf := env.Terraform(t)
	const form = `(?s)Invalid import ID.*%s.*CERTIFICATE_ID/AGENT_ID/TARGET\[,TARGET\]`
	for id, why := range map[string]string{
		"1001":                     "must have three slash-separated parts",
		"1001/nginx-main":          "must have three slash-separated parts",
		"1001//":                   "must not contain an empty target",
		"1001//nginx-main,":        "must not contain an empty target",
		"1 /agent-prod-01/a":       `got "1 "`,
		"0/agent-prod-01/a":        `got "0"`,
		"-1//a":                    `got "-1"`,
		"/agent-prod-01/haproxy-1": "must be an ID as TigerTrust shows it",
	} {
		tf.Plan(env.Config(importBlock(id) + resourceBlock(toNginx))).MustFail().MustError(fmt.Sprintf(form, why))
	}
	env.MustHaveRequested(t)
	tf.Plan(env.Config(importBlock("4711//nginx-main") + resourceBlock("\n  certificate_id = 4711\n  targets = [\"nginx-main\"]"))).MustFail().
		MustError(`(?s)Cannot import certificate 4711: it does not exist.*CERTIFICATE_NOT_FOUND`)
}
