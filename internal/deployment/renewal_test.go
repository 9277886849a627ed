package deployment_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const withoutRenewals = "\n  redeploy_on_renewal = false"

func echoing() mockserver.Options { return mockserver.Options{Fields: mockserver.IncludeSettings()} }

func TestRenewedCertificateIsDeployedAgain(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"unwired": certificateBlock("") + resourceBlock("\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"nginx-main\"]"+byProd),
		"wired":   certificateBlock("") + wired(""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(config)).MustHaveNoDiagnostics()
			renew(t, env)
			env.Mock.ResetJournal()
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "update").MustPlan(certificate)
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
			env.MustHaveSent(t, "POST", deployments, nginxByProd)
			if held := tf.Instance(address).Attributes["certificate_fingerprint"]; held != issued(t, env, first).Fingerprint {
				t.Errorf("the state holds fingerprint %v", held)
			}
			mustSettle(t, tf)
		})
	}
}

func TestRenewedCertificateIsNotDeployedAgain(t *testing.T) {
	t.Parallel()
	own := "\n  deployment_targets = [\"nginx-main\", \"haproxy-lb\"]"
	unwired := resourceBlock("\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"nginx-main\"]")
	for name, test := range map[string]struct {
		config  string
		options mockserver.Options
	}{
		"as configured":              {certificateBlock("") + strings.Replace(unwired, "\n}", withoutRenewals+"\n}", 1), mockserver.Options{}},
		"as configured, wired":       {certificateBlock("") + wired(withoutRenewals), mockserver.Options{}},
		"deployed by itself":         {certificateBlock(own) + unwired, echoing()},
		"deployed by itself, wired":  {certificateBlock(own) + wired(""), echoing()},
		"by itself and as it should": {certificateBlock(own) + wired(withoutRenewals), echoing()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(test.config)).MustHaveNoDiagnostics()
			before := issued(t, env, first).Fingerprint
			renew(t, env)
			env.Mock.ResetJournal()
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustHaveDone(t, env)
			if held := tf.Instance(address).Attributes["certificate_fingerprint"]; held != before {
				t.Errorf("the state holds fingerprint %v, not what was deployed", held)
			}
			mustSettle(t, tf)
		})
	}
}

// TigerTrust deploys the renewed certificate only to the targets that it has.
func TestTargetThatTheServerDoesNotHave(t *testing.T) {
	t.Parallel()
	own := certificateBlock("\n  deployment_targets = [\"nginx-main\"]")
	both := strings.Replace(wired(""), `["nginx-main"]`, `["nginx-main", "haproxy-lb"]`, 1)
	env := acctest.New(t, echoing())
	tf := env.Terraform(t)
	tf.Apply(env.Config(own + wired(""))).MustHaveNoDiagnostics()
	renew(t, env)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	env.Mock.ResetJournal()
	tf.Apply(env.Config(own+both)).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployments, `{"targets":["haproxy-lb","nginx-main"],"agentId":"agent-prod-01"}`)
	mustSettle(t, tf)
	renew(t, env)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "update")
}

func TestAddedTargetLeavesTheOthersToTheirCertificate(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+withoutRenewals)
	before := issued(t, env, first).Fingerprint
	renew(t, env)
	tf.Apply(env.Config(resourceBlock(toBoth+withoutRenewals))).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployments, `{"targets":["haproxy-lb"]}`)
	if held := tf.Instance(address).Attributes["certificate_fingerprint"]; held != before {
		t.Errorf("the state holds fingerprint %v", held)
	}
	mustSettle(t, tf)
	env.Mock.ResetJournal()
	tf.Apply(env.Config(resourceBlock(toBoth))).MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "POST", deployments, `{"targets":["haproxy-lb","nginx-main"]}`)
	mustSettle(t, tf)
}

// A fingerprint that the configuration spells out stays in the state whatever
// is deployed, and deploys once and not at every apply.
func TestFingerprintThatIsNotTheCertificatesDeploysOnce(t *testing.T) {
	t.Parallel()
	named := "\n  certificate_fingerprint = \"SHA256:abc\""
	env := seeded(t, mockserver.Options{})
	tf := env.Terraform(t)
	warning := tf.Apply(env.Config(resourceBlock(toNginx + named))).MustSucceed().
		MustWarn(`(?s)Certificate 1001 has another fingerprint than the configuration names.*SHA256:abc.*leave it out`)
	if !strings.HasPrefix(warning.Location, "certificate_fingerprint") {
		t.Errorf("the warning is at %q", warning.Location)
	}
	mustSettle(t, tf)
	renew(t, env)
	env.Mock.ResetJournal()
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn("another fingerprint")
	mustSettle(t, tf)
	// Naming what is deployed is no deployment, nor is leaving it out.
	tf.Apply(env.Config(resourceBlock(toNginx+strings.Replace(named, "SHA256:abc", issued(t, env, first).Fingerprint, 1)))).MustHaveNoDiagnostics().MustPlan(address, "update")
	mustSettle(t, tf)
	tf.Apply(env.Config(resourceBlock(toNginx))).MustHaveNoDiagnostics().MustPlan(address)
	env.MustHaveSent(t, "POST", deployments, `{"targets":["nginx-main"]}`)
}

// Where the server does not tell the fingerprint, none is recorded, and a
// configured one is only noted down.
func TestFingerprintThatTheServerDoesNotTell(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{Fields: mockserver.Fields{Single: map[string]mockserver.FieldMode{"fingerprint": mockserver.Omitted}}}, toNginx+withoutRenewals)
	mustSettle(t, tf)
	tf.Apply(env.Config(resourceBlock(toNginx+withoutRenewals+"\n  certificate_fingerprint = \"SHA256:abc\""))).MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveDone(t, env)
	mustSettle(t, tf)
}

// The fingerprint can be unknown until the certificate is renewed in the same
// apply, and turn out to be what it was.
func TestFingerprintThatIsKnownOnlyLater(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes       string
		renewed, deploys bool
	}{
		"another":                    {"", true, true},
		"the same":                   {"", false, false},
		"another, as configured":     {withoutRenewals, true, false},
		"another, and a new trigger": {withoutRenewals + "\n  triggers = { a = terraform_data.of.output }", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := seeded(t, mockserver.Options{})
			config := func(run string) string {
				return env.Config("resource \"terraform_data\" \"of\" {\n  input = \"" + issued(t, env, first).Fingerprint + "/" + run + "\"\n}\n" +
					resourceBlock(toNginx+byProd+"\n  certificate_fingerprint = split(\"/\", terraform_data.of.output)[0]"+test.attributes))
			}
			tf := env.Terraform(t)
			tf.Apply(config("1")).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			if test.renewed {
				renew(t, env)
			}
			tf.Apply(config("2")).MustHaveNoDiagnostics()
			if test.deploys {
				env.MustHaveSent(t, "POST", deployments, nginxByProd)
			} else {
				mustHaveDone(t, env)
			}
			mustSettle(t, tf)
		})
	}
}
