package certificate_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// minimalAttributes is the configuration of most tests that do not run Terraform.
var minimalAttributes = acctest.Attributes{"common_name": "www.example.com"}

// injectOrderFault makes orders fail.
func injectOrderFault(env *acctest.Environment, kind mockserver.FaultKind, times int) {
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: kind, Times: times})
}

func countOrders(env *acctest.Environment) int {
	return env.Mock.Journal().Count(http.MethodPost, certificatesPath)
}

func mustManage(t *testing.T, certificate *acctest.Resource, id int64) {
	t.Helper()
	if got := certificate.Attribute("id"); got != acctest.ID(id) {
		t.Errorf("the state has certificate %v, want %d", got, id)
	}
	if plan := certificate.Plan(minimalAttributes); plan.Action != acctest.NoOp {
		t.Errorf("the next plan is %s", plan.Action)
	}
}

func TestCreate_LostResponse_FindsCertificate(t *testing.T) {
	t.Parallel()
	for _, kind := range []mockserver.FaultKind{
		mockserver.FaultDropAfter, mockserver.FaultErrorAfter, mockserver.FaultTruncated,
		mockserver.FaultGarbage, mockserver.FaultHuge, mockserver.FaultWrongTypes,
	} {
		for name, options := range map[string]mockserver.Options{
			"as documented":        {},
			"listed late":          {ListDelay: 5 * time.Second},
			"issued late":          {IssuanceDelay: time.Minute},
			"read late":            {ReadDelay: 20 * time.Second},
			"listed without times": {Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "createdAt")}},
		} {
			t.Run(string(kind)+"/"+name, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, options)
				injectOrderFault(env, kind, mockserver.Always)
				certificate := env.Protocol(t).Resource("tigertrust_certificate")
				certificate.Apply(minimalAttributes).MustSucceed().
					MustWarn(`(?s)Certificate 1001 \(www\.example\.com\) was recovered after a lost response.*It is in the state`)
				mustManage(t, certificate, firstID)
				if certificate.Attribute("certificate_pem") == nil || countOrders(env) != 1 || env.Mock.Summary().Issued != 1 {
					t.Errorf("%d orders, %+v", countOrders(env), env.Mock.Summary())
				}
			})
		}
	}
}

func TestCreate_LostOrder_IsSentAgain(t *testing.T) {
	t.Parallel()
	for kind, lookout := range map[mockserver.FaultKind]time.Duration{
		mockserver.FaultReset:       time.Minute,
		mockserver.FaultDropBefore:  time.Minute,
		mockserver.FaultErrorBefore: 10 * time.Second,
		mockserver.FaultUnavailable: 10 * time.Second,
		mockserver.FaultBadGateway:  10 * time.Second,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			injectOrderFault(env, kind, 1)
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(minimalAttributes).MustOnlyWarn("The order for www.example.com was sent twice and may have produced a duplicate")
			mustManage(t, certificate, firstID)
			certificate.Refresh().MustHaveNoDiagnostics()
			if sent := env.Mock.Journal().Matching(http.MethodPost, certificatesPath); len(sent) != 2 || sent[1].Time.Sub(sent[0].Time) < lookout {
				t.Errorf("%d orders, the last one at %s", len(sent), sent[len(sent)-1].Time)
			}

			env = acctest.New(t, mockserver.Options{})
			injectOrderFault(env, kind, mockserver.Always)
			certificate = env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(minimalAttributes).MustFail().
				MustError(`(?s)Could not determine whether a certificate was ordered for www\.example\.com.*No new certificate for these names has appeared.*terraform import ADDRESS ID`)
			if certificate.Exists() || countOrders(env) != 2 {
				t.Errorf("in the state: %t, orders: %d", certificate.Exists(), countOrders(env))
			}
		})
	}
}

// The list shows the certificate of the first request only after the second
// request.
func TestCreate_OrderedTwice_NamesBoth(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ListDelay: 30 * time.Second, IssuanceDelay: time.Minute})
	injectOrderFault(env, mockserver.FaultErrorAfter, 1)
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(minimalAttributes).MustSucceed().
		MustWarn(`(?s)was sent twice.*Certificate 1002 .*is in the state.*1001 comes from the same order.*terraform import ADDRESS 1001`)
	mustManage(t, certificate, firstID+1)

	env = acctest.New(t, mockserver.Options{ListDelay: 30 * time.Second})
	injectOrderFault(env, mockserver.FaultErrorAfter, 1)
	injectOrderFault(env, mockserver.FaultDropAfter, 1)
	certificate = env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(minimalAttributes).MustSucceed().MustWarn(`(?s)was sent twice and may have produced a duplicate.*Certificate 1001 .*is in the state`)
	env.Clock.Advance(time.Minute)
	certificate.Refresh().MustOnlyWarn(`(?s)^Certificate 1002 .*may be a duplicate.*terraform import ADDRESS 1002`)
	if countOrders(env) != 2 {
		t.Errorf("%d orders", countOrders(env))
	}
}

