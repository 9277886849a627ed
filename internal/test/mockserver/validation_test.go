package mockserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestCreate_InvalidField_Rejected(t *testing.T) {
	name := `"commonName":"a.example.com"`
	for _, test := range []struct{ problem, field, body string }{
		{"no common name", "commonName", `{}`},
		{"empty common name", "commonName", `{"commonName":""}`},
		{"null common name", "commonName", `{"commonName":null}`},
		{"number as common name", "commonName", `{"commonName":5}`},
		{"inner wildcard", "commonName", `{"commonName":"a.*.example.com"}`},
		{"partial wildcard", "commonName", `{"commonName":"a*.example.com"}`},
		{"trailing dot", "commonName", `{"commonName":"a.example.com."}`},
		{"other character", "commonName", `{"commonName":"a!b.example.com"}`},
		{"leading hyphen", "commonName", `{"commonName":"-a.example.com"}`},
		{"white space", "commonName", `{"commonName":" a.example.com"}`},
		{"long label", "commonName", `{"commonName":"` + strings.Repeat("a", 64) + `.com"}`},
		{"long common name", "commonName", `{"commonName":"` + strings.Repeat("a.", 31) + `com"}`},
		{"string as list", "subjectAlternativeNames", `{` + name + `,"subjectAlternativeNames":"b.example.com"}`},
		{"null in a list", "subjectAlternativeNames", `{` + name + `,"subjectAlternativeNames":[null]}`},
		{"null for a list", "subjectAlternativeNames", `{` + name + `,"subjectAlternativeNames":null}`},
		{"bad alternative name", "subjectAlternativeNames", `{` + name + `,"subjectAlternativeNames":["b c"]}`},
		{"address with a zone", "subjectAlternativeNames", `{` + name + `,"subjectAlternativeNames":["fe80::1%eth0"]}`},
		{"too many names", "subjectAlternativeNames", `{` + name + `,"subjectAlternativeNames":["` + strings.Repeat(`b.example.com","`, 99) + `c.example.com"]}`},
		{"key type", "keyType", `{` + name + `,"keyType":"DSA"}`},
		{"lower-case key type", "keyType", `{` + name + `,"keyType":"rsa"}`},
		{"size of another key type", "keySize", `{` + name + `,"keyType":"ECDSA","keySize":2048}`},
		{"size of another key type, default type", "keySize", `{` + name + `,"keySize":256}`},
		{"size as text", "keySize", `{` + name + `,"keySize":"2048"}`},
		{"fraction", "keySize", `{` + name + `,"keySize":2048.0}`},
		{"zero days", "validityDays", `{` + name + `,"validityDays":0}`},
		{"negative days", "validityDays", `{` + name + `,"validityDays":-1}`},
		{"more than ten years", "validityDays", `{` + name + `,"validityDays":36500}`},
		{"string as boolean", "autoRenew", `{` + name + `,"autoRenew":"true"}`},
		{"null for a boolean", "autoRenew", `{` + name + `,"autoRenew":null}`},
		{"threshold not below the validity", "renewalThresholdDays", `{` + name + `,"validityDays":30,"renewalThresholdDays":30}`},
		{"threshold not below the default", "renewalThresholdDays", `{` + name + `,"renewalThresholdDays":90}`},
		{"authority as text", "certificateAuthorityId", `{` + name + `,"certificateAuthorityId":"5"}`},
		{"unknown field", "deploymentTargets", `{` + name + `,"deploymentTargets":[]}`},
		{"field in another case", "CommonName", `{` + name + `,"CommonName":"a.example.com"}`},
	} {
		t.Run(test.problem, func(t *testing.T) {
			s := newMock(t, mockserver.Options{})
			a := send(t, s, http.MethodPost, "/api/certificates", test.body)
			if a.status != http.StatusBadRequest || a.code() != "VALIDATION_ERROR" || a.details()["field"] != test.field {
				t.Errorf("got %d %s", a.status, a.raw)
			}
			if len(s.Certificates("")) != 0 || len(s.Journal().Mutations()) != 0 {
				t.Error("a certificate was created")
			}
		})
	}
}

