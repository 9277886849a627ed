package mockserver_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRenew_DelaysAndDeploys(t *testing.T) {
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

func TestRenew_CSR_WaitsForCompletion(t *testing.T) {
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
		t.Errorf("completing again: %v", err)
	}
}

func TestRenewalFails_KeepsCertificate(t *testing.T) {
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

func TestRenew_Success_ClearsFailedStatus(t *testing.T) {
	s := newMock(t, mockserver.Options{RenewalFails: true})
	id := createCertificate(t, s, "a.example.com")
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"acme"}`)
	s.Configure(func(o *mockserver.Options) { o.RenewalFails = false })
	must(s.Renew(id))
	if c := storedCertificate(t, s, id); c.RenewalStatus != "pending" {
		t.Errorf("renewed, with the renewal status %s", c.RenewalStatus)
	}
}

func TestRenewUnderNewID_KeepsOldCertificate(t *testing.T) {
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

func TestServerRenew_RenewsAndDeploys(t *testing.T) {
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

func TestRenew_LateJob_DeploysOnTime(t *testing.T) {
	s := newMock(t, mockserver.Options{RenewalDelay: time.Minute, DeploymentDelay: time.Minute})
	id := s.Seed(mockserver.Seed{CommonName: "a.example.com", Settings: mockserver.Settings{DeploymentTargets: []string{"haproxy-lb"}}})
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"acme","deployAfterRenewal":true}`)
	s.Advance(2*time.Minute - time.Second)
	if c := storedCertificate(t, s, id); len(c.Locations) != 0 {
		t.Errorf("deployed early to %+v", c.Locations)
	}
	s.Advance(time.Second)
	if c := storedCertificate(t, s, id); len(c.Locations) != 1 {
		t.Errorf("deployed to %+v", c.Locations)
	}
}

func TestRevoke_CancelsPendingWork(t *testing.T) {
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
