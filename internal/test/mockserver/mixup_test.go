package mockserver_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestMixup_ResponseAboutAnotherCertificate(t *testing.T) {
	for _, kind := range []mockserver.FaultKind{mockserver.FaultOtherBefore, mockserver.FaultOtherAfter} {
		for operation, test := range map[string]struct{ method, path, body string }{
			"read":   {http.MethodGet, "", ""},
			"update": {http.MethodPut, "", `{"autoRenew":false}`},
			"renew":  {http.MethodPost, "/renew", `{"method":"acme"}`},
			"revoke": {http.MethodPost, "/revoke", `{"reason":"superseded"}`},
		} {
			t.Run(fmt.Sprintf("%s, %s", operation, kind), func(t *testing.T) {
				s := newMock(t, mockserver.Options{})
				a, b := createCertificate(t, s, "a.example.com"), createCertificate(t, s, "b.example.com")
				s.ResetJournal()
				s.Inject(mockserver.Fault{Kind: kind, Other: b})
				response := sendOK(t, s, test.method, certificatePath(a)+test.path, test.body)
				if id := idOf(t, response); id != b || response.data(t)["commonName"] != "b.example.com" {
					t.Errorf("the response is about %d: %s", id, response.raw)
				}
				isDone := kind == mockserver.FaultOtherAfter && test.method != http.MethodGet
				if entry := s.Journal()[0]; entry.Mutated != isDone || entry.Fault != kind {
					t.Errorf("the journal has %+v", entry)
				}
				if id := idOf(t, sendOK(t, s, http.MethodGet, certificatePath(a), "")); id != a {
					t.Errorf("the next response is about %d", id)
				}
			})
		}
	}
}

func TestMixup_OrderReturnsExistingCertificate(t *testing.T) {
	for kind, orders := range map[mockserver.FaultKind]int{mockserver.FaultOtherBefore: 1, mockserver.FaultOtherAfter: 2} {
		s := newMock(t, mockserver.Options{})
		existing := createCertificate(t, s, "a.example.com")
		s.Inject(mockserver.Fault{Method: http.MethodPost, Kind: kind, Other: existing})
		response := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"b.example.com"}`)
		if response.status != http.StatusCreated || idOf(t, response) != existing || len(s.Certificates("")) != orders {
			t.Errorf("%s: %d %s, %d certificates", kind, response.status, response.raw, len(s.Certificates("")))
		}
	}
}

func TestMixup_OnlyID(t *testing.T) {
	s := newMock(t, mockserver.Options{ChangeResponse: mockserver.RespondID})
	a, b := createCertificate(t, s, "a.example.com"), createCertificate(t, s, "b.example.com")
	s.Inject(mockserver.Fault{Kind: mockserver.FaultOtherAfter})
	if response := sendOK(t, s, http.MethodPut, certificatePath(a), `{}`); response.raw != fmt.Sprintf(`{"data":{"id":%d}}`, b) {
		t.Errorf("got %s", response.raw)
	}
}

func TestMixup_WithoutAnotherCertificate(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	for _, kind := range []mockserver.FaultKind{mockserver.FaultOtherBefore, mockserver.FaultOtherAfter} {
		s.Inject(mockserver.Fault{Kind: kind})
		if got := idOf(t, sendOK(t, s, http.MethodGet, certificatePath(id), "")); got != id {
			t.Errorf("%s: got %d", kind, got)
		}
	}
	s.Inject(mockserver.Fault{Kind: mockserver.FaultOtherAfter})
	if items := sendOK(t, s, http.MethodGet, "/api/certificates", "").items(t); len(items) != 1 {
		t.Errorf("the list is %v", items)
	}
}

func TestMixup_ErrorStays(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	createCertificate(t, s, "a.example.com")
	s.Inject(mockserver.Fault{Kind: mockserver.FaultOtherAfter})
	if response := send(t, s, http.MethodGet, certificatePath(1), ""); response.code() != "CERTIFICATE_NOT_FOUND" {
		t.Errorf("got %s", response.raw)
	}
}

func TestMixup_List(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	for _, name := range []string{"a.example.com", "b.example.com", "c.example.com"} {
		createCertificate(t, s, name)
	}
	sorted := "/api/certificates?sortBy=commonName"
	s.Inject(mockserver.Fault{Kind: mockserver.FaultMixedList})
	items := sendOK(t, s, http.MethodGet, sorted, "").items(t)
	for i, name := range []string{"b.example.com", "c.example.com", "a.example.com"} {
		if items[i]["id"] != float64(1001+i) || items[i]["commonName"] != name {
			t.Errorf("item %d is %v", i, items[i])
		}
	}
	if item := sendOK(t, s, http.MethodGet, sorted, "").items(t)[0]; item["commonName"] != "a.example.com" {
		t.Errorf("the next list begins with %v", item)
	}
}

func TestListAge(t *testing.T) {
	s := newMock(t, mockserver.Options{ListAge: day})
	id := createCertificate(t, s, "a.example.com")
	status := func() any { return sendOK(t, s, http.MethodGet, "/api/certificates", "").items(t)[0]["status"] }
	status()
	if err := s.Revoke(id, "superseded"); err != nil {
		t.Fatal(err)
	}
	if old := status(); old != "active" {
		t.Errorf("the list shows %v", old)
	}
	if single := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t); single["status"] != "revoked" {
		t.Errorf("got %v", single)
	}
	s.Advance(day)
	if now := status(); now != "revoked" {
		t.Errorf("a day later the list shows %v", now)
	}
}

func TestSettingsLimits(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	off := false
	s.Configure(func(o *mockserver.Options) {
		o.SettingsLimits = mockserver.SettingsLimits{
			MinRenewalThresholdDays: 14, AutoRenew: &off, DeploymentTargets: []string{"nginx-main"}, LowercaseTargets: true,
		}
	})
	sendOK(t, s, http.MethodPut, certificatePath(id), `{"autoRenew":true,"renewalThresholdDays":7,"deploymentTargets":["NGINX-main","other"]}`)
	settings := storedCertificate(t, s, id).Settings
	if settings.AutoRenew || settings.RenewalThresholdDays != 14 || fmt.Sprint(settings.DeploymentTargets) != "[nginx-main]" {
		t.Errorf("changed: %+v", settings)
	}
	ordered := idOf(t, sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"b.example.com","renewalThresholdDays":3}`))
	if settings := storedCertificate(t, s, ordered).Settings; settings.AutoRenew || settings.RenewalThresholdDays != 14 {
		t.Errorf("ordered: %+v", settings)
	}
}