func TestCreate_InvalidBody_Rejected(t *testing.T) {
	for _, test := range []struct{ problem, body string }{
		{"no body", ""},
		{"not an object", `[]`},
		{"null", `null`},
		{"not JSON", `{"commonName"`},
		{"trailing data", `{"commonName":"a.example.com"} {}`},
		{"trailing garbage", `{"commonName":"a.example.com"}x`},
		{"repeated field", `{"commonName":"a.example.com","commonName":"b.example.com"}`},
		{"not UTF-8", "{\"commonName\":\"\xff.example.com\"}"},
	} {
		t.Run(test.problem, func(t *testing.T) {
			r := newRequest(t, http.MethodPost, "/api/certificates", test.body)
			r.Header.Set("Content-Type", "application/json")
			a := serveRequest(t, newMock(t, mockserver.Options{}), r)
			if a.status != http.StatusBadRequest || a.code() != "VALIDATION_ERROR" {
				t.Errorf("got %d %s", a.status, a.raw)
			}
		})
	}

	t.Run("too large", func(t *testing.T) {
		body := `{"commonName":"` + strings.Repeat("a", 1<<20) + `"}`
		a := send(t, newMock(t, mockserver.Options{}), http.MethodPost, "/api/certificates", body)
		if a.status != http.StatusRequestEntityTooLarge || a.code() != "PAYLOAD_TOO_LARGE" {
			t.Errorf("got %d %s", a.status, a.raw)
		}
	})
}

