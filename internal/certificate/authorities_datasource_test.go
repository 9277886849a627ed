package certificate_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// authorities reads the data source.
func authorities(t *testing.T, env *acctest.Environment, config acctest.Attributes) ([]any, *acctest.Run) {
	t.Helper()
	read, run := env.Protocol(t).ReadDataSource("tigertrust_certificate_authorities", config)
	list, _ := read["certificate_authorities"].([]any)
	return list, run
}

// authority returns a CA as the data source returns it.
func authority(id float64, issuers, keyTypes []any, certificates float64, lastIssuedAt any) map[string]any {
	return map[string]any{"id": id, "issuers": issuers, "key_types": keyTypes, "certificates": certificates, "last_issued_at": lastIssuedAt}
}

func TestAuthorities_AreDerivedFromCertificates(t *testing.T) {
	t.Parallel()
	const letsEncrypt, digiCert = "Let's Encrypt Authority X3", "DigiCert TLS RSA SHA256 2020 CA1"
	for name, options := range map[string]mockserver.Options{
		"as documented":  {},
		"unstable order": {UnstableOrder: true, StringIDs: true, NullEmptyFields: true},
	} {
		env := acctest.New(t, options)
		seed := func(seed mockserver.Seed) {
			seed.CommonName = "www.example.com"
			env.Mock.Seed(seed)
		}
		seed(mockserver.Seed{CertificateAuthorityID: 6, ValidFrom: acctest.Start.Add(-2 * day)})
		seed(mockserver.Seed{CertificateAuthorityID: 5, ValidFrom: acctest.Start.Add(-day), CreatedAt: acctest.Start.AddDate(-1, 0, 0)})
		seed(mockserver.Seed{CertificateAuthorityID: 5, ValidFrom: acctest.Start.Add(-9 * day), KeyType: "ECDSA", KeySize: 256, Status: "revoked"})
		seed(mockserver.Seed{CertificateAuthorityID: 5, ValidFrom: acctest.Start.Add(-3 * day), KeyType: "RSA", KeySize: 4096, Override: map[string]any{"issuer": "Let's Encrypt R11", "keyType": "rsa", "certificateAuthorityId": "5"}})
		seed(mockserver.Seed{CertificateAuthorityID: 5, Status: "pending"})
		seed(mockserver.Seed{CertificateAuthorityID: mockserver.NoCA})
		seed(mockserver.Seed{CertificateAuthorityID: 7, Override: map[string]any{"certificateAuthorityId": "internal", "issuer": 7}})
		first := authority(5, []any{letsEncrypt, "Let's Encrypt R11"}, []any{"ECDSA", "RSA"}, 4, "2026-01-14T12:00:00Z")
		second := authority(6, []any{digiCert}, []any{"RSA"}, 1, "2026-01-13T12:00:00Z")
		for issuer, want := range map[any][]any{
			nil:               {first, second},
			"Let's Encrypt":   {first},
			"encrypt r":       {first},
			"DIGICERT TLS":    {second},
			"Internal":        {},
			"www.example.com": {},
		} {
			got, run := authorities(t, env, acctest.Attributes{"issuer": issuer})
			if run.MustHaveNoDiagnostics(); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s, %v: got\n%v\nwant\n%v", name, issuer, got, want)
			}
		}
	}
}

func TestAuthorities_AbsentFields_AreEmpty(t *testing.T) {
	t.Parallel()
	unreadable := map[string]any{"issuer": 5, "keyType": "", "validFrom": "last week"}
	for name, test := range map[string]struct {
		options mockserver.Options
		seed    mockserver.Seed
	}{
		"omitted":    {options: mockserver.Options{Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "issuer", "keyType", "validFrom")}}},
		"null":       {options: mockserver.Options{Fields: mockserver.Fields{List: fieldModes(mockserver.Null, "issuer", "keyType", "validFrom")}}},
		"unreadable": {seed: mockserver.Seed{Override: unreadable}},
	} {
		env := acctest.New(t, test.options)
		test.seed.CommonName, test.seed.CertificateAuthorityID = "www.example.com", 6
		env.Mock.Seed(test.seed)
		got, run := authorities(t, env, nil)
		run.MustSucceed()
		if want := []any{authority(6, []any{}, []any{}, 1, nil)}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestAuthorities_NoneReturned_Warns(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "certificateAuthorityId")}})
	if got, run := authorities(t, env, nil); run.MustHaveNoDiagnostics().Succeeded && len(got) > 0 {
		t.Errorf("got %v in an empty workspace", got)
	}
	seedThree(env)
	got, run := authorities(t, env, nil)
	if run.MustSucceed().MustWarn("(?s)No certificate authorities found.*3 certificates"); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func TestAuthorities_ManyPages_AreComplete(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for i := range 230 {
		env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", CertificateAuthorityID: int64(5 + i%3), ValidFrom: acctest.Start.Add(-time.Duration(i) * time.Hour)})
	}
	got, run := authorities(t, env, nil)
	run.MustHaveNoDiagnostics()
	total := 0.0
	for _, one := range got {
		found, _ := one.(map[string]any)
		count, _ := found["certificates"].(float64)
		total += count
	}
	if len(got) != 3 || total != 230 {
		t.Errorf("%d CAs have %v certificates", len(got), total)
	}
}

func TestAuthorities_Fails_NamesList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	if _, run := authorities(t, env, acctest.Attributes{"issuer": ""}); run.MustFail().Diagnostics[0].Location != `AttributeName("issuer")` {
		t.Errorf("the error is at %s", run.Diagnostics[0].Location)
	}
	env.Mock.Inject(mockserver.Fault{Method: "GET", Path: certificatesPath, Times: mockserver.Always, Kind: mockserver.FaultUnauthorized})
	_, run := authorities(t, env, nil)
	run.MustFail().MustError("(?s)Could not list the certificates.*401")
}
