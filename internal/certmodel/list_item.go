package certmodel

// MatchesListItem reports that a list item is about the certificate as it is known,
// and tells whatever a single answer would tell anew.
func (f *Model) MatchesListItem(item *Model) bool {
	return f.Fingerprint.Equal(item.Fingerprint) &&
		f.SerialNumber.Equal(item.SerialNumber) &&
		f.ValidFrom.Equal(item.ValidFrom) &&
		f.ValidTo.Equal(item.ValidTo) &&
		f.KeySize.Equal(item.KeySize) &&
		(f.KeyType.Equal(item.KeyType) || EqualKeyTypes(f.KeyType, item.KeyType)) &&
		f.CommonName.IsNull() == item.CommonName.IsNull() &&
		f.SubjectAlternativeNames.IsNull() == item.SubjectAlternativeNames.IsNull() &&
		f.Names().Equal(item.Names()) &&
		hasValueIfKnown(f.Status, item.Status) &&
		hasValueIfKnown(f.RenewalStatus, item.RenewalStatus) &&
		hasValueIfKnown(f.CertificateAuthorityID, item.CertificateAuthorityID) &&
		hasValueIfKnown(f.CreatedAt, item.CreatedAt)
}

func hasValueIfKnown(known, told Nullable) bool { return !HasValue(known) || HasValue(told) }
