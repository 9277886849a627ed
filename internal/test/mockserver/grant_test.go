package mockserver_test

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestGrants_Order(t *testing.T) {
	for name, test := range map[string]struct {
		grant        mockserver.Grant
		commonName   string
		names        []string
		keyType      string
		keySize      int
		caID         int64
		validityDays int
	}{
		"nothing changed":         {mockserver.Grant{}, "*.example.com", []string{"*.example.com", "b.example.com"}, "RSA", 2048, 5, 90},
		"names added":             {mockserver.Grant{AddNames: []string{"www.@", "@"}}, "*.example.com", []string{"*.example.com", "b.example.com", "example.com", "www.example.com"}, "RSA", 2048, 5, 90},
		"a name dropped":          {mockserver.Grant{DropNames: []string{"B.@"}}, "*.example.com", []string{"*.example.com"}, "RSA", 2048, 5, 90},
		"all names dropped":       {mockserver.Grant{DropAlternativeNames: true}, "*.example.com", []string{"*.example.com"}, "RSA", 2048, 5, 90},
		"other names":             {mockserver.Grant{Names: []string{"c.example.com"}}, "*.example.com", []string{"*.example.com", "c.example.com"}, "RSA", 2048, 5, 90},
		"another common name":     {mockserver.Grant{CommonName: "c.example.com"}, "c.example.com", []string{"*.example.com", "b.example.com", "c.example.com"}, "RSA", 2048, 5, 90},
		"another key type":        {mockserver.Grant{KeyType: "ECDSA"}, "*.example.com", []string{"*.example.com", "b.example.com"}, "ECDSA", 256, 5, 90},
		"another key size":        {mockserver.Grant{KeySize: 3072}, "*.example.com", []string{"*.example.com", "b.example.com"}, "RSA", 3072, 5, 90},
		"another CA and period":   {mockserver.Grant{CertificateAuthorityID: 7, ValidityDays: 47}, "*.example.com", []string{"*.example.com", "b.example.com"}, "RSA", 2048, 7, 47},
		"another key of any CA":   {mockserver.Grant{KeyType: "ECDSA", KeySize: 384, CertificateAuthorityID: 99}, "*.example.com", []string{"*.example.com", "b.example.com"}, "ECDSA", 384, 99, 90},
		"a name added and cut":    {mockserver.Grant{AddNames: []string{"@"}, DropNames: []string{"b.@"}}, "*.example.com", []string{"*.example.com", "example.com"}, "RSA", 2048, 5, 90},
		"only the key type's own": {mockserver.Grant{KeyType: "RSA"}, "*.example.com", []string{"*.example.com", "b.example.com"}, "RSA", 2048, 5, 90},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMock(t, mockserver.Options{Grants: mockserver.Grants{Order: test.grant}, Fields: mockserver.IncludeSettings()})
			data := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"*.example.com","subjectAlternativeNames":["b.example.com"]}`).data(t)
			c := storedCertificate(t, s, 1001)
			slices.Sort(c.SubjectAlternativeNames)
			if c.CommonName != test.commonName || !slices.Equal(c.SubjectAlternativeNames, test.names) || c.KeyType != test.keyType ||
				c.KeySize != test.keySize || c.CertificateAuthorityID != test.caID || c.ValidityDays != test.validityDays {
				t.Errorf("granted: %+v", c)
			}
			if data["commonName"] != test.commonName || data["keyType"] != test.keyType || data["keySize"] != float64(test.keySize) ||
				data["validityDays"] != float64(test.validityDays) {
				t.Errorf("response: %v", data)
			}
			mustBeIssuedAs(t, c)
		})
	}
}

// mustBeIssuedAs compares the X.509 certificate with the fields of the API.
func mustBeIssuedAs(t *testing.T, c mockserver.Certificate) {
	t.Helper()
	block, _ := pem.Decode([]byte(c.CertificatePEM))
	issued, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(slices.Values(issued.DNSNames))
	if issued.Subject.CommonName != c.CommonName || !slices.Equal(names, slices.Sorted(slices.Values(c.SubjectAlternativeNames))) ||
		issued.Issuer.CommonName != c.Issuer || issued.NotAfter.Sub(issued.NotBefore) != time.Duration(c.ValidityDays)*day {
		t.Errorf("the certificate is for %s, %v, by %s, until %s, and TigerTrust returns %+v", issued.Subject.CommonName, names, issued.Issuer.CommonName, issued.NotAfter, c)
	}
	keyType, keySize := "", 0
	switch key := issued.PublicKey.(type) {
	case *rsa.PublicKey:
		keyType, keySize = "RSA", key.N.BitLen()
	case *ecdsa.PublicKey:
		keyType, keySize = "ECDSA", key.Curve.Params().BitSize
	}
	if keyType != c.KeyType || keySize != c.KeySize {
		t.Errorf("the key is %s %d, and TigerTrust returns %s %d", keyType, keySize, c.KeyType, c.KeySize)
	}
}

func TestGrants_PendingOrder_ChangesAtIssuance(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: time.Minute})
	id := createCertificate(t, s, "a.example.com")
	s.SetGrants(mockserver.Grants{Order: mockserver.Grant{KeySize: 4096}})
	if c := storedCertificate(t, s, id); c.KeySize != 2048 {
		t.Errorf("pending: %+v", c)
	}
	s.Advance(time.Minute)
	if c := storedCertificate(t, s, id); c.KeySize != 4096 {
		t.Errorf("issued: %+v", c)
	}
}

func TestGrants_Renewal(t *testing.T) {
	grants := mockserver.Grants{
		ServerRenewal:    mockserver.Grant{KeyType: "ECDSA", CertificateAuthorityID: 6},
		RequestedRenewal: mockserver.Grant{AddNames: []string{"www.@"}, ValidityDays: 30},
	}
	for _, newID := range []bool{false, true} {
		s := newMock(t, mockserver.Options{RenewUnderNewID: newID})
		id := createCertificate(t, s, "a.example.com")
		s.SetGrants(grants)
		renewed, err := s.Renew(id)
		if err != nil {
			t.Fatal(err)
		}
		c := storedCertificate(t, s, renewed)
		if c.KeyType != "ECDSA" || c.KeySize != 256 || c.CertificateAuthorityID != 6 || len(c.SubjectAlternativeNames) != 1 {
			t.Errorf("renewed by the server: %+v", c)
		}
		mustBeIssuedAs(t, c)
		sendOK(t, s, http.MethodPost, certificatePath(renewed, "renew"), `{"method":"api"}`)
		all := s.Certificates("")
		c = all[len(all)-1]
		if c.KeyType != "ECDSA" || c.ValidityDays != 30 || len(c.SubjectAlternativeNames) != 2 {
			t.Errorf("renewed by request: %+v", c)
		}
		mustBeIssuedAs(t, c)
		if unchanged := storedCertificate(t, s, id); newID && unchanged.KeyType != "RSA" {
			t.Errorf("the renewed certificate has changed: %+v", unchanged)
		}
	}
}

func TestGrants_StartedRenewal_IsOfTheServer(t *testing.T) {
	s := newMock(t, mockserver.Options{
		RenewalDelay: time.Minute,
		Grants:       mockserver.Grants{ServerRenewal: mockserver.Grant{KeySize: 4096}},
	})
	id := createCertificate(t, s, "a.example.com")
	if err := s.StartRenewal(id); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)
	if c := storedCertificate(t, s, id); c.KeySize != 4096 {
		t.Errorf("renewed: %+v", c)
	}
}

func TestSetCertificateAuthority(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	before := storedCertificate(t, s, id)
	if err := s.SetCertificateAuthority(id, 7); err != nil {
		t.Fatal(err)
	}
	after := storedCertificate(t, s, id)
	item := sendOK(t, s, http.MethodGet, "/api/certificates", "").items(t)[0]
	if after.CertificateAuthorityID != 7 || after.Fingerprint != before.Fingerprint || fmt.Sprint(item["certificateAuthorityId"]) != "7" {
		t.Errorf("%+v, listed as %v", after, item)
	}
	if err := s.SetCertificateAuthority(1, 7); err == nil {
		t.Error("an unknown certificate has another CA")
	}
}
