package certificate_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// withoutFields returns a mock whose responses lack fields.
func withoutFields(names ...string) mockserver.Options {
	omitted := map[string]mockserver.FieldMode{}
	for _, name := range names {
		omitted[name] = mockserver.Omitted
	}
	return mockserver.Options{Fields: mockserver.Fields{Single: omitted, List: omitted}}
}

// Names and key that a response lacks are those in the certificate.
func TestAdopt_AbsentFields_ComeFromPEM(t *testing.T) {
	t.Parallel()
	absent := []string{"subjectAlternativeNames", "keyType", "keySize"}
	for name, test := range map[string]struct {
		absent   []string
		config   acctest.Attributes
		rejected bool
	}{
		"same names":         {config: acctest.Attributes{"subject_alternative_names": []string{"A.example.com"}}},
		"same key":           {config: acctest.Attributes{"subject_alternative_names": []string{"a.example.com"}, "key_type": "RSA", "key_size": 2048}},
		"no common name":     {absent: []string{"commonName"}, config: acctest.Attributes{"subject_alternative_names": []string{"a.example.com"}}},
		"other names":        {config: acctest.Attributes{"subject_alternative_names": []string{"b.example.com"}}, rejected: true},
		"names of the CA":    {rejected: true},
		"another key type":   {config: acctest.Attributes{"subject_alternative_names": []string{"a.example.com"}, "key_type": "ECDSA"}, rejected: true},
		"another key size":   {config: acctest.Attributes{"subject_alternative_names": []string{"a.example.com"}, "key_size": 4096}, rejected: true},
		"other, no name":     {absent: []string{"commonName"}, config: acctest.Attributes{"subject_alternative_names": []string{"b.example.com"}}, rejected: true},
		"another name first": {absent: []string{"commonName"}, config: acctest.Attributes{"common_name": "b.example.com", "subject_alternative_names": []string{"www.example.com", "a.example.com"}}, rejected: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, withoutFields(append(test.absent, absent...)...))
			id := seedIssued(env, 48*time.Hour, func(s *mockserver.Seed) { s.SubjectAlternativeNames = []string{"a.example.com"} })
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(adoptingAttributes(test.config)).MustSucceed()
			isAdopted := certificate.Attribute("id") == acctest.ID(id)
			if isAdopted == test.rejected || isAdopted != (countOrders(env) == 0) {
				t.Errorf("the state has certificate %v, %d orders", certificate.Attribute("id"), countOrders(env))
			}
		})
	}
}

// Somebody else orders a certificate for the same common name and other names while
// an order fails, and the list shows neither.
func TestCreate_LostResponse_AbsentNames(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, withoutFields("subjectAlternativeNames"))
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: mockserver.FaultDropBefore})
	appear := sync.OnceFunc(func() {
		env.Clock.Advance(2 * time.Second)
		seedIssued(env, 0, func(s *mockserver.Seed) { s.SubjectAlternativeNames = []string{"a.example.com"} })
	})
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodGet && countOrders(env) == 1 {
			appear()
		}
	})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(acctest.Attributes{"common_name": "www.example.com", "subject_alternative_names": []string{"b.example.com"}}).MustFail().
		MustError(`(?s)Could not determine whether a certificate was ordered.*their other names, key or certificate authority \(CA\) differ from the order: 1001`)
	if certificate.Exists() || countOrders(env) != 1 {
		t.Errorf("in the state: %t, %d orders", certificate.Exists(), countOrders(env))
	}
}

// The list that earlier resources have read may be some minutes old.
func TestAdopt_OldList_IsReadAgain(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ListDelay: 40 * time.Second})
	killed := env.Protocol(t).Resource("tigertrust_certificate")
	config := acctest.Attributes{"common_name": "late.example.com", "adopt_existing": true}
	killed.Apply(config).MustSucceed()
	names := []string{"a.example.com", "b.example.com", "c.example.com", "d.example.com"}
	for _, name := range names {
		env.Mock.Seed(mockserver.Seed{CommonName: name})
	}
	provider := env.Protocol(t)
	for _, name := range names {
		provider.Resource("tigertrust_certificate").Apply(acctest.Attributes{"common_name": name, "adopt_existing": true}).MustWarn("were adopted")
		env.Clock.Advance(30 * time.Second)
	}
	late := provider.Resource("tigertrust_certificate")
	late.Apply(config).MustSucceed().MustWarn("Existing certificates were adopted")
	if late.Attribute("id") != killed.Attribute("id") || countOrders(env) != 1 {
		t.Errorf("the state has certificate %v, %d orders", late.Attribute("id"), countOrders(env))
	}
}

// The list lacks the order of a killed run while an older certificate is adopted.
func TestAdopt_LaggingList_MentionsOrphanLater(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ListDelay: 40 * time.Second})
	old := seedIssued(env, 240*time.Hour, nil)
	killed := env.Protocol(t).Resource("tigertrust_certificate")
	killed.Apply(minimalAttributes).MustSucceed()
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(adoptingAttributes(nil)).MustOnlyWarn("Existing certificates were adopted")
	if certificate.Attribute("id") != acctest.ID(old) {
		t.Fatalf("the state has certificate %v", certificate.Attribute("id"))
	}
	for range 3 {
		env.Clock.Advance(time.Minute)
		certificate.Refresh().MustOnlyWarn(`^Certificate 1002 \(www\.example\.com\) may be a duplicate`)
	}
}
