package mockserver_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestStatusFollowsTheClock(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	for _, step := range []struct {
		advance time.Duration
		want    string
	}{
		{0, "active"},
		{60*day - time.Second, "active"},
		{time.Second, "expiring"},
		{30 * day, "expiring"},
		{time.Second, "expired"},
	} {
		s.Advance(step.advance)
		if status := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)["status"]; status != step.want {
			t.Errorf("after %s more: %v, not %s", step.advance, status, step.want)
		}
	}
}

func TestIssuanceTakesTime(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: time.Minute})
	a := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com"}`)
	if a.status != http.StatusAccepted {
		t.Errorf("ordered: %d", a.status)
	}
	id := idOf(t, a)
	get := func() map[string]any { return sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t) }
	unknown := []string{"issuer", "serialNumber", "fingerprint", "validFrom", "validTo", "certificate", "chain"}

	pending := get()
	for _, field := range unknown {
		if _, there := pending[field]; there {
			t.Errorf("pending, with %s: %v", field, pending[field])
		}
	}
	if pending["status"] != "pending" {
		t.Errorf("status %v", pending["status"])
	}
	sendOK(t, s, http.MethodPut, certificatePath(id), `{"autoRenew":false}`)

	s.Configure(func(o *mockserver.Options) { o.NullEmptyFields = true })
	pending = get()
	for _, field := range unknown {
		if value, there := pending[field]; !there || value != nil {
			t.Errorf("%s is not null", field)
		}
	}

	s.Advance(time.Hour)
	if issued := get(); issued["status"] != "active" || issued["validFrom"] != "2026-03-01T12:01:00Z" {
		t.Errorf("issued as %v from %v", issued["status"], issued["validFrom"])
	}
	if s.Summary().Issued != 1 {
		t.Errorf("summary: %+v", s.Summary())
	}
}

func TestIssuanceFails(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: time.Minute, IssuanceFails: true})
	id := createCertificate(t, s, "a.example.com")
	s.Advance(time.Minute)
	data := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
	if _, there := data["certificate"]; there || data["status"] != "failed" {
		t.Errorf("got %v", data)
	}
	sendOK(t, s, http.MethodPost, certificatePath(id, "revoke"), `{"reason":"unspecified"}`)
}

func TestIssuanceByHand(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: -1})
	completed, failed, revoked := createCertificate(t, s, "a.example.com"), createCertificate(t, s, "b.example.com"), createCertificate(t, s, "c.example.com")
	s.Advance(365 * day)
	if err := errors.Join(s.CompleteIssuance(completed), s.FailIssuance(failed)); err != nil {
		t.Fatal(err)
	}
	sendOK(t, s, http.MethodPost, certificatePath(revoked, "revoke"), `{"reason":"unspecified"}`)
	for id, want := range map[int64]string{completed: "active", failed: "failed", revoked: "revoked"} {
		if c := storedCertificate(t, s, id); c.Status != want {
			t.Errorf("%s: %s", c.CommonName, c.Status)
		}
		if err := s.CompleteIssuance(id); !errors.Is(err, mockserver.ErrInvalidState) {
			t.Errorf("completed again: %v", err)
		}
	}
}

func TestRevocationCallsOffWhatIsPending(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: time.Minute, RenewalDelay: time.Minute})
	pending := createCertificate(t, s, "a.example.com")
	renewing := s.Seed(mockserver.Seed{CommonName: "b.example.com"})
	serial := storedCertificate(t, s, renewing).SerialNumber
	sendOK(t, s, http.MethodPost, certificatePath(renewing, "renew"), `{"method":"acme"}`)
	for _, id := range []int64{pending, renewing} {
		sendOK(t, s, http.MethodPost, certificatePath(id, "revoke"), `{"reason":"superseded"}`)
	}
	s.Advance(time.Hour)
	if c := storedCertificate(t, s, pending); c.Status != "revoked" || c.SerialNumber != "" {
		t.Errorf("pending: %+v", c)
	}
	if c := storedCertificate(t, s, renewing); c.Status != "revoked" || c.SerialNumber != serial {
		t.Errorf("renewing: %+v", c)
	}
}

