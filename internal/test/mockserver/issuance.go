package mockserver

import "time"

// lifetimeDays and thresholdDays apply the limits that the options set.
func (s *Server) lifetimeDays(asked int) int { return clamped(asked, s.options.MaxValidityDays) }

func (s *Server) thresholdDays(asked int) int {
	return clamped(asked, s.options.MaxRenewalThresholdDays)
}

func clamped(asked, limit int) int {
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
	r.issued(s.issue(r, at))
	s.inventory.touch()
	s.done.Issued++
}

// issue has a certificate made for a record, from a time on.
func (s *Server) issue(r *record, at time.Time) *leaf {
	from := at.Truncate(time.Second)
	return s.pki.issue(order{
		commonName: r.commonName,
		names:      r.names,
		keyType:    r.keyType,
		keySize:    r.keySize,
		from:       from,
		to:         from.Add(time.Duration(s.lifetimeDays(r.validityDays)) * day),
		issuer:     s.issuerOf(r.authorityID),
	}, s.newSerial())
}

// issuerOf is the common name of the intermediate of an authority. What no
// authority is known of is issued by the first one.
func (s *Server) issuerOf(authorityID int64) string {
	if a, ok := s.options.authority(authorityID); ok {
		return a.Issuer
	}
	if len(s.options.Authorities) > 0 {
		return s.options.Authorities[0].Issuer
	}
	return "Unknown Authority"
}
