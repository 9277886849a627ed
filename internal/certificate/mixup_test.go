package certificate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const mixedUp = `Response about another certificate: the request was about certificate 1001, and the response from 127\.0\.0\.1:\d+ is about certificate 1002\..*mixes up responses`

// newMixup returns a managed certificate 1001, and a server that responds to requests
// of a method and path with certificate 1002, a live one of somebody else.
func newMixup(t *testing.T, config acctest.Attributes, fault mockserver.Fault) (*acctest.Environment, *acctest.Resource) {
	t.Helper()
	env := acctest.New(t, mockserver.Options{})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(config).MustHaveNoDiagnostics()
	fault.Other = env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com", KeyType: "ECDSA", KeySize: 256})
	env.Mock.Inject(fault)
	env.Mock.ResetJournal()
	return env, certificate
}

// mustKeepOther checks that nothing happened to the certificate of somebody else.
func mustKeepOther(t *testing.T, env *acctest.Environment) {
	t.Helper()
	for _, entry := range env.Mock.Journal() {
		if entry.Method != http.MethodGet && !strings.HasPrefix(entry.Path, certificatesPath+"/1001") {
			t.Errorf("%s %s was sent", entry.Method, entry.Path)
		}
	}
	if other, _ := env.Mock.Certificate(1002); other.Status != "active" {
		t.Errorf("the other certificate is %s", other.Status)
	}
}

func TestRead_AnotherCertificate_IsError(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockserver.FaultKind{mockserver.FaultOtherBefore, mockserver.FaultOtherAfter} {
		env, certificate := newMixup(t, minimalAttributes, mockserver.Fault{Method: http.MethodGet, Path: certificatePath, Kind: kind, Times: mockserver.Always})
		before := certificate.Attribute("serial_number")
		certificate.Refresh().MustFail().MustError(`(?s)^Could not read certificate 1001 \(www\.example\.com\)\n` + mixedUp)
		if got := certificate.Attribute("serial_number"); got != before {
			t.Errorf("%s: the serial number in the state is %v, want %v", kind, got, before)
		}
		mustManage(t, certificate, firstID)
		env.MustHaveRequested(t, "GET /api/certificates/1001")
	}
}

// The confused server must not get Terraform to replace the certificate.
func TestPlan_AnotherCertificate_ReplacesNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	other := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Status: "revoked"})
	env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificatesPath + "/*", Kind: mockserver.FaultOtherBefore, Other: other, Times: mockserver.Always})
	for _, run := range []*acctest.Run{tf.Plan(""), tf.Apply("")} {
		run.MustFail().MustPlan(address).MustError(mixedUpText)
	}
	env.Mock.ClearFaults()
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if summary := env.Mock.Summary(); summary.Issued != 1 || summary.Revoked != 0 {
		t.Errorf("got %+v", summary)
	}
}

const mixedUpText = `(?s)` + mixedUp

func TestUpdate_AnotherCertificate_IsSentAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockserver.FaultKind{mockserver.FaultOtherBefore, mockserver.FaultOtherAfter} {
		env, certificate := newMixup(t, minimalAttributes, mockserver.Fault{Method: http.MethodPut, Kind: kind})
		changed := acctest.Attributes{"common_name": "www.example.com", "renewal_threshold_days": 14}
		certificate.Apply(changed).MustFail().MustError(`(?s)^Could not update certificate 1001 \(www\.example\.com\)\n` + mixedUp)
		if got := certificate.Attribute("renewal_threshold_days"); got == float64(14) {
			t.Errorf("%s: the state has the setting of a failed update", kind)
		}
		certificate.Apply(changed).MustHaveNoDiagnostics()
		env.MustHaveSent(t, http.MethodPut, certificatePath, `{"renewalThresholdDays":14}`, `{"renewalThresholdDays":14}`)
		mustKeepOther(t, env)
	}
}

func TestDelete_AnotherCertificate_RevokesOwnOnly(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockserver.FaultKind{mockserver.FaultOtherBefore, mockserver.FaultOtherAfter} {
		env, certificate := newMixup(t, minimalAttributes, mockserver.Fault{Method: http.MethodPost, Path: revocationPath, Kind: kind})
		certificate.Destroy().MustHaveNoDiagnostics()
		if own, _ := env.Mock.Certificate(firstID); own.Status != "revoked" {
			t.Errorf("%s: certificate 1001 is %s", kind, own.Status)
		}
		mustKeepOther(t, env)
	}
	env, certificate := newMixup(t, minimalAttributes, mockserver.Fault{Method: http.MethodPost, Path: revocationPath, Kind: mockserver.FaultOtherBefore, Times: mockserver.Always})
	certificate.Destroy().MustFail().MustError(`(?s)^Could not revoke certificate 1001 \(www\.example\.com\)\n` + mixedUp)
	mustKeepOther(t, env)
}

func TestRenew_AnotherCertificate_RenewsOnce(t *testing.T) {
	t.Parallel()
	config := func(trigger string) acctest.Attributes {
		return acctest.Attributes{"common_name": "www.example.com", "renewal": map[string]any{"method": "acme", "triggers": map[string]string{"n": trigger}}}
	}
	for kind, requests := range map[mockserver.FaultKind]int{mockserver.FaultOtherBefore: 2, mockserver.FaultOtherAfter: 1} {
		env, certificate := newMixup(t, config("1"), mockserver.Fault{Method: http.MethodPost, Path: certificatePath + "/renew", Kind: kind})
		certificate.Apply(config("2")).MustHaveNoDiagnostics()
		if sent := env.Mock.Journal().Count(http.MethodPost, certificatePath+"/renew"); sent != requests || env.Mock.Summary().Renewed != 1 {
			t.Errorf("%s: %d requests, want %d; %+v", kind, sent, requests, env.Mock.Summary())
		}
		mustKeepOther(t, env)
	}
	env, certificate := newMixup(t, config("1"), mockserver.Fault{Method: http.MethodPost, Path: certificatePath + "/renew", Kind: mockserver.FaultOtherBefore, Times: mockserver.Always})
	certificate.Apply(config("2")).MustFail().MustError(mixedUpText)
	mustKeepOther(t, env)
}