func TestRenewal(t *testing.T) {
	s := newMock(t, mockserver.Options{RenewalDelay: time.Minute})
	id := s.Seed(mockserver.Seed{
		CommonName: "a.example.com", ValidFrom: start.Add(-80 * day), KeyType: "ECDSA", KeySize: 256,
		Settings: mockserver.Settings{DeploymentTargets: []string{"haproxy-lb", "envoy-edge"}},
	})
	before := storedCertificate(t, s, id)

	a := sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"acme","deployAfterRenewal":true}`)
	if during := storedCertificate(t, s, id); a.status != http.StatusAccepted || during.RenewalStatus != "in_progress" || during.SerialNumber != before.SerialNumber {
		t.Errorf("%d, %+v", a.status, during)
	}
	s.Advance(time.Minute)
	after := storedCertificate(t, s, id)
	if after.SerialNumber == before.SerialNumber || after.Fingerprint == before.Fingerprint || after.Status != "active" {
		t.Errorf("not renewed: %+v", after)
	}
	if !after.ValidFrom.Equal(start.Add(time.Minute)) || after.ValidTo.Sub(after.ValidFrom) != 90*day || !after.CreatedAt.Equal(before.CreatedAt) {
		t.Errorf("valid from %s to %s, created %s", after.ValidFrom, after.ValidTo, after.CreatedAt)
	}
	want := []mockserver.Location{{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/etc/haproxy/certs/a.example.com.crt", HasPrivateKey: true}}
	if !slices.Equal(after.Locations, want) {
		t.Errorf("deployed to %+v", after.Locations)
	}
}

func TestRenewalByCSRWaitsForAPerson(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	serial := storedCertificate(t, s, id).SerialNumber
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"csr"}`)
	s.Advance(30 * day)
	if c := storedCertificate(t, s, id); c.SerialNumber != serial || c.RenewalStatus != "in_progress" {
		t.Errorf("%+v", c)
	}
	if renewedID, err := s.CompleteRenewal(id); err != nil || renewedID != id {
		t.Errorf("%d, %v", renewedID, err)
	}
	if c := storedCertificate(t, s, id); c.SerialNumber == serial || c.RenewalStatus != "pending" {
		t.Errorf("%+v", c)
	}
	if _, err := s.CompleteRenewal(id); !errors.Is(err, mockserver.ErrInvalidState) {
		t.Errorf("completed again: %v", err)
	}
}

func TestRenewalFails(t *testing.T) {
	s := newMock(t, mockserver.Options{RenewalFails: true})
	id := createCertificate(t, s, "a.example.com")
	before := storedCertificate(t, s, id)
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"api"}`)
	if after := storedCertificate(t, s, id); after.RenewalStatus != "failed" || after.SerialNumber != before.SerialNumber {
		t.Errorf("%+v", after)
	}
	s.Configure(func(o *mockserver.Options) { o.RenewalFails = false })
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"api"}`)
	if after := storedCertificate(t, s, id); after.RenewalStatus != "pending" || after.SerialNumber == before.SerialNumber {
		t.Errorf("%+v", after)
	}
}

