package managed

// MatchesListItem reports that a list item is about the certificate as it is known,
// and tells whatever a single answer would tell anew.
func (f *Facts) MatchesListItem(item *Facts) bool {
	return f.Fingerprint.Equal(item.Fingerprint) &&
		f.SerialNumber.Equal(item.SerialNumber) &&
		f.ValidFrom.Equal(item.ValidFrom) &&
		f.ValidTo.Equal(item.ValidTo) &&
		f.KeySize.Equal(item.KeySize) &&
		(f.KeyType.Equal(item.KeyType) || SameKeyType(f.KeyType, item.KeyType)) &&
		f.CommonName.IsNull() == item.CommonName.IsNull() &&
		f.SubjectAlternativeNames.IsNull() == item.SubjectAlternativeNames.IsNull() &&
		f.Names().Equal(item.Names()) &&
		isToldIfKnown(f.Status, item.Status) &&
		isToldIfKnown(f.RenewalStatus, item.RenewalStatus) &&
		isToldIfKnown(f.CertificateAuthorityID, item.CertificateAuthorityID) &&
		isToldIfKnown(f.CreatedAt, item.CreatedAt)
}

func isToldIfKnown(known, told Value) bool { return !IsSet(known) || IsSet(told) }
