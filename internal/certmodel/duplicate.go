package certmodel

// HasSameNamesAndKey reports whether other is for the same names, key type and
// key size. Fields that one of the two lacks do not count.
func (f *Model) HasSameNamesAndKey(other *Model) bool {
	sameType := !HasValue(f.KeyType) || other.KeyType.IsNull() || EqualKeyTypes(f.KeyType, other.KeyType)
	sameSize := !HasValue(f.KeySize) || other.KeySize.IsNull() || f.KeySize.Equal(other.KeySize)
	return sameType && sameSize && f.Names().Equal(other.NamesOr(f.Names()))
}
