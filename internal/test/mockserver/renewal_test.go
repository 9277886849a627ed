package mockserver_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRenewalThatSucceedsEndsTheFailureBefore(t *testing.T) {
	s := newMock(t, mockserver.Options{RenewalFails: true})
	id := createCertificate(t, s, "a.example.com")
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"acme"}`)
	s.Configure(func(o *mockserver.Options) { o.RenewalFails = false })
	must(s.Renew(id))
	if c := storedCertificate(t, s, id); c.RenewalStatus != "pending" {
		t.Errorf("renewed, with the renewal status %s", c.RenewalStatus)
	}
}

func TestDeploymentFollowsARenewalThatIsNoticedLate(t *testing.T) {
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
