package mockserver_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestOpaqueIDs_WholeLife(t *testing.T) {
	s := newMock(t, mockserver.Options{OpaqueIDs: true})
	created := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com","certificateAuthorityId":5}`).data(t)
	id := fmt.Sprint(created["id"])
	if !regexp.MustCompile(`^crt_[0-9a-f]{8}$`).MatchString(id) || id != s.CertificateID(mockserver.FirstID) {
		t.Fatalf("the id is %v", created["id"])
	}
	path := "/api/certificates/" + id
	for _, object := range []map[string]any{
		sendOK(t, s, http.MethodGet, path, "").data(t),
		sendOK(t, s, http.MethodGet, "/api/certificates", "").items(t)[0],
		sendOK(t, s, http.MethodPut, path, `{"autoRenew":false}`).data(t),
		sendOK(t, s, http.MethodPost, path+"/renew", `{"method":"acme"}`).data(t),
		sendOK(t, s, http.MethodPost, path+"/deploy", `{"targets":["nginx-main"]}`).data(t),
		sendOK(t, s, http.MethodPost, path+"/revoke", `{"reason":"superseded"}`).data(t),
	} {
		if object["id"] != id {
			t.Errorf("the id is %v, want %s", object["id"], id)
		}
	}
	if ca := sendOK(t, s, http.MethodGet, "/api/certificates?caId=5", "").items(t)[0]["certificateAuthorityId"]; ca != 5.0 {
		t.Errorf("the CA is %v", ca)
	}
}

func TestOpaqueIDs_DiscoveredCertificates(t *testing.T) {
	s := newMock(t, mockserver.Options{OpaqueIDs: true})
	id := s.DiscoveredID(s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "a.example.com"}))
	path := "/api/discovered-certificates/" + id + "/import"
	imported := sendOK(t, s, http.MethodPost, path, `{}`).data(t)["id"]
	listed := sendOK(t, s, http.MethodGet, "/api/discovered-certificates", "").items(t)[0]
	if listed["id"] != id || !strings.HasPrefix(id, "dsc_") || listed["certificateId"] != imported {
		t.Errorf("discovered %s was imported as %v and is listed as %v of %v", id, imported, listed["id"], listed["certificateId"])
	}
	if again := send(t, s, http.MethodPost, path, `{}`); again.code() != "ALREADY_IMPORTED" || again.details()["certificateId"] != imported {
		t.Errorf("got %s", again.raw)
	}
}

// An id of another form is not an invalid request: nobody but the server knows
// the form.
func TestOpaqueIDs_OtherID_IsNotFound(t *testing.T) {
	s := newMock(t, mockserver.Options{OpaqueIDs: true})
	number := s.Seed(mockserver.Seed{CommonName: "a.example.com"})
	discovered := s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "b.example.com"})
	id, numeric := s.CertificateID(number), strconv.FormatInt(number, 10)
	for segment, shown := range map[string]string{
		numeric: numeric, s.DiscoveredID(discovered): s.DiscoveredID(discovered), s.CertificateID(number + 1): s.CertificateID(number + 1),
		strings.ToUpper(id): strings.ToUpper(id), id + "0": id + "0", "crt_": "crt_", "crt_+1": "crt_+1", "a%2Fb": "a/b",
	} {
		got := send(t, s, http.MethodGet, "/api/certificates/"+segment, "")
		if got.status != http.StatusNotFound || got.code() != "CERTIFICATE_NOT_FOUND" || got.details()["id"] != shown {
			t.Errorf("%s: got %d, %s", segment, got.status, got.raw)
		}
	}
	got := send(t, s, http.MethodPost, "/api/discovered-certificates/"+id+"/import", `{}`)
	if got.code() != "DISCOVERED_CERTIFICATE_NOT_FOUND" || got.details()["id"] != id {
		t.Errorf("got %s", got.raw)
	}
}

func TestOpaqueIDs_AreDistinctAndUnordered(t *testing.T) {
	s := newMock(t, mockserver.Options{OpaqueIDs: true})
	var ids []string
	for _, number := range s.SeedInventory(500, 1) {
		ids = append(ids, s.CertificateID(number))
	}
	if slices.IsSorted(ids) {
		t.Error("the ids show the order of creation")
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != 500 {
		t.Error("two certificates have the same id")
	}
}

func TestOpaqueIDs_OtherCertificate_IsNotInPath(t *testing.T) {
	s := newMock(t, mockserver.Options{OpaqueIDs: true})
	first := s.CertificateID(s.Seed(mockserver.Seed{CommonName: "a.example.com"}))
	second := s.CertificateID(s.Seed(mockserver.Seed{CommonName: "b.example.com"}))
	s.Inject(mockserver.Fault{Kind: mockserver.FaultOtherBefore})
	if got := sendOK(t, s, http.MethodGet, "/api/certificates/"+first, "").data(t)["id"]; got != second {
		t.Errorf("got %v", got)
	}
}

func TestOpaqueIDs_Control(t *testing.T) {
	s := newMock(t, mockserver.Options{OpaqueIDs: true})
	number := s.Seed(mockserver.Seed{CommonName: "a.example.com"})
	if got := send(t, s.ControlHandler(), http.MethodPost, "/certificates/"+s.CertificateID(number)+"/revoke", ""); got.status != http.StatusNoContent {
		t.Errorf("got %d, %s", got.status, got.raw)
	}
	if status := storedCertificate(t, s, number).Status; status != "revoked" {
		t.Errorf("the certificate is %s", status)
	}
}
