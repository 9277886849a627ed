package renewal

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// DueAt returns the attribute renewal_due_at of a certificate: when Terraform or
// TigerTrust renews it, whichever is earlier. It does not depend on the clock, so
// that it only changes when the certificate or a setting does. It is null if
// nobody renews the certificate or no time is known, and unknown while a value in
// a plan is.
func (s Settings) DueAt(model *certmodel.Model) timetypes.RFC3339 {
	server := serverWindow(model)
	switch {
	case model.IsRevoked():
		return timetypes.NewRFC3339Null()
	case s.IsUnknown || s.Window.IsUnknown || server.IsUnknown || model.ValidFrom.IsUnknown() || model.ValidTo.IsUnknown():
		return timetypes.NewRFC3339Unknown()
	}
	validity := CertificateFrom(model).Validity
	var earliest time.Time
	for _, window := range []Window{s.Window, server} {
		at, ok := window.OpensAt(validity)
		if ok && (earliest.IsZero() || at.Before(earliest)) {
			earliest = at
		}
	}
	if earliest.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(earliest.UTC())
}

// serverWindow returns the window in which TigerTrust renews the certificate.
func serverWindow(model *certmodel.Model) Window {
	if certmodel.HasValue(model.AutoRenew) && !model.AutoRenew.ValueBool() {
		return Window{}
	}
	isUnknown := model.AutoRenew.IsUnknown() || model.RenewalThresholdDays.IsUnknown()
	if isUnknown || model.AutoRenew.IsNull() {
		return Window{IsUnknown: isUnknown}
	}
	return Window{MinDaysRemaining: max(0, model.RenewalThresholdDays.ValueInt64())}
}
