package mockserver

import "net/http"

// revocationReasons are the six of the reference.
var revocationReasons = []string{
	"unspecified", "keyCompromise", "cACompromise",
	"affiliationChanged", "superseded", "cessationOfOperation",
}

func alreadyRevoked() *apiError {
	return newAPIError(codeAlreadyRevoked, "the certificate has already been revoked")
}

// revokeCertificate serves POST /certificates/:id/revoke. An order that is
// pending, or whose issuance failed, is called off by it.
func (s *Server) revokeCertificate(c *request) (result, error) {
	r, err := s.find(c.workspace, c.id)
	if err != nil {
		return result{}, err
	}
	in, err := c.readBody()
	if err != nil {
		return result{}, err
	}
	reason, comments := in.oneOf("reason", revocationReasons...), in.text("comments")
	in.required("reason", reason != nil)
	if err := in.err(); err != nil {
		return result{}, err
	}
	switch r.status(c.now) {
	case statusRevoked:
		return result{}, alreadyRevoked()
	case statusExpired:
		if apiError := s.expiredRevocationError(); apiError != nil {
			return result{}, apiError
		}
	}
	r.revoke(*reason, valueOr(comments, ""))
	s.summary.Revoked++
	return s.changeResult(s.options.ChangeResponse, http.StatusOK, r, c.now), nil
}

// expiredRevocationError is the refusal to revoke an expired certificate, if the options
// want one.
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

// revoke ends a certificate, and a renewal of it that is under way.
func (r *record) revoke(reason, comments string) {
	r.revocation = &revocation{reason: reason, comments: comments}
	r.renewal = nil
}
