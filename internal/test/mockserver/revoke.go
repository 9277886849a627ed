package mockserver

import "net/http"

// ExpiredRevocation is the result of revoking an expired certificate.
type ExpiredRevocation int

const (
	// RejectExpired returns the undocumented code CERTIFICATE_EXPIRED.
	RejectExpired ExpiredRevocation = iota
	// RejectExpiredAsInvalid returns INVALID_CERTIFICATE.
	RejectExpiredAsInvalid
	// AcceptExpired revokes the certificate.
	AcceptExpired
)

// revocationReasons are the six of the reference.
var revocationReasons = []string{
	"unspecified", "keyCompromise", "cACompromise",
	"affiliationChanged", "superseded", "cessationOfOperation",
}

func alreadyRevoked() *apiError {
	return newAPIError(codeAlreadyRevoked, "the certificate has already been revoked")
}

// revokeCertificate serves POST /certificates/:id/revoke. Revoking a pending or
// failed certificate cancels the order.
func (s *Server) revokeCertificate(req *request, r *record, body *bodyReader) (result, error) {
	reason, comments := body.oneOf("reason", revocationReasons...), body.text("comments")
	body.required("reason", reason != nil)
	if err := body.err(); err != nil {
		return result{}, err
	}
	switch r.status(req.now) {
	case statusRevoked:
		return result{}, alreadyRevoked()
	case statusExpired:
		if apiErr := s.expiredRevocationError(); apiErr != nil {
			return result{}, apiErr
		}
	}
	r.revoke(*reason, valueOr(comments, ""))
	s.summary.Revoked++
	s.revokedLike(r)
	return s.written("revoke", r, req.now, s.changeResult(s.options.ChangeResponse, http.StatusOK, r, req.now)), nil
}

// expiredRevocationError returns the error for revoking an expired certificate,
// or nil with AcceptExpired.
func (s *Server) expiredRevocationError() *apiError {
	switch s.options.RevokeExpired {
	case AcceptExpired:
		return nil
	case RejectExpiredAsInvalid:
		return newAPIError(codeInvalidCertificate, "the certificate has expired")
	default:
		return newAPIError(codeCertificateExpired, "the certificate has expired")
	}
}

// revoke revokes a certificate and cancels a renewal in progress.
func (r *record) revoke(reason, comments string) {
	r.revocation = &revocation{reason: reason, comments: comments}
	r.renewal = nil
	r.word = ""
}