func TestRenewalUnderANewID(t *testing.T) {
	s := newMock(t, mockserver.Options{RenewUnderNewID: true, RenewalDelay: time.Minute})
	id := createCertificate(t, s, "a.example.com")
	before := storedCertificate(t, s, id)
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"acme"}`)
	s.Advance(time.Hour)
	both := s.Certificates("a.example.com")
	if len(both) != 2 || both[0].SerialNumber != before.SerialNumber || both[1].SerialNumber == before.SerialNumber ||
		!both[1].CreatedAt.Equal(start.Add(time.Minute)) {
		t.Errorf("%+v", both)
	}
}

func TestRenewalBehindTheClientsBack(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := s.Seed(mockserver.Seed{CommonName: "a.example.com", Settings: mockserver.Settings{DeploymentTargets: []string{"nginx-main"}}})
	serial := storedCertificate(t, s, id).SerialNumber
	if _, err := s.Renew(id); err != nil {
		t.Fatal(err)
	}
	if c := storedCertificate(t, s, id); c.SerialNumber == serial || len(c.Locations) != 2 {
		t.Errorf("%+v", c)
	}
	if summary := s.Summary(); summary.Renewed != 1 || summary.Deployed != 2 || summary.Requests != 0 {
		t.Errorf("%+v", summary)
	}
}

func TestDeployment(t *testing.T) {
	s := newMock(t, mockserver.Options{DeploymentDelay: time.Minute})
	id := createCertificate(t, s, "*.example.com")
	want := []mockserver.Location{
		{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/_.example.com.crt", HasPrivateKey: true},
	}
	for range 2 { // the second time changes nothing
		sendOK(t, s, http.MethodPost, certificatePath(id, "deploy"), `{"targets":["nginx-main"],"agentId":"agent-prod-01"}`)
		s.Advance(time.Minute)
		if c := storedCertificate(t, s, id); !slices.Equal(c.Locations, want) {
			t.Errorf("deployed to %+v", c.Locations)
		}
	}
	sendOK(t, s, http.MethodPost, certificatePath(id, "deploy"), `{"targets":["nginx-main"]}`)
	if c := storedCertificate(t, s, id); len(c.Locations) != 1 {
		t.Errorf("deployed at once to %+v", c.Locations)
	}
	if err := s.SetAgentOnline("agent-prod-02", false); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)
	if c := storedCertificate(t, s, id); len(c.Locations) != 1 {
		t.Errorf("deployed to an agent that went offline: %+v", c.Locations)
	}
	if err := s.SetAgentOnline("agent-none", true); !errors.Is(err, mockserver.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestImport(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	found := s.SeedDiscovered(mockserver.DiscoveredCertificate{
		CommonName: "a.example.com", Source: "kubernetes", AgentID: "agent-k8s", Hostname: "node-1", Path: "default/tls",
	})
	target := fmt.Sprintf("/api/discovered-certificates/%d/import", found)
	a := sendOK(t, s, http.MethodPost, target, `{"certificateAuthorityId":6,"renewalThresholdDays":14}`)
	c, d := storedCertificate(t, s, idOf(t, a)), must(s.DiscoveredCertificate(found))
	if a.status != http.StatusCreated || c.CertificateAuthorityID != 6 || !c.Settings.AutoRenew ||
		c.Settings.RenewalThresholdDays != 14 || c.Fingerprint != d.Fingerprint || d.CertificateID != c.ID {
		t.Errorf("%d, %+v, %+v", a.status, c, d)
	}
	if len(c.Locations) != 1 || c.Locations[0].Path != "default/tls" {
		t.Errorf("locations %+v", c.Locations)
	}

	again := send(t, s, http.MethodPost, target, `{}`)
	if again.details()["certificateId"] != float64(c.ID) {
		t.Errorf("%d %s", again.status, again.raw)
	}
	s.Configure(func(o *mockserver.Options) { o.HideImportedID = true })
	if again := send(t, s, http.MethodPost, target, `{}`); again.code() != "ALREADY_IMPORTED" || len(again.details()) != 0 {
		t.Errorf("%d %s", again.status, again.raw)
	}
	s.Configure(func(o *mockserver.Options) { o.DiscoveredNotFoundAsCertificate = true })
	if unknown := send(t, s, http.MethodPost, "/api/discovered-certificates/9/import", `{}`); unknown.code() != "CERTIFICATE_NOT_FOUND" {
		t.Errorf("%d %s", unknown.status, unknown.raw)
	}
}

// must is for what cannot fail in a test.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
