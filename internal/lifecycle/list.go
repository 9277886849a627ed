package lifecycle

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// NewestFirst is the list of what matches a text, the newest first. The API's
// search matches longer names and issuers too, so callers compare.
func NewestFirst(search string) tigertrust.CertificateQuery {
	return tigertrust.CertificateQuery{
		Search:     search,
		SortBy:     tigertrust.SortByCreatedAt,
		Descending: true,
	}
}

// Replacements returns the live certificates that are newer and share a name,
// newest first: a replacement may be for more names, or for fewer. The list is
// searched by the common name; what replaces that is known to
// [tigertrust.Client.Unfinished] only, and only while the order is this run's.
func (c Certificate) Replacements(ctx context.Context) ([]tigertrust.Certificate, error) {
	var newer []tigertrust.Certificate
	names := c.Model.Names()
	passed := false
	for item, err := range c.Session.ListCertificates(ctx, NewestFirst(certname.Encode(names.CommonName))) {
		if err != nil {
			return nil, err
		}
		if item.ID == c.ID {
			passed = true
			continue
		}
		age := c.compareAge(&item, passed)
		if age < 0 {
			break
		}
		if age > 0 && IsLive(&item) && names.Overlaps(certmodel.FromAPI(&item).NamesOr(names)) {
			newer = append(newer, item)
		}
	}
	return newer, nil
}

// compareAge returns 1 for a list item that is newer than the certificate, -1
// for one that is older, as are all that follow, and 0 for one that is not
// newer. Where the times of creation are not told, the order of the list is;
// certificates of the same second come in any order, and the higher id is the
// newer one.
func (c Certificate) compareAge(item *tigertrust.Certificate, passed bool) int {
	created, diags := c.Model.CreatedAt.ValueRFC3339Time()
	if item.CreatedAt == nil || diags.HasError() {
		if passed {
			return -1
		}
		return 1
	}
	if age := item.CreatedAt.Truncate(time.Second).Compare(created); age != 0 {
		return age
	}
	if item.ID > c.ID {
		return 1
	}
	return 0
}

// ListItem returns the certificate as the list shows it, nil if it does not.
// The fingerprint finds it alone; where the search does not know it, the
// common name finds it among others.
func (c Certificate) ListItem(ctx context.Context) (*tigertrust.Certificate, error) {
	for _, search := range []string{c.Model.Fingerprint.ValueString(), certname.Encode(c.Model.CommonName.ValueString())} {
		if search == "" {
			continue
		}
		for item, err := range c.Session.ListCertificates(ctx, NewestFirst(search)) {
			if err != nil {
				return nil, err
			}
			if item.ID == c.ID {
				return &item, nil
			}
		}
	}
	return nil, nil
}

// IsLive tells a certificate that serves, or may come to serve.
func IsLive(c *tigertrust.Certificate) bool {
	return !c.HasStatus(tigertrust.StatusRevoked) && !c.HasStatus(tigertrust.StatusExpired) && !issuanceFailed(c)
}
