package certificate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// expiring returns the valid certificates that expire before the horizon, or
// that have no expiry. The API has a status for expiring certificates, but with its
// own horizon, so expiring reads both statuses of valid certificates, sorted by
// expiry. It reads active certificates first: one whose status changes in between
// is in both lists instead of in neither.
func (d *listDataSource) expiring(ctx context.Context, model *listModel, now time.Time) ([]tigertrust.Certificate, error) {
	horizon := now.UTC().AddDate(0, 0, int(model.ExpiresWithinDays.ValueInt64()))
	statuses := []tigertrust.Status{tigertrust.StatusActive, tigertrust.StatusExpiring}
	if certmodel.HasValue(model.Status) {
		statuses = []tigertrust.Status{tigertrust.Status(model.Status.ValueString())}
	}
	query := model.query()
	query.SortBy, query.Descending = tigertrust.SortByExpiresAt, false
	var found []tigertrust.Certificate
	seen := map[tigertrust.ID]bool{}
	for _, status := range statuses {
		query.Status = status
		listed, err := d.session.ListCertificatesUntil(ctx, query, func(c *tigertrust.Certificate) bool {
			return hasTime(c.ValidTo) && c.ValidTo.After(horizon)
		})
		if err != nil {
			return nil, err
		}
		for _, certificate := range listed {
			hasExpired := hasTime(certificate.ValidTo) && certificate.ValidTo.Before(now)
			if !hasExpired && !seen[certificate.ID] {
				seen[certificate.ID] = true
				found = append(found, certificate)
			}
		}
	}
	return found, nil
}

// withExpiry removes certificates without an expiry, with a warning.
func withExpiry(found []tigertrust.Certificate, diags *diag.Diagnostics) []tigertrust.Certificate {
	lacksExpiry := func(c *tigertrust.Certificate) bool { return !hasTime(c.ValidTo) }
	if ids := idsOf(found, lacksExpiry); len(ids) > 0 {
		diags.AddAttributeWarning(path.Root("expires_within_days"), "Certificates without an expiry omitted",
			fmt.Sprintf("TigerTrust returned %d valid certificates without valid_to, so certificates that expire soon may be missing from the result. First IDs: %s.", len(ids), firstIDs(ids)))
	}
	return slices.DeleteFunc(found, func(c tigertrust.Certificate) bool { return lacksExpiry(&c) })
}

// idsOf returns the ids of the certificates for which is returns true.
func idsOf(certificates []tigertrust.Certificate, is func(*tigertrust.Certificate) bool) []string {
	var ids []string
	for i := range certificates {
		if is(&certificates[i]) {
			ids = append(ids, string(certificates[i].ID))
		}
	}
	return ids
}

// firstIDs lists the first ten ids.
func firstIDs(ids []string) string { return strings.Join(ids[:min(len(ids), 10)], ", ") }
