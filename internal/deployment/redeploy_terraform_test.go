package deployment_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const withoutRedeploy = "\n  redeploy_on_renewal = false"

func echoSettings() mockserver.Options {
	return mockserver.Options{Fields: mockserver.IncludeSettings()}
}

func TestRenewal_DeploysAgain(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"unwired": certificateBlock("") + resourceBlock("\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"nginx-main\"]"+byProd),
		"wired":   certificateBlock("") + wiredBlock(""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(config)).MustHaveNoDiagnostics()
			renewOnServer(t, env)
			env.Mock.ResetJournal()
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "update").MustPlan(certificate)
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
			env.MustHaveSent(t, "POST", deployPath, nginxByProd)
			if fingerprint := tf.Instance(address).Attributes["certificate_fingerprint"]; fingerprint != mockCertificate(t, env, firstID).Fingerprint {
				t.Errorf("the state contains the fingerprint %v", fingerprint)
			}
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestRenewal_NotOurs_DeploysNothing(t *testing.T) {
	t.Parallel()
	own := "\n  deployment_targets = [\"nginx-main\", \"haproxy-lb\"]"
	unwired := resourceBlock("\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"nginx-main\"]")
	for name, test := range map[string]struct {
		config  string
		options mockserver.Options
	}{
		"redeploy_on_renewal = false": {certificateBlock("") + strings.Replace(unwired, "\n}", withoutRedeploy+"\n}", 1), mockserver.Options{}},
		"server deploys":              {certificateBlock(own) + unwired, echoSettings()},
		"server deploys, wired":       {certificateBlock(own) + wiredBlock(""), echoSettings()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(test.config)).MustHaveNoDiagnostics()
			before := mockCertificate(t, env, firstID).Fingerprint
			renewOnServer(t, env)
			env.Mock.ResetJournal()
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustHaveMutated(t, env)
			if fingerprint := tf.Instance(address).Attributes["certificate_fingerprint"]; fingerprint != before {
				t.Errorf("the state contains the fingerprint %v, which is not deployed", fingerprint)
			}
			mustHaveNoChanges(t, tf)
		})
	}
}

// TigerTrust deploys the renewed certificate only to the targets that it has
// itself.
func TestRenewal_ServerMissesTarget_DeploysAgain(t *testing.T) {
	t.Parallel()
	own := certificateBlock("\n  deployment_targets = [\"nginx-main\"]")
	both := strings.Replace(wiredBlock(""), `["nginx-main"]`, `["nginx-main", "haproxy-lb"]`, 1)
	env := acctest.New(t, echoSettings())
	tf := env.Terraform(t)
	tf.Apply(env.Config(own + wiredBlock(""))).MustHaveNoDiagnostics()
	renewOnServer(t, env)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	env.Mock.ResetJournal()
	tf.Apply(env.Config(own+both)).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployPath, `{"targets":["haproxy-lb","nginx-main"],"agentId":"agent-prod-01"}`)
	mustHaveNoChanges(t, tf)
	renewOnServer(t, env)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "update")
}

func TestRenewal_AddedTarget_LeavesOthersAlone(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+withoutRedeploy)
	before := mockCertificate(t, env, firstID).Fingerprint
	renewOnServer(t, env)
	tf.Apply(env.Config(resourceBlock(toBoth+withoutRedeploy))).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployPath, `{"targets":["haproxy-lb"]}`)
	if fingerprint := tf.Instance(address).Attributes["certificate_fingerprint"]; fingerprint != before {
		t.Errorf("the state contains the fingerprint %v", fingerprint)
	}
	mustHaveNoChanges(t, tf)
	env.Mock.ResetJournal()
	tf.Apply(env.Config(resourceBlock(toBoth))).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployPath, `{"targets":["haproxy-lb","nginx-main"]}`)
	mustHaveNoChanges(t, tf)
}

// A configured fingerprint must stay in the state, whatever is deployed. It
// must not deploy at every apply.
func TestFingerprint_Mismatch_DeploysOnce(t *testing.T) {
	t.Parallel()
	named := "\n  certificate_fingerprint = \"SHA256:abc\""
	env := newEnvWithCertificate(t, mockserver.Options{})
	tf := env.Terraform(t)
	warning := tf.Apply(env.Config(resourceBlock(toNginx + named))).MustSucceed().
		MustWarn(`(?s)The configured fingerprint is not that of certificate 1001.*SHA256:abc.*or remove the attribute`)
	if !strings.HasPrefix(warning.Location, "certificate_fingerprint") {
		t.Errorf("the warning is at %q", warning.Location)
	}
	mustHaveNoChanges(t, tf)
	renewOnServer(t, env)
	env.Mock.ResetJournal()
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn("configured fingerprint")
	mustHaveNoChanges(t, tf)
	// Neither the fingerprint that is deployed nor its removal deploys.
	tf.Apply(env.Config(resourceBlock(toNginx+strings.Replace(named, "SHA256:abc", mockCertificate(t, env, firstID).Fingerprint, 1)))).MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveNoChanges(t, tf)
	tf.Apply(env.Config(resourceBlock(toNginx))).MustHaveNoDiagnostics().MustPlan(address)
	env.MustHaveSent(t, "POST", deployPath, `{"targets":["nginx-main"]}`)
}

// If the API does not return the fingerprint, a configured one is stored and
// deploys nothing.
func TestFingerprint_NotReturned_IsOnlyStored(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{Fields: mockserver.Fields{Single: map[string]mockserver.FieldMode{"fingerprint": mockserver.Omitted}}}, toNginx+withoutRedeploy)
	mustHaveNoChanges(t, tf)
	tf.Apply(env.Config(resourceBlock(toNginx+withoutRedeploy+"\n  certificate_fingerprint = \"SHA256:abc\""))).MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveMutated(t, env)
	mustHaveNoChanges(t, tf)
}

// An apply that renews the certificate leaves the fingerprint unknown in the
// plan. It may turn out to be the same one.
func TestFingerprint_Unknown_DecidesWhenKnown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes       string
		renewed, deploys bool
	}{
		"renewed":                  {"", true, true},
		"not renewed":              {"", false, false},
		"renewed, no redeployment": {withoutRedeploy, true, false},
		"renewed, new trigger":     {withoutRedeploy + "\n  triggers = { a = terraform_data.of.output }", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvWithCertificate(t, mockserver.Options{})
			config := func(run string) string {
				return env.Config("resource \"terraform_data\" \"of\" {\n  input = \"" + mockCertificate(t, env, firstID).Fingerprint + "/" + run + "\"\n}\n" +
					resourceBlock(toNginx+byProd+"\n  certificate_fingerprint = split(\"/\", terraform_data.of.output)[0]"+test.attributes))
			}
			tf := env.Terraform(t)
			tf.Apply(config("1")).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			if test.renewed {
				renewOnServer(t, env)
			}
			tf.Apply(config("2")).MustHaveNoDiagnostics()
			if test.deploys {
				env.MustHaveSent(t, "POST", deployPath, nginxByProd)
			} else {
				mustHaveMutated(t, env)
			}
			mustHaveNoChanges(t, tf)
		})
	}
}
