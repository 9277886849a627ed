package certificate_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// atCertificate is the location of errors about the certificate of an action.
const atCertificate = `AttributeName("certificate_id")`

// revokeInvocation returns an invocation for the first certificate.
func revokeInvocation(config acctest.Attributes) acctest.Invocation {
	all := acctest.Attributes{"certificate_id": firstID}
	for name, value := range config {
		all[name] = value
	}
	return acctest.Invocation{TypeName: "tigertrust_certificate_revoke", Config: all}
}

// newWithCertificate starts a mock with one certificate.
func newWithCertificate(t *testing.T, options mockserver.Options) *acctest.Environment {
	t.Helper()
	env := acctest.New(t, options)
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	return env
}

func TestRevokeAction_Arguments_AreSent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config acctest.Attributes
		body   string
	}{
		"nothing":      {nil, `{"reason":"cessationOfOperation"}`},
		"a reason":     {acctest.Attributes{"revocation_reason": "keyCompromise"}, `{"reason":"keyCompromise"}`},
		"all there is": {acctest.Attributes{"revocation_reason": "superseded", "revocation_comments": "moved away"}, `{"reason":"superseded","comments":"moved away"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newWithCertificate(t, mockserver.Options{})
			env.Protocol(t).InvokeAction(revokeInvocation(test.config)).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", revocationPath, test.body)
			if status := mockCertificate(t, env, firstID).Status; status != "revoked" {
				t.Errorf("the certificate is %s", status)
			}
		})
	}
}

// The default reason is that of the resource.
func TestRevokeAction_DefaultReason_DependsOnReplacement(t *testing.T) {
	t.Parallel()
	newer := acctest.Start.Add(time.Hour)
	for name, test := range map[string]struct {
		other  mockserver.Seed
		reason string
	}{
		"replaced":            {mockserver.Seed{CreatedAt: newer}, "superseded"},
		"older":               {mockserver.Seed{CreatedAt: acctest.Start.AddDate(0, 0, -1)}, "cessationOfOperation"},
		"pending replacement": {mockserver.Seed{Status: "pending", CreatedAt: newer}, "cessationOfOperation"},
		"failed replacement":  {mockserver.Seed{Status: "failed", CreatedAt: newer}, "cessationOfOperation"},
		"revoked replacement": {mockserver.Seed{Status: "revoked", CreatedAt: newer}, "cessationOfOperation"},
		"another name":        {mockserver.Seed{CommonName: "www.example.com.au", CreatedAt: newer}, "cessationOfOperation"},
	} {
		env := newWithCertificate(t, mockserver.Options{})
		test.other.CommonName = cmp.Or(test.other.CommonName, "www.example.com")
		env.Mock.Seed(test.other)
		env.Protocol(t).InvokeAction(revokeInvocation(nil)).MustHaveNoDiagnostics()
		if sent := env.SentBodies(t, "POST", revocationPath); len(sent) != 1 || sent[0] != fmt.Sprintf(`{"reason":%q}`, test.reason) {
			t.Errorf("%s: sent %q", name, sent)
		}
	}
}

func TestRevokeAction_SearchFails_NeedsReason(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "GET", Path: certificatesPath, Times: mockserver.Always, Kind: mockserver.FaultUnauthorized})
	provider := env.Protocol(t)
	provider.InvokeAction(revokeInvocation(nil)).MustFail().MustError("(?s)not revoked: could not search for its replacement.*401.*Set revocation_reason")
	provider.InvokeAction(revokeInvocation(acctest.Attributes{"revocation_reason": "keyCompromise"})).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", revocationPath, `{"reason":"keyCompromise"}`)
}

func TestRevokeAction_Twice_SucceedsOnce(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{})
	provider := env.Protocol(t)
	provider.InvokeAction(revokeInvocation(acctest.Attributes{"revocation_reason": "keyCompromise"})).MustHaveNoDiagnostics().
		MustReportProgress("Revoking certificate 1001 (www.example.com) with the reason keyCompromise", "Certificate 1001 (www.example.com) is revoked")
	provider.InvokeAction(revokeInvocation(acctest.Attributes{"revocation_reason": "superseded"})).MustHaveNoDiagnostics().
		MustReportProgress("Certificate 1001 (www.example.com) is already revoked")
	env.MustHaveSent(t, "POST", revocationPath, `{"reason":"keyCompromise"}`)
}

// Responses may lack the status, or be older than the revocation.
func TestRevokeAction_AlreadyRevokedCode_Succeeds(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, "status")}})
	provider := env.Protocol(t)
	provider.InvokeAction(revokeInvocation(nil)).MustHaveNoDiagnostics()
	provider.InvokeAction(revokeInvocation(nil)).MustHaveNoDiagnostics().
		MustReportProgress("Revoking certificate 1001 (www.example.com) with the reason cessationOfOperation", "Certificate 1001 (www.example.com) is already revoked")
}

func TestRevokeAction_LostResponse_RevokesOnce(t *testing.T) {
	t.Parallel()
	const body = `{"reason":"cessationOfOperation"}`
	for kind, sent := range map[mockserver.FaultKind][]string{
		mockserver.FaultDropAfter:   {body},
		mockserver.FaultErrorAfter:  {body},
		mockserver.FaultDropBefore:  {body, body},
		mockserver.FaultErrorBefore: {body, body},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			env := newWithCertificate(t, mockserver.Options{})
			env.Mock.Inject(mockserver.Fault{Method: "POST", Path: revocationPath, Kind: kind})
			env.Protocol(t).InvokeAction(revokeInvocation(nil)).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", revocationPath, sent...)
			if status := mockCertificate(t, env, firstID).Status; status != "revoked" {
				t.Errorf("the certificate is %s", status)
			}
		})
	}
}

func TestRevokeAction_AllResponsesLost_ReadsStatus(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Path: revocationPath, Kind: mockserver.FaultDropAfter, Times: mockserver.Always})
	run := env.Protocol(t).InvokeAction(revokeInvocation(nil)).MustHaveNoDiagnostics()
	if last := run.Progress[len(run.Progress)-1]; last != "Certificate 1001 (www.example.com) is revoked" {
		t.Errorf("progress: %q", run.Progress)
	}
}

func TestRevokeAction_UnknownOutcome_IsError(t *testing.T) {
	t.Parallel()
	for name, hide := range map[string]func(*mockserver.Server){
		"no response": func(mock *mockserver.Server) {
			mock.Inject(mockserver.Fault{Method: "GET", Kind: mockserver.FaultErrorBefore, Skip: 1, Times: mockserver.Always})
		},
		"no status": func(mock *mockserver.Server) {
			mock.Configure(func(o *mockserver.Options) { o.Fields.Single = fieldModes(mockserver.Omitted, "status") })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newWithCertificate(t, mockserver.Options{})
			hide(env.Mock)
			env.Mock.Inject(mockserver.Fault{Method: "POST", Path: revocationPath, Kind: mockserver.FaultDropBefore, Times: mockserver.Always})
			env.Protocol(t).InvokeAction(revokeInvocation(acctest.Attributes{"revocation_reason": "keyCompromise"})).MustFail().
				MustError(`(?s)Could not determine whether certificate 1001 \(www\.example\.com\) is revoked.*No response from`)
		})
	}
}

func TestRevokeAction_Refused_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", ValidFrom: acctest.Start.Add(-90 * day), ValidTo: acctest.Start.Add(-day)})
	provider := env.Protocol(t)
	provider.InvokeAction(revokeInvocation(nil)).MustFail().MustError(`(?s)Could not revoke certificate 1001 \(www\.example\.com\).*expired`)
	for what, test := range map[string]struct {
		config        acctest.Attributes
		at, complaint string
	}{
		"no certificate": {acctest.Attributes{"certificate_id": 99}, "certificate_id", "(?s)Could not read certificate 99.*CERTIFICATE_NOT_FOUND.*Check the ID"},
		"no id":          {acctest.Attributes{"certificate_id": ""}, "certificate_id", `must be an ID as TigerTrust shows it, got ""`},
		"no reason":      {acctest.Attributes{"revocation_reason": "boredom"}, "revocation_reason", "keyCompromise"},
	} {
		if failure := provider.InvokeAction(revokeInvocation(test.config)).MustFail().MustError(test.complaint); failure.Location != fmt.Sprintf("AttributeName(%q)", test.at) {
			t.Errorf("%s: the error is at %s", what, failure.Location)
		}
	}
	env.Mock.Configure(func(o *mockserver.Options) { o.RevokeExpired = mockserver.RejectExpiredAsInvalid })
	if failure := provider.InvokeAction(revokeInvocation(nil)).MustFail().MustError("(?s)Could not revoke certificate 1001.*INVALID_CERTIFICATE"); failure.Location != atCertificate {
		t.Errorf("the error is at %s", failure.Location)
	}
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost {
			if err := env.Mock.Delete(firstID); err != nil {
				t.Error(err)
			}
		}
	})
	if failure := provider.InvokeAction(revokeInvocation(nil)).MustFail().MustError("(?s)Could not revoke certificate 1001.*CERTIFICATE_NOT_FOUND"); failure.Location != atCertificate {
		t.Errorf("the error is at %s", failure.Location)
	}
}

func TestRevokeAction_Canceled_Stops(t *testing.T) {
	t.Parallel()
	env := newWithCertificate(t, mockserver.Options{})
	ctx, stop := context.WithCancel(t.Context())
	invocation := revokeInvocation(nil)
	invocation.Context = ctx
	env.SetBeforeRequest(func(*http.Request) { stop() })
	env.Protocol(t).InvokeAction(invocation).MustFail().MustError("Terraform was interrupted")
	env.MustHaveSent(t, "POST", revocationPath)
}

func TestRevokeAction_Terraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env := newWithCertificate(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := env.Config("action \"tigertrust_certificate_revoke\" \"test\" {\n  config {\n    certificate_id = 1001\n    revocation_reason = \"keyCompromise\"\n  }\n}\n")
	tf.Apply(config).MustSucceed()
	env.MustHaveSent(t, "POST", revocationPath)
	for _, message := range []string{"Certificate 1001 (www.example.com) is revoked", "Certificate 1001 (www.example.com) is already revoked"} {
		run := tf.Apply("", "-invoke=action.tigertrust_certificate_revoke.test").MustHaveNoDiagnostics()
		if last := run.Progress[len(run.Progress)-1]; last != message {
			t.Errorf("progress: %q", run.Progress)
		}
	}
	env.MustHaveSent(t, "POST", revocationPath, `{"reason":"keyCompromise"}`)
}

// Actions may follow an order of the same apply, whose certificate may not be
// readable yet.
func TestAction_AfterOrder_WaitsForCertificate(t *testing.T) {
	t.Parallel()
	for name, invocation := range map[string]acctest.Invocation{
		"renew":  {TypeName: "tigertrust_certificate_renew", Config: acctest.Attributes{"certificate_id": firstID, "method": "acme"}},
		"revoke": revokeInvocation(acctest.Attributes{"revocation_reason": "superseded"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{ReadDelay: 10 * time.Second})
			protocol := env.Protocol(t)
			protocol.Resource("tigertrust_certificate").Apply(minimalAttributes).MustSucceed()
			protocol.InvokeAction(invocation).MustHaveNoDiagnostics()
		})
	}
}
