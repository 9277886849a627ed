package lifecycle

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// NewestFirst returns the query for certificates that match a search text, newest
// first. The API's search also matches parts of names and issuers, so callers have
// to compare the items.
func NewestFirst(search string) tigertrust.CertificateQuery {
	return tigertrust.CertificateQuery{
		Search:     search,
		SortBy:     tigertrust.SortByCreatedAt,
		Descending: true,
	}
}

// Replacements returns the live certificates that are newer than this one and
// share a name with it, newest first. A replacement may have more names or
// fewer. The search uses the common name, so it does not find a replacement with a
// different one: [session.Session.PendingOrders] contains those of this run.
func (c Certificate) Replacements(ctx context.Context) ([]tigertrust.Certificate, error) {
	return c.replacementsIn(c.Session.ListCertificates(ctx, NewestFirst(certname.Encode(c.Model.CommonName.ValueString()))))
}

// IsSuperseded reports whether a replacement of the certificate is issued.
func (c Certificate) IsSuperseded(ctx context.Context) (bool, error) {
	replacements, err := c.Replacements(ctx)
	if err != nil {
		return false, err
	}
	for _, replacement := range replacements {
		current, err := c.Session.Certificate(ctx, replacement.ID)
		switch {
		case errors.Is(err, tigertrust.ErrCertificateNotFound):
		case err != nil:
			return false, err
		case current.Issued() && IsLive(current):
			return true, nil
		}
	}
	return false, nil
}

// replacementsIn returns the replacements among items, which are in the order of
// [NewestFirst]. It stops at the first item that is older than the certificate.
func (c Certificate) replacementsIn(items iter.Seq2[tigertrust.Certificate, error]) ([]tigertrust.Certificate, error) {
	var replacements []tigertrust.Certificate
	names := c.Model.Names()
	passed := false
	for item, err := range items {
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
			replacements = append(replacements, item)
		}
	}
	return replacements, nil
}

// compareAge returns 1 if the item is newer than the certificate, -1 if the item
// and all items after it are older, and 0 if the item is not newer but later ones
// may be. Without created_at it uses the position in the list: passed is true if
// the certificate itself came before the item. The list may contain certificates
// of the same second in any order: the one with the higher id is newer, and one
// whose id is not a number counts as newer, so that nothing is revoked too early.
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
	if isNewer, isKnown := item.ID.IsNewer(c.ID); isKnown && !isNewer {
		return 0
	}
	return 1
}

// IsLive reports whether the certificate is neither revoked, expired nor failed.
func IsLive(c *tigertrust.Certificate) bool {
	return !c.HasStatus(tigertrust.StatusRevoked) && !c.HasStatus(tigertrust.StatusExpired) && !issuanceFailed(c)
}
