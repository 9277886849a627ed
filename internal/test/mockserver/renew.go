package mockserver

import (
	"net/http"
	"time"
)

// methodCSR is the renewal method that does not finish by itself; the other
// two do.
const methodCSR = "csr"

// neverFinishes is the delay of what never happens by itself.
const neverFinishes = -1

// renewal is a renewal under way.
type renewal struct {
	deployAfter bool
	byServer    bool // begun by the server on its own
}

// renewCertificate serves POST /certificates/:id/renew.
func (s *Server) renewCertificate(c *request) (result, error) {
	r, err := s.find(c.workspace, c.id)
	if err != nil {
		return result{}, err
	}
	in, err := c.readBody()
	if err != nil {
		return result{}, err
	}
	method, deployAfter := in.oneOf("method", "acme", methodCSR, "api"), in.boolean("deployAfterRenewal")
	in.required("method", method != nil)
	if err := in.err(); err != nil {
		return result{}, err
	}
	if apiError := s.renewalError(r, *method); apiError != nil {
		return result{}, apiError
	}

	delay := s.options.RenewalDelay
	if *method == methodCSR {
		delay = neverFinishes
	}
	current := s.beginRenewal(r, &renewal{deployAfter: valueOr(deployAfter, false)}, c.now, delay)
	status := http.StatusOK
	if r.renewal != nil {
		status = http.StatusAccepted
	}
	return s.changeResult(s.options.ChangeResponse, status, current, c.now), nil
}

// beginRenewal begins a renewal, and returns the certificate that is the
// current one then.
func (s *Server) beginRenewal(r *record, leafTemplate *renewal, at time.Time, delay time.Duration) *record {
	r.renewal, r.renewalFailed = leafTemplate, false
	current := r
	s.runAfter(at, delay, func(at time.Time) {
		if r.renewal == leafTemplate {
			current = s.finishRenewal(r, at)
		}
	})
	return current
}

// renewalError tells why a certificate cannot be renewed now, if so. An
// expired one can be.
func (s *Server) renewalError(r *record, method string) *apiError {
	switch {
	case r.revocation != nil:
		return alreadyRevoked()
	case r.leaf == nil:
		return newAPIError(codeCertificateNotIssued, "the certificate has not been issued", "status", r.status(s.now()))
	case r.renewal != nil:
		return newAPIError(codeRenewalInProgress, "a renewal is already in progress")
	}
	if a, ok := s.options.certificateAuthority(r.caID); method != methodCSR && (!ok || a.Unconfigured) {
		return newAPIError(codeCANotConfigured, "no certificate authority is configured for the certificate")
	}
	return nil
}

// finishRenewal ends the renewal that is under way, as the options say, and
// returns the certificate that is the current one now.
func (s *Server) finishRenewal(r *record, at time.Time) *record {
	deployAfter, grant := r.renewal.deployAfter, s.options.Grants.forRenewal(r.renewal.byServer)
	r.renewal = nil
	r.renewalFailed = s.options.RenewalFails
	if r.renewalFailed {
		return r
	}
	s.summary.Renewed++
	renewed := s.replaceLeaf(r, grant, at)
	if deployAfter {
		s.deploy(renewed, s.reachableTargets(renewed.settings.DeploymentTargets), at)
	}
	return renewed
}

// replaceLeaf gives a record a new certificate, or gives that to a successor of
// the record, as the options say.
func (s *Server) replaceLeaf(r *record, grant Grant, at time.Time) *record {
	if s.options.RenewUnderNewID {
		successor := *r
		successor.id = s.nextID()
		successor.settings = r.settings.clone()
		successor.locations = nil
		successor.override, successor.listed = nil, nil
		successor.revocation = nil
		successor.createdAt = at
		successor.readableAt, successor.listedAt = at, at
		grant.applyTo(&successor, at)
		successor.setLeaf(s.issue(&successor, at))
		s.certificates.add(&successor)
		return &successor
	}
	grant.applyTo(r, at)
	r.setLeaf(s.issue(r, at))
	s.certificates.invalidateSorted()
	return r
}
