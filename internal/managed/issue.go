package managed

// Issue tells one issuance of a managed certificate from another: a renewal
// keeps the id and changes these. What is not known is empty.
type Issue struct {
	SerialNumber string `json:"serial_number,omitempty"`
	Fingerprint  string `json:"fingerprint,omitempty"`
	ValidTo      string `json:"valid_to,omitempty"`
}

// Issue returns what is known of the issuance.
func (f *Facts) Issue() Issue {
	return Issue{
		SerialNumber: f.SerialNumber.ValueString(),
		Fingerprint:  f.Fingerprint.ValueString(),
		ValidTo:      f.ValidTo.ValueString(),
	}
}

// Same reports that nothing is known to differ.
func (i Issue) Same(other Issue) bool {
	return mayEqual(i.SerialNumber, other.SerialNumber) &&
		mayEqual(i.Fingerprint, other.Fingerprint) &&
		mayEqual(i.ValidTo, other.ValidTo)
}

func mayEqual(one, other string) bool { return one == "" || other == "" || one == other }
