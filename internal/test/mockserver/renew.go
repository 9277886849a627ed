package mockserver

import (
	"net/http"
	"time"
)

// methodCSR is the renewal method that waits for a person. The methods acme and
// api finish automatically.
const methodCSR = "csr"

// neverFinishes is the delay of a renewal that waits for a person.
const neverFinishes = -1

// renewal is a renewal in progress.
type renewal struct {
	deployAfter bool
	byServer    bool // begun by the server on its own
}

// renewCertificate serves POST /certificates/:id/renew.
func (s *Server) renewCertificate(req *request, r *record, body *bodyReader) (result, error) {
	method, deployAfter := body.oneOf("method", "acme", methodCSR, "api"), body.boolean("deployAfterRenewal")
	body.required("method", method != nil)
	if err := body.err(); err != nil {
		return result{}, err
	}
	if apiErr := s.renewalError(r, *method); apiErr != nil {
		return result{}, apiErr
	}

	delay := s.options.RenewalDelay
	if *method == methodCSR {
		delay = neverFinishes
	}
	current := s.startRenewal(r, &renewal{deployAfter: valueOr(deployAfter, false)}, req.now, delay)
	status := http.StatusOK
	if r.renewal != nil {
		status = http.StatusAccepted
	}
	return s.written("renew", current, req.now, s.changeResult(s.options.ChangeResponse, status, current, req.now)), nil
}

// startRenewal starts a renewal and returns the current certificate: the
// replacement if the renewal has already finished.
func (s *Server) startRenewal(r *record, started *renewal, at time.Time, delay time.Duration) *record {
	r.renewal, r.renewalFailed = started, false
	current := r
	s.runAfter(at, delay, func(at time.Time) {
		if r.renewal == started {
			current = s.finishRenewal(r, at)
		}
	})
	return current
}

// renewalError returns the error if a certificate cannot be renewed now. An
// expired certificate can.
func (s *Server) renewalError(r *record, method string) *apiError {
	switch {
	case r.revocation != nil:
		return alreadyRevoked()
	case r.leaf == nil:
		return newAPIError(codeCertificateNotIssued, "the certificate has not been issued", "status", r.status(s.now()))
	case r.renewal != nil:
		return newAPIError(codeRenewalInProgress, "a renewal is already in progress")
	}
	if ca, ok := s.options.certificateAuthority(r.caID); method != methodCSR && (!ok || ca.Unconfigured) {
		return newAPIError(codeCANotConfigured, "no certificate authority is configured for the certificate")
	}
	return nil
}

// finishRenewal finishes the renewal in progress, unless Options.RenewalFails,
// and returns the current certificate.
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

// replaceLeaf issues a new certificate for a record or, with
// Options.RenewUnderNewID, for a copy of the record. It returns the record of the
// new certificate.
func (s *Server) replaceLeaf(r *record, grant Grant, at time.Time) *record {
	if s.options.RenewUnderNewID {
		replacement := *r
		replacement.id = s.nextID()
		replacement.settings = r.settings.clone()
		replacement.locations = nil
		replacement.override, replacement.listed = nil, nil
		replacement.revocation = nil
		replacement.createdAt = at
		replacement.readableAt, replacement.listedAt = at, at
		grant.applyTo(&replacement, at)
		replacement.setLeaf(s.issue(&replacement, at))
		s.certificates.add(&replacement)
		return &replacement
	}
	grant.applyTo(r, at)
	r.setLeaf(s.issue(r, at))
	s.certificates.invalidateSorted()
	return r
}
