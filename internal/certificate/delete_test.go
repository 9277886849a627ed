package certificate_test

import (
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestDelete_Reason_IsSent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ attributes, body string }{
		"no reason":            {"", `{"reason":"cessationOfOperation"}`},
		"unspecified":          {`revocation_reason = "unspecified"`, `{"reason":"unspecified"}`},
		"keyCompromise":        {`revocation_reason = "keyCompromise"`, `{"reason":"keyCompromise"}`},
		"cACompromise":         {`revocation_reason = "cACompromise"`, `{"reason":"cACompromise"}`},
		"affiliationChanged":   {`revocation_reason = "affiliationChanged"`, `{"reason":"affiliationChanged"}`},
		"superseded":           {`revocation_reason = "superseded"`, `{"reason":"superseded"}`},
		"cessationOfOperation": {`revocation_reason = "cessationOfOperation"`, `{"reason":"cessationOfOperation"}`},
		"comments":             {`revocation_comments = "moved away"`, `{"reason":"cessationOfOperation","comments":"moved away"}`},
		"reason and comments":  {"revocation_reason = \"keyCompromise\"\n revocation_comments = \"leaked\"", `{"reason":"keyCompromise","comments":"leaked"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, test.attributes)))).MustHaveNoDiagnostics()
			tf.Destroy().MustOnlyWarn(revocationWarning).MustPlan(address, "delete")
			env.MustHaveSent(t, "POST", revocationPath, test.body)
			if objects := tf.Instances(address); len(objects) != 0 {
				t.Errorf("the state has %v", objects)
			}
		})
	}
}

func TestDelete_Abandon_SendsNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, `on_destroy = "abandon"`)))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Destroy("-refresh=false").MustOnlyWarn(abandonmentWarning, abandonedWarning)
	env.MustHaveRequested(t)
	if status := mockCertificate(t, env, firstID).Status; status != "active" {
		t.Errorf("the certificate is %s", status)
	}
}

// Destroy uses the values in the state: apply changes first.
func TestDelete_OnDestroy_UsesState(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		applied bool
		status  string
	}{
		"not applied": {false, "revoked"},
		"applied":     {true, "active"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			abandon := env.Config(resourceBlock(joinLines(minimalConfig, `on_destroy = "abandon"`)))
			if test.applied {
				tf.Apply(abandon).MustHaveNoDiagnostics().MustPlan(address, "update")
			} else {
				tf.Plan(abandon).MustHaveNoDiagnostics().MustPlan(address, "update")
			}
			tf.Apply(env.Config("")).MustSucceed().MustPlan(address, "delete")
			if status := mockCertificate(t, env, firstID).Status; status != test.status {
				t.Errorf("the certificate is %s", status)
			}
		})
	}
}

func TestDelete_GoneOrRevoked_Succeeds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens     func(*acctest.Environment) error
		revocations int
	}{
		"revoked outside": {func(env *acctest.Environment) error { return env.Mock.Revoke(firstID, "keyCompromise") }, 1},
		"gone":            {func(env *acctest.Environment) error { return env.Mock.Delete(firstID) }, 1},
	} {
		for _, flag := range []string{"-refresh=false", "-refresh=true"} {
			t.Run(name+" "+flag, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, mockserver.Options{HTTPStatuses: mockserver.AlternativeHTTPStatuses()})
				tf := env.Terraform(t)
				tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
				env.Clock.Advance(day)
				if err := test.happens(env); err != nil {
					t.Fatal(err)
				}
				var warnings []string
				if flag == "-refresh=false" {
					warnings = append(warnings, revocationWarning)
				}
				tf.Destroy(flag).MustOnlyWarn(warnings...)
				if objects := tf.Instances(address); len(objects) != 0 {
					t.Errorf("the state has %v", objects)
				}
				expected := test.revocations
				if flag == "-refresh=true" {
					expected = 0
				}
				if count := env.Mock.Journal().Count("POST", revocationPath); count != expected {
					t.Errorf("%d revocations, want %d", count, expected)
				}
			})
		}
	}
}

func TestDelete_Expired_Succeeds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mode   mockserver.ExpiredRevocation
		warned bool
	}{
		"refused":              {mockserver.RejectExpired, true},
		"refused as not valid": {mockserver.RejectExpiredAsInvalid, true},
		"accepted":             {mockserver.AcceptExpired, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RevokeExpired: test.mode})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			env.Clock.Advance(91 * day)
			run := tf.Destroy().MustSucceed()
			if test.warned {
				run.MustWarn(`(?s)Certificate 1001.*is removed from the state without a revocation.*It has expired.*the certificate has expired`)
			} else {
				run.MustHaveNoDiagnostics()
			}
			if objects := tf.Instances(address); len(objects) != 0 {
				t.Errorf("the state has %v", objects)
			}
		})
	}
}

func TestDelete_Fails_KeepsState(t *testing.T) {
	t.Parallel()
	const revoke, list = "/api/certificates/1001/revoke", certificatesPath
	for name, test := range map[string]struct {
		fault  mockserver.Fault
		report string
	}{
		"unauthorized":   {mockserver.Fault{Path: revoke, Kind: mockserver.FaultUnauthorized}, `Could not revoke certificate 1001.*401 Unauthorized`},
		"forbidden":      {mockserver.Fault{Path: revoke, Kind: mockserver.FaultErrorBefore, Status: 403}, `Could not revoke certificate 1001.*403 Forbidden`},
		"refused":        {mockserver.Fault{Path: revoke, Kind: mockserver.FaultErrorBefore, Status: 409}, `Could not revoke certificate 1001.*409 Conflict`},
		"server error":   {mockserver.Fault{Path: revoke, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always}, `Could not revoke certificate 1001.*500 Internal`},
		"cut off":        {mockserver.Fault{Path: revoke, Kind: mockserver.FaultDropBefore, Times: mockserver.Always}, `Could not revoke certificate 1001.*No response from`},
		"proxy, HTML":    {mockserver.Fault{Path: revoke, Kind: mockserver.FaultProxyNotFoundHTML}, `Could not revoke certificate 1001.*404 Not Found.*may come from a proxy`},
		"proxy, JSON":    {mockserver.Fault{Path: revoke, Kind: mockserver.FaultProxyNotFoundJSON}, `Could not revoke certificate 1001.*404 Not Found.*may come from a proxy`},
		"no list":        {mockserver.Fault{Path: list, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always}, `Certificate 1001.*was not revoked: could not search for its replacement.*500 Internal`},
		"list forbidden": {mockserver.Fault{Path: list, Kind: mockserver.FaultErrorBefore, Status: 403}, `Certificate 1001.*was not revoked: could not search for its replacement.*403`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			env.Mock.Inject(test.fault)
			tf.Destroy().MustFail().MustError("(?s)" + test.report)
			if tf.Instance(address).Attributes["id"] != acctest.ID(firstID) || mockCertificate(t, env, firstID).Status != "active" {
				t.Error("the certificate is revoked, or missing from the state")
			}
			env.Mock.ClearFaults()
			tf.Destroy().MustOnlyWarn(revocationWarning)
		})
	}
}

func TestDelete_UnknownOutcome_KeepsState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(minimalAttributes).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: revocationPath, Kind: mockserver.FaultDropBefore, Times: mockserver.Always})
	env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: "/api/certificates/1001", Kind: mockserver.FaultErrorBefore, Times: mockserver.Always})
	certificate.Destroy().MustFail().MustError(`(?s)Could not determine whether certificate 1001 \(www\.example\.com\) is revoked.*No response from`)
	if certificate.Attribute("id") != acctest.ID(firstID) {
		t.Error("the certificate is missing from the state")
	}
}

func TestDelete_LostResponse_IsRepeated(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockserver.FaultKind{
		mockserver.FaultDropBefore, mockserver.FaultErrorBefore, mockserver.FaultBadGateway, mockserver.FaultUnavailable, mockserver.FaultEmpty,
		mockserver.FaultDropAfter, mockserver.FaultErrorAfter, mockserver.FaultTruncated, mockserver.FaultGarbage,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(minimalAttributes).MustHaveNoDiagnostics()
			env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: revocationPath, Kind: kind, Times: 2})
			certificate.Destroy().MustHaveNoDiagnostics()
			if got := mockCertificate(t, env, firstID); got.RevocationReason != "cessationOfOperation" || env.Mock.Summary().Revoked != 1 {
				t.Errorf("revoked %d times, because of %q", env.Mock.Summary().Revoked, got.RevocationReason)
			}
		})
	}
}

func TestDelete_NotVisibleYet_Waits(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ReadDelay: 30 * second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	tf.Destroy("-refresh=false").MustOnlyWarn(revocationWarning)
	if status := mockCertificate(t, env, firstID).Status; status != "revoked" {
		t.Errorf("the certificate is %s", status)
	}
}

func TestDelete_NewButNotFound_KeepsState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ReadDelay: 10 * minute})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	tf.Destroy().MustFail().MustError(`(?s)Certificate 1001.*was not revoked: TigerTrust cannot find it yet.*stays in the state.*terraform state rm`)
	if tf.Instance(address).Attributes["id"] != acctest.ID(firstID) {
		t.Error("the certificate is missing from the state")
	}
}
