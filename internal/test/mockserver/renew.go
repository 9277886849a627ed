package mockserver

import (
	"net/http"
	"time"
)

// methodCSR is the renewal method that does not finish by itself; the other
// two do.
const methodCSR = "csr"

// waitsForAPerson is the delay of what never happens by itself.
const waitsForAPerson = -1

// renewal is a renewal under way.
type renewal struct {
	deployAfter bool
}

// renewCertificate serves POST /certificates/:id/renew.
func (s *Server) renewCertificate(c *call) (result, error) {
	r, err := s.find(c.workspace, c.id)
	if err != nil {
		return result{}, err
	}
	in, err := c.input()
	if err != nil {
		return result{}, err
	}
	method, deployAfter := in.oneOf("method", "acme", methodCSR, "api"), in.flag("deployAfterRenewal")
	in.required("method", method != nil)
	if err := in.done(); err != nil {
		return result{}, err
	}
	if refusal := s.refuseRenewal(r, *method); refusal != nil {
		return result{}, refusal
	}

	delay := s.options.RenewalDelay
	if *method == methodCSR {
		delay = waitsForAPerson
	}
	current := s.beginRenewal(r, &renewal{deployAfter: valueOr(deployAfter, false)}, c.now, delay)
	status := http.StatusOK
	if r.renewal != nil {
		status = http.StatusAccepted
	}
	return s.changed(s.options.ChangeAnswer, status, current, c.now), nil
}

// beginRenewal begins a renewal, and returns the certificate that is the
// current one then.
func (s *Server) beginRenewal(r *record, order *renewal, at time.Time, delay time.Duration) *record {
	r.renewal, r.renewalFailed = order, false
	current := r
	s.after(at, delay, func(at time.Time) {
		if r.renewal == order {
			current = s.finishRenewal(r, at)
		}
	})
	return current
}

// refuseRenewal tells why a certificate cannot be renewed now, if so. An
// expired one can be.
func (s *Server) refuseRenewal(r *record, method string) *refusal {
	switch {
	case r.revocation != nil:
		return alreadyRevoked()
	case r.leaf == nil:
		return refuse(codeCertificateNotIssued, "the certificate has not been issued", "status", r.status(s.now()))
	case r.renewal != nil:
		return refuse(codeRenewalInProgress, "a renewal is already in progress")
	}
	if a, ok := s.options.authority(r.authorityID); method != methodCSR && (!ok || a.Unconfigured) {
		return refuse(codeCANotConfigured, "no certificate authority is configured for the certificate")
	}
	return nil
}

// finishRenewal ends the renewal that is under way, as the options say, and
// returns the certificate that is the current one now.
func (s *Server) finishRenewal(r *record, at time.Time) *record {
	deployAfter := r.renewal.deployAfter
	r.renewal = nil
	r.renewalFailed = s.options.RenewalFails
	if r.renewalFailed {
		return r
	}
	s.done.Renewed++
	renewed := s.renewed(r, at)
	if deployAfter {
		s.deployTo(renewed, s.reachable(renewed.settings.DeploymentTargets), at)
	}
	return renewed
}

// renewed gives a record a new certificate, or gives that to a successor of
// the record, as the options say.
func (s *Server) renewed(r *record, at time.Time) *record {
	if s.options.RenewUnderNewID {
		successor := *r
		successor.id = s.nextID()
		successor.settings = r.settings.clone()
		successor.names = certificateNames(r.commonName, r.names, timestamp(at))
		successor.locations = nil
		successor.override = nil
		successor.revocation = nil
		successor.createdAt = at
		successor.readableAt, successor.listedAt = at, at
		successor.issued(s.issue(&successor, at))
		s.inventory.add(&successor)
		return &successor
	}
	r.names = certificateNames(r.commonName, r.names, timestamp(at))
	r.issued(s.issue(r, at))
	s.inventory.touch()
	return r
}
