package certificate

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// newestFirst is the list by common name that Create and Delete look at. The
// API's search also matches longer names and issuers, so callers compare.
func newestFirst(commonName string) tigertrust.CertificateQuery {
	return tigertrust.CertificateQuery{
		Search:     commonName,
		SortBy:     tigertrust.SortByCreatedAt,
		Descending: true,
	}
}

// twinsSince returns the certificates for the same names and key as the plan's
// that were created after since and are not revoked, newest first.
func (r *certificateResource) twinsSince(ctx context.Context, plan *resourceModel, since time.Time) ([]tigertrust.Certificate, error) {
	var twins []tigertrust.Certificate
	for item, err := range r.client.EachCertificate(ctx, newestFirst(orderedName(plan.CommonName.ValueString()))) {
		if err != nil {
			return nil, err
		}
		// Without a time of creation the list cannot tell old from new.
		if item.CreatedAt == nil || item.CreatedAt.Before(since) {
			break
		}
		if isLive(&item) && isTwin(plan, &item) {
			twins = append(twins, item)
		}
	}
	return twins, nil
}

// successors returns the live certificates for the same names that are newer
// than the state's, newest first.
func (r *certificateResource) successors(ctx context.Context, state *resourceModel) ([]tigertrust.Certificate, error) {
	var newer []tigertrust.Certificate
	passed := false
	for item, err := range r.client.EachCertificate(ctx, newestFirst(orderedName(state.CommonName.ValueString()))) {
		if err != nil {
			return nil, err
		}
		if item.ID == state.certificateID() {
			passed = true
			continue
		}
		age := compareAge(&item, state, passed)
		if age < 0 {
			break
		}
		if age > 0 && isLive(&item) && state.names().equal(toldNames(answerModel(&item), state.names())) {
			newer = append(newer, item)
		}
	}
	return newer, nil
}

// compareAge returns 1 for a list item that is newer than the state's
// certificate, -1 for one that is older, as are all that follow, and 0 for one
// that is not newer. Where the times of creation are not told, the order of
// the list is; certificates of the same second come in any order, and the
// higher id is the newer one.
func compareAge(item *tigertrust.Certificate, state *resourceModel, passed bool) int {
	created, diags := state.CreatedAt.ValueRFC3339Time()
	if item.CreatedAt == nil || diags.HasError() {
		if passed {
			return -1
		}
		return 1
	}
	if age := item.CreatedAt.Truncate(time.Second).Compare(created); age != 0 {
		return age
	}
	if item.ID > state.certificateID() {
		return 1
	}
	return 0
}

// findListItem returns the certificate as the list shows it, nil if it does
// not. The fingerprint finds it alone; where the search does not know it, the
// common name finds it among others.
func (r *certificateResource) findListItem(ctx context.Context, m *resourceModel) (*tigertrust.Certificate, error) {
	for _, search := range []string{m.Fingerprint.ValueString(), orderedName(m.CommonName.ValueString())} {
		if search == "" {
			continue
		}
		for item, err := range r.client.EachCertificate(ctx, newestFirst(search)) {
			if err != nil {
				return nil, err
			}
			if item.ID == m.certificateID() {
				return &item, nil
			}
		}
	}
	return nil, nil
}

// isLive tells a certificate that serves, or may come to serve.
func isLive(c *tigertrust.Certificate) bool {
	return !c.HasStatus(tigertrust.StatusRevoked) && !c.HasStatus(tigertrust.StatusExpired) && !issuanceFailed(c)
}

// isTwin tells that the plan would order what this certificate already is.
func isTwin(plan *resourceModel, item *tigertrust.Certificate) bool {
	told := answerModel(item)
	sameType := !isSet(plan.KeyType) || told.KeyType.IsNull() || sameKeyType(plan.KeyType, told.KeyType)
	sameSize := !isSet(plan.KeySize) || told.KeySize.IsNull() || plan.KeySize.Equal(told.KeySize)
	return sameType && sameSize && plan.names().equal(toldNames(told, plan.names()))
}
