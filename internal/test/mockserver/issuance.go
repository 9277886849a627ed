package mockserver

import "time"

// cappedValidityDays and thresholdDays apply the limits that the options set.
func (s *Server) cappedValidityDays(asked int) int { return atMost(asked, s.options.MaxValidityDays) }

func (s *Server) cappedThresholdDays(asked int) int {
	return atMost(asked, s.options.MaxRenewalThresholdDays)
}

func atMost(asked, limit int) int {
	if limit > 0 {
		return min(asked, limit)
	}
	return asked
}

// finishIssuance ends the issuance of a record that is still pending, as the
// options say.
func (s *Server) finishIssuance(r *record, at time.Time) {
	if !r.pending() {
		return
	}
	if s.options.IssuanceFails {
		r.failed = true
		return
	}
	s.options.Grants.Order.applyTo(r, at)
	r.setLeaf(s.issue(r, at))
	s.certificates.invalidateSorted()
	s.summary.Issued++
}

// issue has a certificate made for a record, from a time on.
func (s *Server) issue(r *record, at time.Time) *leaf {
	from := at.Truncate(time.Second)
	return s.pki.issue(leafTemplate{
		commonName: r.commonName,
		names:      r.names,
		keyType:    r.keyType,
		keySize:    r.keySize,
		from:       from,
		to:         from.Add(time.Duration(s.cappedValidityDays(r.validityDays)) * day),
		issuer:     s.issuerOf(r.caID),
	}, s.newSerial())
}

// issuerOf is the common name of the intermediate of an authority. What no
// authority is known of is issued by the first one.
func (s *Server) issuerOf(authorityID int64) string {
	if a, ok := s.options.certificateAuthority(authorityID); ok {
		return a.Issuer
	}
	if len(s.options.CertificateAuthorities) > 0 {
		return s.options.CertificateAuthorities[0].Issuer
	}
	return "Unknown Authority"
}