// A certificate that appears during the search is adopted only if it matches the
// order. If it may be what the CA has granted, nothing else is ordered.
func TestCreate_LostResponse_AdoptsOnlyItsOrder(t *testing.T) {
	t.Parallel()
	config := acctest.Attributes{
		"common_name": "www.example.com", "subject_alternative_names": []string{"a.example.com"},
		"certificate_authority_id": 5, "key_type": "RSA", "key_size": 2048,
	}
	ordered := mockserver.Seed{
		CommonName: "www.example.com", SubjectAlternativeNames: []string{"A.example.com", "www.example.com"},
		CertificateAuthorityID: 5, KeyType: "RSA", KeySize: 2048,
	}
	for name, test := range map[string]struct {
		change  func(*mockserver.Seed)
		adopted bool
		// unclear: the order may have produced the certificate.
		unclear bool
	}{
		"the same":          {change: func(*mockserver.Seed) {}, adopted: true},
		"pending":           {change: func(s *mockserver.Seed) { s.Status = "pending" }, adopted: true},
		"other names":       {change: func(s *mockserver.Seed) { s.SubjectAlternativeNames = nil }, unclear: true},
		"another name":      {change: func(s *mockserver.Seed) { s.CommonName, s.SubjectAlternativeNames = "xwww.example.com", nil }},
		"another authority": {change: func(s *mockserver.Seed) { s.CertificateAuthorityID = 6 }, unclear: true},
		"another key type":  {change: func(s *mockserver.Seed) { s.KeyType, s.KeySize = "ECDSA", 256 }, unclear: true},
		"another key size":  {change: func(s *mockserver.Seed) { s.KeySize = 4096 }, unclear: true},
		"revoked":           {change: func(s *mockserver.Seed) { s.Status = "revoked" }},
	} {
		for _, isBefore := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, mockserver.Options{})
				seed := ordered
				test.change(&seed)
				appear := sync.OnceFunc(func() { env.Mock.Seed(seed) })
				if isBefore {
					appear()
				}
				env.SetBeforeRequest(func(r *http.Request) {
					if r.Method == http.MethodPost {
						appear()
					}
				})
				injectOrderFault(env, mockserver.FaultDropBefore, 1)
				certificate := env.Protocol(t).Resource("tigertrust_certificate")
				run := certificate.Apply(config)
				if test.unclear && !isBefore {
					run.MustFail().MustError("Could not determine whether a certificate was ordered")
					if certificate.Exists() || countOrders(env) != 1 {
						t.Errorf("in the state: %t, orders: %d", certificate.Exists(), countOrders(env))
					}
					return
				}
				run.MustSucceed()
				if id := certificate.Attribute("id"); (id == acctest.ID(firstID)) != (test.adopted && !isBefore) {
					t.Errorf("before the order: %t; the state has certificate %v", isBefore, id)
				}
			})
		}
	}
}

func TestCreate_LostFailedIssuance_IsError(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceFails: true})
	injectOrderFault(env, mockserver.FaultErrorAfter, 1)
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(minimalAttributes).MustFail().MustError(`Certificate 1001 \(www\.example\.com\) was not issued`)
	if countOrders(env) != 1 || certificate.Attribute("id") != acctest.ID(firstID) {
		t.Errorf("%d orders, the state has %v", countOrders(env), certificate.Attribute("id"))
	}
}

// Without a list, the provider cannot know whether the order took effect.
func TestCreate_UnreadableList_NotSentAgain(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	injectOrderFault(env, mockserver.FaultDropAfter, 1)
	env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificatesPath, Skip: 1, Times: mockserver.Always, Kind: mockserver.FaultErrorBefore})
	certificate := env.ProtocolWithSettings(t, acctest.Attributes{"skip_credentials_check": true}).Resource("tigertrust_certificate")
	certificate.Apply(minimalAttributes).MustFail().MustError(`(?s)Could not determine.*search for its certificate failed.*500 Internal Server Error`)
	if certificate.Exists() || countOrders(env) != 1 {
		t.Errorf("in the state: %t, orders: %d", certificate.Exists(), countOrders(env))
	}

	env.Mock.ClearFaults()
	certificate.Apply(minimalAttributes).MustSucceed().MustWarn(`(?s)\(www\.example\.com\) may be a duplicate.*terraform import ADDRESS 1001`)
}

// The response takes longer than timeouts.create.
func TestCreate_ResponseAfterTimeout_IsFound(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Kind: mockserver.FaultSlowResponse, Delay: time.Hour})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	config := acctest.Attributes{"common_name": "www.example.com", "timeouts": map[string]string{"create": "200ms"}}
	certificate.Apply(config).MustSucceed().MustWarn(`was recovered after a lost response`)
	if certificate.Attribute("id") != acctest.ID(firstID) || certificate.Attribute("certificate_pem") == nil || countOrders(env) != 1 {
		t.Errorf("%d orders, the state has %v", countOrders(env), certificate.Attribute("id"))
	}
}

func TestCreate_InterruptedSearch_FindsCertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	injectOrderFault(env, mockserver.FaultDropAfter, 1)
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	ctx, interrupt := context.WithCancel(t.Context())
	certificate.Context = ctx
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost {
			interrupt()
		}
	})
	certificate.Apply(minimalAttributes).MustSucceed().MustWarn(`was recovered after a lost response`)
	if certificate.Attribute("id") != acctest.ID(firstID) {
		t.Errorf("the state has %v", certificate.Attribute("id"))
	}

	env.SetBeforeRequest(nil)
	certificate.Context = t.Context()
	certificate.Apply(minimalAttributes).MustHaveNoDiagnostics()
	mustManage(t, certificate, firstID)
}

// Orders for the same names run one after the other, so that each finds its own
// certificate.
func TestCreate_SameNames_KeepTheirOwn(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	injectOrderFault(env, mockserver.FaultDropAfter, mockserver.Always)
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, "count = 4")))).MustSucceed().MustNotMention("duplicate")
	ids := map[any]bool{}
	for _, object := range tf.Instances(address) {
		ids[object.Attributes["id"]] = true
	}
	if issued := env.Mock.Summary().Issued; len(ids) != 4 || issued != 4 {
		t.Errorf("%d certificates were issued, the state has %d", issued, len(ids))
	}
	tf.Plan("").MustPlan(address)
}
