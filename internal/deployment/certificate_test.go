package deployment_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func pending(t *testing.T, options mockserver.Options) *acctest.Environment {
	t.Helper()
	env := acctest.New(t, options)
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Status: "pending"})
	return env
}

func TestCertificateThatIsNotIssuedYetIsWaitedFor(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: 45 * time.Second})
	tf := env.Terraform(t)
	// The certificate's own limit is shorter: it stays pending, with a warning.
	tf.Apply(env.Config(certificateBlock("\n  timeouts = { create = \"5s\" }") + wired(""))).MustSucceed()
	env.MustHaveSent(t, "POST", deployments, nginxByProd)
	if held := tf.Instance(address).Attributes["certificate_fingerprint"]; held != issued(t, env, first).Fingerprint {
		t.Errorf("the state holds fingerprint %v", held)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustSettle(t, tf)
}

func TestNewCertificateThatIsNotFoundIsLookedFor(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ReadDelay: 45 * time.Second})
	env.Terraform(t).Apply(env.Config(certificateBlock("") + wired(""))).MustSucceed()
	env.MustHaveSent(t, "POST", deployments, nginxByProd)
}

func TestCertificateThatIsNotIssuedIsAnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		during func(*acctest.Environment) error
		report string
	}{
		"at the limit": {nil, `Certificate 1001 is not issued.*within 20s, the limit in timeouts\.create`},
		"failed":       {func(env *acctest.Environment) error { return env.Mock.FailIssuance(first) }, `Certificate 1001 is not issued.*Its issuance has failed`},
		"revoked":      {func(env *acctest.Environment) error { return env.Mock.Revoke(first, "unspecified") }, `Certificate 1001 is revoked and is not deployed`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := pending(t, mockserver.Options{IssuanceDelay: -1})
			if test.during != nil {
				if err := test.during(env); err != nil {
					t.Fatal(err)
				}
			}
			report := env.Terraform(t).Apply(env.Config(resourceBlock(toNginx + shortly))).MustFail().MustError("(?s)" + test.report)
			if !strings.HasPrefix(report.Location, "certificate_id") {
				t.Errorf("the error is at %q", report.Location)
			}
			env.MustHaveSent(t, "POST", deployments)
			if waited := env.Clock.Now().Sub(acctest.Start); name != "at the limit" && waited != 0 {
				t.Errorf("waited %s for nothing", waited)
			}
		})
	}
}

func TestCertificateThatCannotBeDeployedIsAnErrorAtItsId(t *testing.T) {
	t.Parallel()
	noStatus := mockserver.Fields{Single: map[string]mockserver.FieldMode{"status": mockserver.Omitted}}
	for name, test := range map[string]struct {
		options mockserver.Options
		seed    mockserver.Seed
		report  string
	}{
		"revoked":            {seed: mockserver.Seed{CommonName: "a.example.com", Status: "revoked"}, report: `Certificate 1001 is revoked and is not deployed.*Deploy the certificate that took its place`},
		"revoked, untold":    {options: mockserver.Options{Fields: noStatus}, seed: mockserver.Seed{CommonName: "a.example.com", Status: "revoked"}, report: `Could not deploy certificate 1001.*ALREADY_REVOKED`},
		"unknown":            {report: `Could not read certificate 1001, which is to be deployed.*CERTIFICATE_NOT_FOUND.*Check the id, and that endpoint, API key and workspace_id`},
		"in other workspace": {seed: mockserver.Seed{CommonName: "a.example.com", Workspace: mockserver.OtherWorkspace}, report: `Could not read certificate 1001.*CERTIFICATE_NOT_FOUND`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			if test.seed.CommonName != "" {
				env.Mock.Seed(test.seed)
			}
			tf := env.Terraform(t)
			report := tf.Apply(env.Config(resourceBlock(toNginx))).MustFail().MustError("(?s)" + test.report)
			if !strings.HasPrefix(report.Location, "certificate_id") {
				t.Errorf("the error is at %q", report.Location)
			}
			if objects := tf.Instances(address); len(objects) != 0 {
				t.Errorf("the state holds %v", objects)
			}
		})
	}
}

func TestCertificateThatVanishesBeforeItIsDeployedIsAnErrorAtItsId(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: deployments, Kind: mockserver.FaultProxyNotFoundHTML})
	again := env.Config(resourceBlock(toNginx + "\n  agent_id = \"agent-prod-02\""))
	tf.Apply(again).MustFail().MustError(`(?s)Could not deploy certificate 1001.*404 Not Found.*may come from a proxy`)
	if err := env.Mock.Delete(first); err != nil {
		t.Fatal(err)
	}
	report := tf.Apply(again, "-refresh=false").MustFail().MustError(`(?s)certificate 1001.*CERTIFICATE_NOT_FOUND`)
	if !strings.HasPrefix(report.Location, "certificate_id") {
		t.Errorf("the error is at %q", report.Location)
	}
	if held := tf.Instance(address).Attributes["agent_id"]; held != "agent-prod-01" {
		t.Errorf("the state holds agent %v", held)
	}
}

// A certificate that was ordered in the same apply may take a while until it
// can be read.
func TestCertificateThatIsNotFoundYetIsWaitedFor(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ReadDelay: 8 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(certificateBlock("") + wired(""))).MustHaveNoDiagnostics()
	mustHaveDone(t, env, "POST /api/certificates", "POST /api/certificates/1001/deploy")
	mustSettle(t, tf)
}
