package certname_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

func TestKeyIsTheSameForNamesThatAreEqual(t *testing.T) {
	t.Parallel()
	names := certname.Names{CommonName: "www.example.com", Alternatives: []string{"a.example.com", "2001:DB8::1"}}
	for what, other := range map[string]certname.Names{
		"another order":           {CommonName: "WWW.example.com", Alternatives: []string{"2001:db8:0::1", "www.example.com", "A.example.com"}},
		"another common name":     {CommonName: "a.example.com", Alternatives: []string{"www.example.com", "2001:db8::1"}},
		"fewer names":             {CommonName: "www.example.com", Alternatives: []string{"a.example.com"}},
		"no alternatives":         {CommonName: "www.example.com"},
		"names that run together": {CommonName: "www.example.coma.example.com"},
	} {
		if sameKey := names.Key() == other.Key(); sameKey != names.Equal(other) {
			t.Errorf("%s: the same key: %t, equal: %t", what, sameKey, names.Equal(other))
		}
	}
}
