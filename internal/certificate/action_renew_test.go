package certificate_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	byACME          = `{"method":"acme"}`
	renewingMessage = "Renewing certificate 1001 (www.example.com) by acme"
	waitingMessage  = "Waiting for certificate 1001 (www.example.com) to be renewed"
	joinedMessage   = "TigerTrust was already renewing certificate 1001 (www.example.com), so no other renewal was submitted"
)

// renewAction returns an invocation of the action for the first certificate.
func renewAction(config acctest.Attributes) acctest.Invocation {
	all := acctest.Attributes{"certificate_id": firstID, "method": "acme"}
	for name, value := range config {
		all[name] = value
	}
	return acctest.Invocation{TypeName: "tigertrust_certificate_renew", Config: all}
}

// renewedMessage returns the message of a finished renewal.
func renewedMessage(t *testing.T, env *acctest.Environment) string {
	t.Helper()
	certificate := mockCertificate(t, env, firstID)
	return fmt.Sprintf("Certificate 1001 (www.example.com) is renewed: its serial number is %s, and it expires at %s", certificate.SerialNumber, certificate.ValidTo.Format(time.RFC3339))
}

func TestRenewAction_Arguments_AreSent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config acctest.Attributes
		body   string
	}{
		"method only":   {nil, byACME},
		"all arguments": {acctest.Attributes{"method": "api", "deploy_after_renewal": true}, `{"method":"api","deployAfterRenewal":true}`},
		"no deployment": {acctest.Attributes{"deploy_after_renewal": false, "only_if_days_remaining_below": 91}, `{"method":"acme","deployAfterRenewal":false}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newWithCertificate(t, mockserver.Options{})
			before := mockCertificate(t, env, firstID)
			env.Protocol(t).InvokeAction(renewAction(test.config)).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", renewPath, test.body)
			if mockCertificate(t, env, firstID).SerialNumber == before.SerialNumber {
				t.Error("the certificate is not renewed")
			}
		})
	}
}

func TestRenewAction_Wait_ReportsProgress(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{RenewalDelay: 20 * time.Second})
	run := env.Protocol(t).InvokeAction(renewAction(nil)).MustHaveNoDiagnostics()
	run.MustReportProgress(renewingMessage, waitingMessage, "Still waiting for certificate 1001 (www.example.com) to be renewed [13s elapsed]", renewedMessage(t, env))
}

func TestRenewAction_NotDue_DoesNotRenew(t *testing.T) {
	t.Parallel()
	for below, isDue := range map[int]bool{90: false, 91: true} {
		env := newWithCertificate(t, mockserver.Options{})
		run := env.Protocol(t).InvokeAction(renewAction(acctest.Attributes{"only_if_days_remaining_below": below})).MustHaveNoDiagnostics()
		if sent := len(env.SentBodies(t, "POST", renewPath)); (sent == 1) != isDue {
			t.Errorf("%d renewals were submitted below %d days", sent, below)
		}
		if !isDue {
			run.MustReportProgress("Certificate 1001 (www.example.com) is not due for renewal: it expires at 2026-04-15T12:00:00Z, in 90 days")
		}
	}
	env := newWithCertificate(t, mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, "validTo")}})
	found := env.Protocol(t).InvokeAction(renewAction(acctest.Attributes{"only_if_days_remaining_below": 30})).MustFail().MustError("(?s)expiry of the certificate is unknown.*certificate 1001")
	if found.Location != `AttributeName("only_if_days_remaining_below")` {
		t.Errorf("the error is at %s", found.Location)
	}
}

func TestRenewAction_InProgress_IsJoined(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{RenewalDelay: 20 * time.Second})
	provider := env.Protocol(t)
	provider.InvokeAction(renewAction(acctest.Attributes{"wait": false})).MustHaveNoDiagnostics().
		MustReportProgress(renewingMessage, "The renewal of certificate 1001 (www.example.com) was submitted")
	provider.InvokeAction(renewAction(nil)).MustHaveNoDiagnostics().
		MustReportProgress(renewingMessage, waitingMessage, "Still waiting for certificate 1001 (www.example.com) to be renewed [13s elapsed]", joinedMessage, renewedMessage(t, env))
	if renewed := env.Mock.Summary().Renewed; renewed != 1 {
		t.Errorf("the certificate was renewed %d times", renewed)
	}
}

func TestRenewAction_CSR_DoesNotWait(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{})
	provider := env.Protocol(t)
	run := provider.InvokeAction(renewAction(acctest.Attributes{"method": "csr"})).MustSucceed()
	if found := run.MustWarn("must be completed manually"); found.Location != `AttributeName("method")` {
		t.Errorf("the warning is at %s", found.Location)
	}
	provider.InvokeAction(renewAction(acctest.Attributes{"method": "csr"})).MustSucceed().MustWarn("TigerTrust was already renewing the certificate, so no other renewal was submitted")
	if waited := env.Clock.Now().Sub(acctest.Start); waited != 0 {
		t.Errorf("waited %s", waited)
	}
}

func TestRenewAction_LostResponse_RenewsOnce(t *testing.T) {
	t.Parallel()
	for kind, requests := range map[mockserver.FaultKind]int{mockserver.FaultDropAfter: 1, mockserver.FaultErrorAfter: 1, mockserver.FaultDropBefore: 2} {
		env := newWithCertificate(t, mockserver.Options{})
		env.Mock.Inject(mockserver.Fault{Method: "POST", Path: renewPath, Kind: kind})
		env.Protocol(t).InvokeAction(renewAction(nil)).MustHaveNoDiagnostics()
		if renewed, sent := env.Mock.Summary().Renewed, len(env.SentBodies(t, "POST", renewPath)); renewed != 1 || sent != requests {
			t.Errorf("%s: renewed %d times in %d requests", kind, renewed, sent)
		}
	}
	env := newWithCertificate(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: renewPath, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always})
	found := env.Protocol(t).InvokeAction(renewAction(nil)).MustFail().MustError("(?s)The outcome of a certificate renewal is unknown.*before you invoke the action again")
	if found.Location != atCertificate {
		t.Errorf("the error is at %s", found.Location)
	}
}

func TestRenewAction_Fails_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options mockserver.Options
		seed    mockserver.Seed
		config  acctest.Attributes
		at, err string
	}{
		"no certificate":    {config: acctest.Attributes{"certificate_id": 99}, at: "certificate_id", err: "(?s)Could not read certificate 99.*CERTIFICATE_NOT_FOUND"},
		"no id":             {config: acctest.Attributes{"certificate_id": 0}, at: "certificate_id", err: `must be an ID as TigerTrust shows it, got "0"`},
		"no method":         {config: acctest.Attributes{"method": "magic"}, at: "method", err: "acme"},
		"no days":           {config: acctest.Attributes{"only_if_days_remaining_below": 0}, at: "only_if_days_remaining_below", err: "at least 1"},
		"zero timeout":      {config: acctest.Attributes{"timeouts": map[string]string{"invoke": "0s"}}, at: "timeouts", err: "must be a positive duration"},
		"revoked":           {seed: mockserver.Seed{Status: "revoked"}, at: "certificate_id", err: "(?s)Cannot renew a revoked certificate.*Certificate 1001"},
		"pending":           {seed: mockserver.Seed{Status: "pending"}, at: "certificate_id", err: `(?s)Cannot renew a certificate that is not issued.*"pending"`},
		"CA not configured": {seed: mockserver.Seed{CertificateAuthorityID: mockserver.NoCA}, at: "certificate_id", err: "(?s)Could not renew certificate 1001.*CA_NOT_CONFIGURED"},
		"fails":             {options: mockserver.Options{RenewalFails: true}, at: "certificate_id", err: "(?s)certificate renewal has failed.*Certificate 1001"},
		"under another id":  {options: mockserver.Options{RenewUnderNewID: true}, at: "certificate_id", err: "renewed under another ID, 1002"},
		"short timeout":     {options: mockserver.Options{RenewalDelay: -1}, config: acctest.Attributes{"timeouts": map[string]string{"invoke": "30s"}}, at: "certificate_id", err: "(?s)submitted, but is not finished.*within 30s \\(timeouts.invoke\\)"},
		"default timeout":   {options: mockserver.Options{RenewalDelay: -1}, at: "certificate_id", err: "within 10m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			test.seed.CommonName = "www.example.com"
			env.Mock.Seed(test.seed)
			found := env.Protocol(t).InvokeAction(renewAction(test.config)).MustFail().MustError(test.err)
			if !strings.HasPrefix(found.Location, fmt.Sprintf("AttributeName(%q)", test.at)) {
				t.Errorf("the error is at %s", found.Location)
			}
		})
	}
}

func TestRenewAction_RevokedMeanwhile_IsError(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{RenewalDelay: -1})
	invocation := renewAction(nil)
	invocation.OnProgress = func(message string) {
		if strings.HasPrefix(message, "Still waiting") {
			if err := env.Mock.Revoke(firstID, "keyCompromise"); err != nil {
				t.Error(err)
			}
		}
	}
	if found := env.Protocol(t).InvokeAction(invocation).MustFail().MustError("(?s)revoked certificate.*Certificate 1001"); found.Location != atCertificate {
		t.Errorf("the error is at %s", found.Location)
	}
}

func TestRenewAction_Canceled_Stops(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{RenewalDelay: -1})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	invocation := renewAction(acctest.Attributes{"timeouts": map[string]string{"invoke": "24h"}})
	invocation.Context = ctx
	invocation.OnProgress = func(message string) {
		if message == waitingMessage {
			stop()
		}
	}
	env.Protocol(t).InvokeAction(invocation).MustFail().MustReportProgress(renewingMessage, waitingMessage).MustError("Terraform was interrupted")
	env.MustHaveSent(t, http.MethodPost, renewPath, byACME)
	if waited := env.Clock.Now().Sub(acctest.Start); waited > time.Minute {
		t.Errorf("waited %s", waited)
	}
}

// A renewal by the action appears in the next refresh, and plans no change.
func TestRenewAction_Invoked_ResourceRefreshes(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env := acctest.New(t, mockserver.Options{RenewalDelay: 20 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig) + "action \"tigertrust_certificate_renew\" \"test\" {\n  config {\n    certificate_id = 1001\n    method = \"acme\"\n    timeouts = { invoke = \"1m\" }\n  }\n}\n")).MustHaveNoDiagnostics()
	before := mockCertificate(t, env, firstID).SerialNumber
	run := tf.Apply("", "-invoke=action.tigertrust_certificate_renew.test").MustHaveNoDiagnostics()
	run.MustReportProgress(renewingMessage, waitingMessage, "Still waiting for certificate 1001 (www.example.com) to be renewed [13s elapsed]", renewedMessage(t, env))
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if after := tf.Instance(address).Attributes["serial_number"]; after == before {
		t.Error("the renewed certificate is not in the state")
	}
	env.MustHaveSent(t, http.MethodPost, renewPath, byACME)
}
