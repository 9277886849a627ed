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
	byACME      = `{"method":"acme"}`
	renewalTold = "Renewing certificate 1001 (www.example.com) by acme"
	waitsTold   = "Waiting for certificate 1001 (www.example.com) to be renewed"
	joinedTold  = "TigerTrust was renewing certificate 1001 (www.example.com) already, so no other renewal was ordered"
)

// renewalOf invokes the action on the first certificate.
func renewalOf(config acctest.Attributes) acctest.Invocation {
	all := acctest.Attributes{"certificate_id": first, "method": "acme"}
	for name, value := range config {
		all[name] = value
	}
	return acctest.Invocation{TypeName: "tigertrust_certificate_renew", Config: all}
}

// renewedTold is the message of a renewal that has ended.
func renewedTold(t *testing.T, env *acctest.Environment) string {
	t.Helper()
	certificate := issued(t, env, first)
	return fmt.Sprintf("Certificate 1001 (www.example.com) is renewed: its serial number is %s, and it expires at %s", certificate.SerialNumber, certificate.ValidTo.Format(time.RFC3339))
}

func TestRenewActionSendsWhatIsDocumented(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config acctest.Attributes
		body   string
	}{
		"a method":     {nil, byACME},
		"all there is": {acctest.Attributes{"method": "api", "deploy_after_renewal": true}, `{"method":"api","deployAfterRenewal":true}`},
		"no deploying": {acctest.Attributes{"deploy_after_renewal": false, "only_if_days_remaining_below": 91}, `{"method":"acme","deployAfterRenewal":false}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := seededOne(t, mockserver.Options{})
			before := issued(t, env, first)
			env.Protocol(t).InvokeAction(renewalOf(test.config)).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", renewals, test.body)
			if issued(t, env, first).SerialNumber == before.SerialNumber {
				t.Error("the certificate is not renewed")
			}
		})
	}
}

func TestRenewActionTellsWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	env := seededOne(t, mockserver.Options{RenewalDelay: 20 * time.Second})
	run := env.Protocol(t).InvokeAction(renewalOf(nil)).MustHaveNoDiagnostics()
	run.MustReportProgress(renewalTold, waitsTold, "Still waiting for certificate 1001 (www.example.com) to be renewed [13s elapsed]", renewedTold(t, env))
}

func TestRenewActionRenewsOnlyWhatIsDue(t *testing.T) {
	t.Parallel()
	for below, isDue := range map[int]bool{90: false, 91: true} {
		env := seededOne(t, mockserver.Options{})
		run := env.Protocol(t).InvokeAction(renewalOf(acctest.Attributes{"only_if_days_remaining_below": below})).MustHaveNoDiagnostics()
		if sent := len(env.SentBodies(t, "POST", renewals)); (sent == 1) != isDue {
			t.Errorf("%d renewals were ordered below %d days", sent, below)
		}
		if !isDue {
			run.MustReportProgress("Certificate 1001 (www.example.com) is not due: it expires at 2026-04-15T12:00:00Z, in 90 days")
		}
	}
	env := seededOne(t, mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, "validTo")}})
	told := env.Protocol(t).InvokeAction(renewalOf(acctest.Attributes{"only_if_days_remaining_below": 30})).MustFail().MustError("nobody knows when it expires")
	if told.Location != `AttributeName("only_if_days_remaining_below")` {
		t.Errorf("the error is at %s", told.Location)
	}
}

func TestRenewalUnderWayIsJoined(t *testing.T) {
	t.Parallel()
	env := seededOne(t, mockserver.Options{RenewalDelay: 20 * time.Second})
	provider := env.Protocol(t)
	provider.InvokeAction(renewalOf(acctest.Attributes{"wait": false})).MustHaveNoDiagnostics().
		MustReportProgress(renewalTold, "The renewal of certificate 1001 (www.example.com) is ordered")
	provider.InvokeAction(renewalOf(nil)).MustHaveNoDiagnostics().
		MustReportProgress(renewalTold, waitsTold, "Still waiting for certificate 1001 (www.example.com) to be renewed [13s elapsed]", joinedTold, renewedTold(t, env))
	if renewed := env.Mock.Summary().Renewed; renewed != 1 {
		t.Errorf("the certificate was renewed %d times", renewed)
	}
}

func TestRenewalByCSRWaitsForAPerson(t *testing.T) {
	t.Parallel()
	env := seededOne(t, mockserver.Options{})
	provider := env.Protocol(t)
	run := provider.InvokeAction(renewalOf(acctest.Attributes{"method": "csr"})).MustSucceed()
	if told := run.MustWarn("A person has to finish the renewal"); told.Location != `AttributeName("method")` {
		t.Errorf("the warning is at %s", told.Location)
	}
	provider.InvokeAction(renewalOf(acctest.Attributes{"method": "csr"})).MustSucceed().MustWarn("TigerTrust was already renewing the certificate, so no other renewal was submitted")
	if waited := env.Clock.Now().Sub(acctest.Start); waited != 0 {
		t.Errorf("waited %s", waited)
	}
}

func TestRenewalByActionWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	for kind, orders := range map[mockserver.FaultKind]int{mockserver.FaultDropAfter: 1, mockserver.FaultErrorAfter: 1, mockserver.FaultDropBefore: 2} {
		env := seededOne(t, mockserver.Options{})
		env.Mock.Inject(mockserver.Fault{Method: "POST", Path: renewals, Kind: kind})
		env.Protocol(t).InvokeAction(renewalOf(nil)).MustHaveNoDiagnostics()
		if renewed, sent := env.Mock.Summary().Renewed, len(env.SentBodies(t, "POST", renewals)); renewed != 1 || sent != orders {
			t.Errorf("%s: renewed %d times in %d orders", kind, renewed, sent)
		}
	}
	env := seededOne(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: renewals, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always})
	told := env.Protocol(t).InvokeAction(renewalOf(nil)).MustFail().MustError("(?s)The outcome of a certificate renewal is unknown.*before you invoke the action again")
	if told.Location != atCertificate {
		t.Errorf("the error is at %s", told.Location)
	}
}

func TestRenewActionThatFailsIsAnErrorAtItsAttribute(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		options       mockserver.Options
		seed          mockserver.Seed
		config        acctest.Attributes
		at, complaint string
	}{
		"no certificate":     {config: acctest.Attributes{"certificate_id": 99}, at: "certificate_id", complaint: "(?s)Could not read certificate 99.*CERTIFICATE_NOT_FOUND"},
		"no id":              {config: acctest.Attributes{"certificate_id": 0}, at: "certificate_id", complaint: "at least 1"},
		"no method":          {config: acctest.Attributes{"method": "magic"}, at: "method", complaint: "acme"},
		"no days":            {config: acctest.Attributes{"only_if_days_remaining_below": 0}, at: "only_if_days_remaining_below", complaint: "at least 1"},
		"no limit":           {config: acctest.Attributes{"timeout": "0s"}, at: "timeout", complaint: "duration above zero"},
		"revoked":            {seed: mockserver.Seed{Status: "revoked"}, at: "certificate_id", complaint: "was not renewed: it is revoked"},
		"pending":            {seed: mockserver.Seed{Status: "pending"}, at: "certificate_id", complaint: `(?s)was not renewed: it is not issued.*"pending"`},
		"no authority":       {seed: mockserver.Seed{CertificateAuthorityID: mockserver.NoCA}, at: "certificate_id", complaint: "(?s)Could not renew certificate 1001.*CA_NOT_CONFIGURED"},
		"fails":              {options: mockserver.Options{RenewalFails: true}, at: "certificate_id", complaint: "(?s)certificate renewal has failed.*Certificate 1001"},
		"under a new id":     {options: mockserver.Options{RenewUnderNewID: true}, at: "certificate_id", complaint: "renewed under another id, 1002"},
		"not in time":        {options: mockserver.Options{RenewalDelay: -1}, config: acctest.Attributes{"timeout": "30s"}, at: "certificate_id", complaint: "(?s)submitted, but is not finished.*within 30s, the limit in timeout"},
		"not in time at all": {options: mockserver.Options{RenewalDelay: -1}, at: "certificate_id", complaint: "within 10m0s"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			test.seed.CommonName = "www.example.com"
			env.Mock.Seed(test.seed)
			told := env.Protocol(t).InvokeAction(renewalOf(test.config)).MustFail().MustError(test.complaint)
			if told.Location != fmt.Sprintf("AttributeName(%q)", test.at) {
				t.Errorf("the error is at %s", told.Location)
			}
		})
	}
}

func TestRenewActionThatFindsItRevokedMeanwhile(t *testing.T) {
	t.Parallel()
	env := seededOne(t, mockserver.Options{RenewalDelay: -1})
	invocation := renewalOf(nil)
	invocation.OnProgress = func(message string) {
		if strings.HasPrefix(message, "Still waiting") {
			if err := env.Mock.Revoke(first, "keyCompromise"); err != nil {
				t.Error(err)
			}
		}
	}
	if told := env.Protocol(t).InvokeAction(invocation).MustFail().MustError("(?s)revoked certificate.*Certificate 1001"); told.Location != atCertificate {
		t.Errorf("the error is at %s", told.Location)
	}
}

func TestRenewActionEndsWhenItIsToldTo(t *testing.T) {
	t.Parallel()
	env := seededOne(t, mockserver.Options{RenewalDelay: -1})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	invocation := renewalOf(acctest.Attributes{"timeout": "24h"})
	invocation.Context = ctx
	invocation.OnProgress = func(message string) {
		if message == waitsTold {
			stop()
		}
	}
	env.Protocol(t).InvokeAction(invocation).MustFail().MustReportProgress(renewalTold, waitsTold).MustError("Terraform was interrupted")
	env.MustHaveSent(t, http.MethodPost, renewals, byACME)
	if waited := env.Clock.Now().Sub(acctest.Start); waited > time.Minute {
		t.Errorf("waited %s", waited)
	}
}

// What is renewed by an action is news for the resource, and no change to make.
func TestRenewActionThroughTerraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env := acctest.New(t, mockserver.Options{RenewalDelay: 20 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimal) + "action \"tigertrust_certificate_renew\" \"test\" {\n  config {\n    certificate_id = 1001\n    method = \"acme\"\n    timeout = \"1m\"\n  }\n}\n")).MustHaveNoDiagnostics()
	before := issued(t, env, first).SerialNumber
	run := tf.Apply("", "-invoke=action.tigertrust_certificate_renew.test").MustHaveNoDiagnostics()
	run.MustReportProgress(renewalTold, waitsTold, "Still waiting for certificate 1001 (www.example.com) to be renewed [13s elapsed]", renewedTold(t, env))
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if after := tf.Instance(address).Attributes["serial_number"]; after == before {
		t.Error("the renewed certificate is not in the state")
	}
	env.MustHaveSent(t, http.MethodPost, renewals, byACME)
}
