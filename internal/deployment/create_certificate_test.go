package deployment_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestCreate_PendingCertificate_WaitsForIssuance(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: 45 * time.Second})
	tf := env.Terraform(t)
	// The timeout of the certificate is shorter: it stays pending, with a warning.
	tf.Apply(env.Config(certificateBlock("\n  timeouts = { create = \"5s\" }") + wiredBlock(""))).MustSucceed()
	env.MustHaveSent(t, "POST", deployPath, nginxByProd)
	if fingerprint := tf.Instance(address).Attributes["certificate_fingerprint"]; fingerprint != mockCertificate(t, env, firstID).Fingerprint {
		t.Errorf("the state contains the fingerprint %v", fingerprint)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustHaveNoChanges(t, tf)
}

func TestCreate_CertificateNotVisible_IsReadAgain(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ReadDelay: 45 * time.Second})
	env.Terraform(t).Apply(env.Config(certificateBlock("") + wiredBlock(""))).MustSucceed()
	env.MustHaveSent(t, "POST", deployPath, nginxByProd)
}

func TestCreate_CertificateNotIssued_Fails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		during func(*acctest.Environment) error
		report string
	}{
		"at the limit": {nil, `Certificate 1001 is not issued.*within 20s \(timeouts\.create\)`},
		"failed":       {func(env *acctest.Environment) error { return env.Mock.FailIssuance(firstID) }, `Certificate 1001 is not issued.*Its issuance failed`},
		"revoked":      {func(env *acctest.Environment) error { return env.Mock.Revoke(firstID, "unspecified") }, `Cannot deploy the revoked certificate 1001`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
			env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Status: "pending"})
			if test.during != nil {
				if err := test.during(env); err != nil {
					t.Fatal(err)
				}
			}
			report := env.Terraform(t).Apply(env.Config(resourceBlock(toNginx + shortTimeouts))).MustFail().MustError("(?s)" + test.report)
			if !strings.HasPrefix(report.Location, "certificate_id") {
				t.Errorf("the error is at %q", report.Location)
			}
			env.MustHaveSent(t, "POST", deployPath)
			if waited := env.Clock.Now().Sub(acctest.Start); name != "at the limit" && waited != 0 {
				t.Errorf("waited %s needlessly", waited)
			}
		})
	}
}

func TestCreate_UnusableCertificate_ErrorAtItsID(t *testing.T) {
	t.Parallel()
	noStatus := mockserver.Fields{Single: map[string]mockserver.FieldMode{"status": mockserver.Omitted}}
	for name, test := range map[string]struct {
		options mockserver.Options
		seed    mockserver.Seed
		report  string
	}{
		"revoked":                 {seed: mockserver.Seed{CommonName: "a.example.com", Status: "revoked"}, report: `Cannot deploy the revoked certificate 1001.*Deploy its replacement`},
		"revoked, status omitted": {options: mockserver.Options{Fields: noStatus}, seed: mockserver.Seed{CommonName: "a.example.com", Status: "revoked"}, report: `Could not deploy certificate 1001.*ALREADY_REVOKED`},
		"unknown":                 {report: `Could not read certificate 1001 to deploy it.*CERTIFICATE_NOT_FOUND.*Check the ID, and check that the endpoint, API key and workspace_id`},
		"other workspace":         {seed: mockserver.Seed{CommonName: "a.example.com", Workspace: mockserver.OtherWorkspace}, report: `Could not read certificate 1001.*CERTIFICATE_NOT_FOUND`},
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
				t.Errorf("the state contains %v", objects)
			}
		})
	}
}

func TestUpdate_CertificateVanished_ErrorAtItsID(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: deployPath, Kind: mockserver.FaultProxyNotFoundHTML})
	again := env.Config(resourceBlock(toNginx + "\n  agent_id = \"agent-prod-02\""))
	tf.Apply(again).MustFail().MustError(`(?s)Could not deploy certificate 1001.*404 Not Found.*may come from a proxy`)
	if err := env.Mock.Delete(firstID); err != nil {
		t.Fatal(err)
	}
	report := tf.Apply(again, "-refresh=false").MustFail().MustError(`(?s)certificate 1001.*CERTIFICATE_NOT_FOUND`)
	if !strings.HasPrefix(report.Location, "certificate_id") {
		t.Errorf("the error is at %q", report.Location)
	}
	if agent := tf.Instance(address).Attributes["agent_id"]; agent != "agent-prod-01" {
		t.Errorf("the state contains the agent %v", agent)
	}
}

// The API may need a while until it returns a certificate that was just ordered.
func TestCreate_CertificateNotFoundYet_IsQuiet(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ReadDelay: 8 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(certificateBlock("") + wiredBlock(""))).MustHaveNoDiagnostics()
	mustHaveMutated(t, env, "POST /api/certificates", "POST /api/certificates/1001/deploy")
	mustHaveNoChanges(t, tf)
}

func TestCreate_MissingCertificate_FailsAtOnce(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	before := env.Clock.Now()
	env.Protocol(t).Resource("tigertrust_certificate_deployment").Apply(acctest.Attributes{"certificate_id": "999", "targets": []string{"nginx-main"}}).
		MustFail().MustError(`Could not read certificate 999`)
	if waited := env.Clock.Now().Sub(before); waited != 0 {
		t.Errorf("waited %s", waited)
	}
}
