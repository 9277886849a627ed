package mockserver

import "time"

// cappedValidityDays applies Options.MaxValidityDays.
func (s *Server) cappedValidityDays(days int) int { return atMost(days, s.options.MaxValidityDays) }

// cappedThresholdDays applies Options.MaxRenewalThresholdDays.
func (s *Server) cappedThresholdDays(days int) int {
	return atMost(days, s.options.MaxRenewalThresholdDays)
}

func atMost(days, limit int) int {
	if limit > 0 {
		return min(days, limit)
	}
	return days
}

// finishIssuance ends the issuance of a record that is still pending: with a
// certificate, unless Options.IssuanceFails.
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

// issue issues a certificate for a record, valid from a time.
func (s *Server) issue(r *record, at time.Time) *leaf {
	from := at.Truncate(time.Second)
	return s.pki.issue(leafTemplate{
		commonName: r.commonName,
		names:      r.names,
		keyType:    r.keyType,
		keySize:    r.keySize,
		key:        s.options.PublicKey(r.keyType, r.keySize),
		from:       from,
		to:         from.Add(time.Duration(s.cappedValidityDays(r.validityDays)) * day),
		issuer:     s.issuerOf(r.caID),
	}, s.newSerial())
}
