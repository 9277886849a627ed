package certmodel

// MatchesListItem reports whether the list item describes the certificate in m
// and contains no value that m lacks. It can then replace a read by id.
func (m *Model) MatchesListItem(item *Model) bool {
	return m.Fingerprint.Equal(item.Fingerprint) &&
		m.SerialNumber.Equal(item.SerialNumber) &&
		m.ValidFrom.Equal(item.ValidFrom) &&
		m.ValidTo.Equal(item.ValidTo) &&
		m.KeySize.Equal(item.KeySize) &&
		(m.KeyType.Equal(item.KeyType) || EqualKeyTypes(m.KeyType, item.KeyType)) &&
		m.CommonName.IsNull() == item.CommonName.IsNull() &&
		m.SubjectAlternativeNames.IsNull() == item.SubjectAlternativeNames.IsNull() &&
		m.Names().Equal(item.Names()) &&
		containsIfKnown(item.Status, m.Status) &&
		containsIfKnown(item.RenewalStatus, m.RenewalStatus) &&
		containsIfKnown(item.CertificateAuthorityID, m.CertificateAuthorityID) &&
		containsIfKnown(item.CreatedAt, m.CreatedAt)
}

func containsIfKnown(listed, known Nullable) bool { return !HasValue(listed) || HasValue(known) }

// HasSameNamesAndKey reports whether m and other have the same names, key type
// and key size. Values that one of them does not contain are ignored.
func (m *Model) HasSameNamesAndKey(other *Model) bool {
	return m.HasSameKey(other) && m.Names().Equal(other.NamesOr(m.Names()))
}

// HasSameKey reports whether m and other have the same key type and key size.
// Values that one of them does not contain are ignored.
func (m *Model) HasSameKey(other *Model) bool {
	sameType := !HasValue(m.KeyType) || other.KeyType.IsNull() || EqualKeyTypes(m.KeyType, other.KeyType)
	sameSize := !HasValue(m.KeySize) || other.KeySize.IsNull() || m.KeySize.Equal(other.KeySize)
	return sameType && sameSize
}