func TestCreate_ContentTypes(t *testing.T) {
	for contentType, want := range map[string]int{
		"application/json":                  http.StatusCreated,
		"application/json; charset=utf-8":   http.StatusCreated,
		"":                                  http.StatusUnsupportedMediaType,
		"text/plain":                        http.StatusUnsupportedMediaType,
		"application/json; charset=utf-16":  http.StatusUnsupportedMediaType,
		"application/x-www-form-urlencoded": http.StatusUnsupportedMediaType,
	} {
		r := newRequest(t, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com"}`)
		r.Header.Del("Content-Type")
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		if a := serveRequest(t, newMock(t, mockserver.Options{}), r); a.status != want {
			t.Errorf("%q: got %d %s", contentType, a.status, a.raw)
		}
	}
}

func TestInvalidRequests_Rejected(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	found := s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "found.example.com"})
	one := certificatePath(id)
	imports := fmt.Sprintf("/api/discovered-certificates/%d/import", found)
	validation := "VALIDATION_ERROR"

	for _, test := range []struct {
		method, target, body string
		status               int
		code                 string
	}{
		{"GET", "/api/certificates?page=0", "", 400, validation},
		{"GET", "/api/certificates?page=-1", "", 400, validation},
		{"GET", "/api/certificates?page=1.5", "", 400, validation},
		{"GET", "/api/certificates?page=01", "", 400, validation},
		{"GET", "/api/certificates?page=1&page=2", "", 400, validation},
		{"GET", "/api/certificates?limit=101", "", 400, validation},
		{"GET", "/api/certificates?limit=", "", 400, validation},
		{"GET", "/api/certificates?status=pending", "", 400, validation},
		{"GET", "/api/certificates?status=", "", 400, validation},
		{"GET", "/api/certificates?search=", "", 400, validation},
		{"GET", "/api/certificates?search=%ff", "", 400, validation},
		{"GET", "/api/certificates?search=.com%00", "", 400, validation},
		{"GET", "/api/certificates?caId=five", "", 400, validation},
		{"GET", "/api/certificates?sortBy=validTo", "", 400, validation},
		{"GET", "/api/certificates?sortOrder=ASC", "", 400, validation},
		{"GET", "/api/certificates?expand=1", "", 400, validation},
		{"GET", "/api/certificates?page=%zz", "", 400, validation},
		{"GET", "/api/certificates", "{}", 400, validation},
		{"GET", "/api/certificates/stats?page=1", "", 400, validation},
		{"GET", one + "?expand=1", "", 400, validation},
		{"GET", "/api/certificates/one", "", 400, validation},
		{"GET", "/api/certificates/01", "", 400, validation},
		{"GET", "/api/certificates/-1", "", 400, validation},
		{"GET", "/api/certificates/1%2Frenew", "", 400, validation},
		{"GET", "/api/discovered-certificates?imported=yes", "", 400, validation},
		{"GET", "/api/discovered-certificates?source=dns", "", 400, validation},
		{"GET", "/api/discovered-certificates?agentId=", "", 400, validation},
		{"GET", "/api/discovered-certificates?status=active", "", 400, validation},
		{"POST", "/api/certificates?dryRun=true", `{"commonName":"b.example.com"}`, 400, validation},

		{"PUT", one, `{"commonName":"b.example.com"}`, 400, validation},
		{"PUT", one, `{"autoRenew":null}`, 400, validation},
		{"PUT", one, `{"renewalThresholdDays":0}`, 400, validation},
		{"PUT", one, `{"renewalThresholdDays":90}`, 400, validation},
		{"PUT", one, `{"deploymentTargets":[""]}`, 400, validation},
		{"PUT", one, `{"deploymentTargets":["a","a"]}`, 400, validation},
		{"POST", one + "/revoke", `{}`, 400, validation},
		{"POST", one + "/revoke", `{"reason":"because"}`, 400, validation},
		{"POST", one + "/revoke", `{"reason":"superseded","comments":null}`, 400, validation},
		{"POST", one + "/renew", `{}`, 400, validation},
		{"POST", one + "/renew", `{"method":"manual"}`, 400, validation},
		{"POST", one + "/renew", `{"method":"acme","deployAfterRenewal":1}`, 400, validation},
		{"POST", one + "/deploy", `{}`, 400, validation},
		{"POST", one + "/deploy", `{"targets":[]}`, 400, validation},
		{"POST", one + "/deploy", `{"targets":["nowhere"]}`, 400, validation},
		{"POST", one + "/deploy", `{"targets":["apache-main"],"agentId":"agent-prod-01"}`, 400, validation},
		{"POST", imports, `{"deploymentTargets":["nginx-main"]}`, 400, validation},
		{"POST", imports, `{"renewalThresholdDays":90}`, 400, validation},

		{"GET", "/api", "", 404, "NOT_FOUND"},
		{"GET", "/certificates", "", 404, "NOT_FOUND"},
		{"GET", "/api/certificates/", "", 404, "NOT_FOUND"},
		{"GET", "/api//certificates", "", 404, "NOT_FOUND"},
		{"GET", "/api/agents", "", 404, "NOT_FOUND"},
		{"POST", one + "/undeploy", `{}`, 404, "NOT_FOUND"},
		{"GET", "/journal", "", 404, "NOT_FOUND"},

		{"DELETE", one, "", 405, "METHOD_NOT_ALLOWED"},
		{"PATCH", one, `{}`, 405, "METHOD_NOT_ALLOWED"},
		{"GET", one + "/renew", "", 405, "METHOD_NOT_ALLOWED"},
		{"PUT", "/api/certificates/stats", `{}`, 405, "METHOD_NOT_ALLOWED"},
		{"POST", "/api/discovered-certificates", `{}`, 405, "METHOD_NOT_ALLOWED"},
	} {
		t.Run(test.method+" "+test.target+" "+test.body, func(t *testing.T) {
			a := send(t, s, test.method, test.target, test.body)
			if a.status != test.status || a.code() != test.code {
				t.Errorf("got %d %s", a.status, a.raw)
			}
			if test.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "" {
				t.Error("no Allow header")
			}
		})
	}
	if changes := s.Journal().Mutations(); len(changes) != 1 {
		t.Errorf("%d changes, want only the order", len(changes))
	}
}
