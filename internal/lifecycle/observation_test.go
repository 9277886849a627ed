package lifecycle

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func ptr[T any](value T) *T { return &value }

var (
	created = time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)
	expires = time.Date(2026, time.April, 15, 12, 0, 0, 0, time.UTC)
)

// listItem returns a certificate as the list contains it.
func listItem() *tigertrust.Certificate {
	return &tigertrust.Certificate{
		ID:                      "1001",
		CommonName:              ptr("www.example.com"),
		SubjectAlternativeNames: ptr([]string{"api.example.com", "www.example.com"}),
		CertificateAuthorityID:  ptr(tigertrust.CAID(5)),
		KeyType:                 ptr("ECDSA"),
		KeySize:                 ptr(int64(256)),
		SerialNumber:            ptr("03:ab"),
		Fingerprint:             ptr("SHA256:00"),
		ValidFrom:               &tigertrust.Time{Time: created},
		ValidTo:                 &tigertrust.Time{Time: expires},
		Status:                  ptr(tigertrust.Status("active")),
		RenewalStatus:           ptr("none"),
		CreatedAt:               &tigertrust.Time{Time: created},
	}
}

// held returns the certificate of listItem as a resource holds it.
func held() Certificate {
	item := listItem()
	item.CertificatePEM, item.AutoRenew = ptr(tigertrust.PEM("PEM")), ptr(true)
	return Certificate{ID: item.ID, Model: certmodel.FromAPI(item)}
}

func TestObserveListItem_ReplacesRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*tigertrust.Certificate)
		echoed session.Fields
		// usable reports whether the item can replace a request by the id.
		usable bool
	}{
		"unchanged": {usable: true},
		"expiring":  {change: func(c *tigertrust.Certificate) { c.Status = ptr(tigertrust.Status("expiring")) }, usable: true},
		"revoked":   {change: func(c *tigertrust.Certificate) { c.Status = ptr(tigertrust.StatusRevoked) }, usable: true},
		"names in another order and case": {change: func(c *tigertrust.Certificate) {
			c.SubjectAlternativeNames = ptr([]string{"WWW.example.com", "api.example.com"})
		}, usable: true},
		"key type in another case":   {change: func(c *tigertrust.Certificate) { c.KeyType = ptr("ecdsa") }, usable: true},
		"setting that is not echoed": {change: func(c *tigertrust.Certificate) { c.AutoRenew = ptr(false) }, usable: true},
		"echoed setting":             {change: func(c *tigertrust.Certificate) { c.AutoRenew = ptr(true) }, echoed: session.FieldAutoRenew, usable: true},
		"other echoed setting":       {change: func(c *tigertrust.Certificate) { c.AutoRenew = ptr(false) }, echoed: session.FieldAutoRenew},
		"lacks echoed setting":       {echoed: session.FieldAutoRenew},
		"renewed":                    {change: func(c *tigertrust.Certificate) { c.SerialNumber = ptr("04:cd") }},
		"other fingerprint":          {change: func(c *tigertrust.Certificate) { c.Fingerprint = ptr("SHA256:01") }},
		"other start":                {change: func(c *tigertrust.Certificate) { c.ValidFrom = &tigertrust.Time{Time: expires} }},
		"other expiry":               {change: func(c *tigertrust.Certificate) { c.ValidTo = &tigertrust.Time{Time: created} }},
		"other name":                 {change: func(c *tigertrust.Certificate) { c.CommonName = ptr("api.example.com") }},
		"fewer names":                {change: func(c *tigertrust.Certificate) { c.SubjectAlternativeNames = ptr([]string{"www.example.com"}) }},
		"lacks names":                {change: func(c *tigertrust.Certificate) { c.SubjectAlternativeNames = nil }},
		"other key size":             {change: func(c *tigertrust.Certificate) { c.KeySize = ptr(int64(384)) }},
		"lacks status":               {change: func(c *tigertrust.Certificate) { c.Status = nil }, usable: true},
		"lacks echoed status":        {change: func(c *tigertrust.Certificate) { c.Status = nil }, echoed: session.FieldStatus},
		"lacks CA":                   {change: func(c *tigertrust.Certificate) { c.CertificateAuthorityID = nil }, usable: true},
		"lacks echoed CA":            {change: func(c *tigertrust.Certificate) { c.CertificateAuthorityID = nil }, echoed: session.FieldCertificateAuthorityID},
		"other CA":                   {change: func(c *tigertrust.Certificate) { c.CertificateAuthorityID = ptr(tigertrust.CAID(6)) }, usable: true},
	} {
		certificate, item := held(), listItem()
		certificate.Origin.Echoed = test.echoed
		if test.change != nil {
			test.change(item)
		}
		observed := certificate.observeListItem(item)
		if (observed != nil) != test.usable {
			t.Errorf("%s: the item is usable: %t, want %t", name, observed != nil, test.usable)
		}
	}
}

func TestObserveListItem_MergesItemIntoState(t *testing.T) {
	t.Parallel()
	certificate, item := held(), listItem()
	certificate.Origin.Echoed = session.FieldAutoRenew | session.FieldStatus | session.FieldCreatedAt
	item.CertificateAuthorityID, item.RenewalStatus = ptr(tigertrust.CAID(6)), ptr("failed")
	item.CreatedAt = &tigertrust.Time{Time: expires}
	item.Status, item.AutoRenew, item.RenewalThresholdDays = ptr(tigertrust.Status("expiring")), ptr(true), ptr(int64(9))
	item.CommonName = ptr("WWW.example.com")

	observed := certificate.observeListItem(item)
	if observed == nil {
		t.Fatal("the item is not usable")
	}
	model := observed.Model
	for name, got := range map[string]bool{
		"the status comes from the item":             model.Status.ValueString() == "expiring",
		"an echoed setting stays":                    model.AutoRenew.ValueBool(),
		"a setting that is not echoed is ignored":    model.RenewalThresholdDays.IsNull(),
		"an echoed time comes from the item":         model.CreatedAt.ValueString() == "2026-04-15T12:00:00Z",
		"a CA that is not echoed is ignored":         model.CertificateAuthorityID.ValueInt64() == 5,
		"a renewal status not echoed is ignored":     model.RenewalStatus.ValueString() == "none",
		"an equal name keeps its spelling":           model.CommonName.ValueString() == "www.example.com",
		"the PEM comes from the state":               model.CertificatePEM.ValueString() == "PEM",
		"the locations are unknown":                  observed.Locations == nil,
		"the echoed settings stay":                   observed.Echoed == certificate.Origin.Echoed,
		"the state is not modified":                  certificate.Model.Status.ValueString() == "active",
		"the certificate does not count as reissued": !certificate.Model.IsReissuedAs(model),
	} {
		if !got {
			t.Errorf("violated: %s", name)
		}
	}
}
