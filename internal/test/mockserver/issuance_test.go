package mockserver_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestStatus_FollowsClock(t *testing.T) {
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
			t.Errorf("after another %s: status %v, want %s", step.advance, status, step.want)
		}
	}
}

func TestIssuanceDelay_StaysPending(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: time.Minute})
	a := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com"}`)
	if a.status != http.StatusAccepted {
		t.Errorf("status %d", a.status)
	}
	id := idOf(t, a)
	get := func() map[string]any { return sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t) }
	unknown := []string{"issuer", "serialNumber", "fingerprint", "validFrom", "validTo", "certificate", "chain"}

	pending := get()
	for _, field := range unknown {
		if _, included := pending[field]; included {
			t.Errorf("pending certificate contains %s: %v", field, pending[field])
		}
	}
	if pending["status"] != "pending" {
		t.Errorf("status %v", pending["status"])
	}
	sendOK(t, s, http.MethodPut, certificatePath(id), `{"autoRenew":false}`)

	s.Configure(func(o *mockserver.Options) { o.NullEmptyFields = true })
	pending = get()
	for _, field := range unknown {
		if value, included := pending[field]; !included || value != nil {
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

func TestIssuanceFails_EndsFailed(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: time.Minute, IssuanceFails: true})
	id := createCertificate(t, s, "a.example.com")
	s.Advance(time.Minute)
	data := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
	if _, included := data["certificate"]; included || data["status"] != "failed" {
		t.Errorf("got %v", data)
	}
	sendOK(t, s, http.MethodPost, certificatePath(id, "revoke"), `{"reason":"unspecified"}`)
}

func TestCompleteIssuance_FailIssuance(t *testing.T) {
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
			t.Errorf("completing again: %v", err)
		}
	}
}
