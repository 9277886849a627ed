package certificate_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// existingCertificates are certificates that a response to an order for
// www.example.com must not be taken for.
func existingCertificates(now time.Time) map[string]mockserver.Seed {
	const name, other = "www.example.com", "other.example.com"
	return map[string]mockserver.Seed{
		"other name":        {CommonName: other},
		"other name, old":   {CommonName: other, ValidFrom: now.AddDate(0, 0, -60)},
		"same name":         {CommonName: name, CreatedAt: now.Add(-time.Hour)},
		"same name, old":    {CommonName: name, ValidFrom: now.AddDate(0, 0, -60)},
		"same name, longer": {CommonName: name, ValidFrom: now.AddDate(0, 0, -60), ValidTo: now.AddDate(1, 0, 0)},
		"renewed":           {CommonName: name, CreatedAt: now.AddDate(0, 0, -90), ValidFrom: now.Add(-time.Hour)},
		"pending":           {CommonName: name, CreatedAt: now.Add(-time.Hour), Status: "pending"},
		"subdomain":         {CommonName: "a.www.example.com"},
		"behind others":     {CommonName: name, ValidFrom: now.AddDate(0, 0, -60)},
	}
}

func TestCreate_ResponseAboutAnotherCertificate_IsLost(t *testing.T) {
	t.Parallel()
	for kind, orders := range map[mockserver.FaultKind]int{mockserver.FaultOtherAfter: 1, mockserver.FaultOtherBefore: 2} {
		for form, options := range map[string]mockserver.Options{
			"certificate": {},
			"id":          {CreateResponse: mockserver.RespondID},
			"issued late": {IssuanceDelay: time.Minute},
			"id, late":    {IssuanceDelay: time.Minute, CreateResponse: mockserver.RespondID},
		} {
			for name, seed := range existingCertificates(acctest.Start) {
				t.Run(fmt.Sprintf("%s/%s/%s", kind, form, name), func(t *testing.T) {
					t.Parallel()
					env := acctest.New(t, options)
					existing := env.Mock.Seed(seed)
					if name == "behind others" {
						for range 2 {
							env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", ValidFrom: acctest.Start.AddDate(0, 0, -30)})
						}
					}
					ordered := existing + int64(len(env.Mock.Certificates("")))
					env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: kind, Other: existing})
					certificate := env.Protocol(t).Resource("tigertrust_certificate")
					run := certificate.Apply(minimalAttributes).MustSucceed()
					if kind == mockserver.FaultOtherAfter {
						run.MustWarn(fmt.Sprintf(`(?s)Certificate %d \(www\.example\.com\) was recovered after a lost response.*response about another certificate: the request was an order for www\.example\.com, and certificate %d in the response`, ordered, existing))
					}
					mustManage(t, certificate, ordered)
					if countOrders(env) != orders {
						t.Errorf("%d orders, want %d", countOrders(env), orders)
					}
					certificate.Destroy().MustSucceed()
					if seeded, _ := env.Mock.Certificate(existing); seeded.Status == "revoked" {
						t.Error("the existing certificate is revoked")
					}
					if created, _ := env.Mock.Certificate(ordered); created.Status != "revoked" {
						t.Errorf("the new certificate is %s", created.Status)
					}
				})
			}
		}
	}
}

// A server that never responds about the order gets two orders at most, and the
// state contains nothing.
func TestCreate_ResponsesAlwaysAboutAnother_StoresNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	existing := env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: mockserver.FaultOtherBefore, Other: existing, Times: mockserver.Always})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(minimalAttributes).MustFail().
		MustError(`(?s)Could not determine whether a certificate was ordered for www\.example\.com.*certificate 1001 in the response does not contain this name.*mixes up responses`)
	if certificate.Exists() || countOrders(env) != 2 || len(env.Mock.Journal().Mutations()) != 0 {
		t.Errorf("in the state: %t, orders: %d, changes: %v", certificate.Exists(), countOrders(env), env.Mock.Journal().Mutations())
	}
}

// The list that is searched for a lost order mixes up its items, too.
func TestCreate_MixedUpList_AdoptsNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "a.www.example.com"})
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: mockserver.FaultDropAfter})
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost {
			env.Mock.Seed(mockserver.Seed{CommonName: "b.www.example.com"})
			env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificatesPath, Kind: mockserver.FaultMixedList, Times: mockserver.Always})
		}
	})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	run := certificate.Apply(minimalAttributes)
	if id, hasID := certificate.Attribute("id").(string); run.Succeeded && hasID {
		if created, _ := env.Mock.Certificate(acctest.Number(id)); created.CommonName != "www.example.com" {
			t.Errorf("the state has the certificate for %s", created.CommonName)
		}
	}
}

// The list that is searched gives the new certificate the fields of a revoked one.
func TestCreate_LostOrderInMixedUpList_IsFound(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"revoked", "active"} {
		env := acctest.New(t, mockserver.Options{})
		existing := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Status: status})
		env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: mockserver.FaultDropAfter})
		env.SetBeforeRequest(func(r *http.Request) {
			if r.Method == http.MethodPost {
				env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificatesPath, Kind: mockserver.FaultMixedList, Times: mockserver.Always})
			}
		})
		certificate := env.Protocol(t).Resource("tigertrust_certificate")
		certificate.Apply(minimalAttributes).MustSucceed()
		mustManage(t, certificate, existing+1)
		if countOrders(env) != 1 {
			t.Errorf("%s: %d orders", status, countOrders(env))
		}
	}
}

// The clock of this machine may be wrong by months.
func TestCreate_WrongClock_OrdersOnce(t *testing.T) {
	t.Parallel()
	for _, months := range []int{-10, 10} {
		for _, kind := range []mockserver.FaultKind{"", mockserver.FaultDropAfter, mockserver.FaultOtherAfter} {
			env := acctest.New(t, mockserver.Options{})
			env.Mock.Configure(func(o *mockserver.Options) {
				o.Now = func() time.Time { return env.Clock.Now().AddDate(0, months, 0) }
			})
			existing := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
			if kind != "" {
				env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: kind, Other: existing})
			}
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(minimalAttributes).MustSucceed()
			if got := certificate.Attribute("id"); got != acctest.ID(existing+1) || countOrders(env) != 1 {
				t.Errorf("%d months, %s: the state has certificate %v after %d orders", months, kind, got, countOrders(env))
			}
		}
	}
}

// A lost order whose certificate differs from the order is neither sent again nor
// adopted: the certificate may be somebody else's.
func TestCreate_LostOrderGrantedOtherwise_IsNotSentAgain(t *testing.T) {
	t.Parallel()
	for name, grant := range map[string]mockserver.Grant{
		"names": {AddNames: []string{"api.@"}}, "key": {KeyType: "ECDSA"}, "CA": {CertificateAuthorityID: 7},
	} {
		for _, kind := range []mockserver.FaultKind{mockserver.FaultDropAfter, mockserver.FaultOtherAfter} {
			env := acctest.New(t, mockserver.Options{Grants: mockserver.Grants{Order: grant}})
			env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
			env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: kind, Other: firstID})
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			config := acctest.Attributes{"common_name": "www.example.com", "key_type": "RSA", "certificate_authority_id": 5}
			certificate.Apply(config).MustFail().
				MustError(`(?s)Could not determine whether a certificate was ordered for www\.example\.com.*their other names, key or certificate authority \(CA\) differ from the order: 1002\..*terraform import ADDRESS ID`)
			if certificate.Exists() || countOrders(env) != 1 {
				t.Errorf("%s, %s: in the state: %t, orders: %d", name, kind, certificate.Exists(), countOrders(env))
			}
		}
	}
}
