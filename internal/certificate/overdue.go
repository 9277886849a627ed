package certificate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"golang.org/x/sync/errgroup"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/query"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// overdue returns the certificates that TigerTrust should have renewed at least
// the configured number of days ago. It warns about certificates whose renewal
// settings TigerTrust does not return.
func (d *listDataSource) overdue(ctx context.Context, model *listModel, found []tigertrust.Certificate, now time.Time) ([]tigertrust.Certificate, diag.Diagnostics, error) {
	if err := d.readRenewalSettings(ctx, found); err != nil {
		return nil, nil, err
	}
	var diags diag.Diagnostics
	if ids := idsOf(found, lacksRenewalSettings); len(ids) > 0 {
		diags.AddAttributeWarning(path.Root("overdue_by_days"), "Certificates without renewal settings omitted",
			fmt.Sprintf("TigerTrust returned %d certificates without auto_renew or renewal_threshold_days, so overdue certificates may be missing from the result. First IDs: %s.", len(ids), firstIDs(ids)))
	}
	return slices.DeleteFunc(found, func(c tigertrust.Certificate) bool {
		dueAt := dueInTigerTrust(certmodel.FromAPI(&c))
		at, problems := dueAt.ValueRFC3339Time()
		return dueAt.IsNull() || problems.HasError() || clock.DaysUntil(now, at) < model.OverdueByDays.ValueInt64()
	}), diags, nil
}

// readRenewalSettings adds the renewal settings that list items lack, from the
// responses for the single certificates. The reference documents them for neither,
// so it reads one certificate first, and the others only if that one has them.
func (d *listDataSource) readRenewalSettings(ctx context.Context, found []tigertrust.Certificate) error {
	group, groupContext := errgroup.WithContext(ctx)
	group.SetLimit(query.ConcurrentReads)
	isFirst := true
	for i := range found {
		item := &found[i]
		if !lacksRenewalSettings(item) {
			continue
		}
		if isFirst {
			isFirst = false
			if err := d.readRenewalSettingsOf(ctx, item); err != nil {
				return err
			}
			if lacksRenewalSettings(item) {
				return nil
			}
			continue
		}
		group.Go(func() error { return d.readRenewalSettingsOf(groupContext, item) })
	}
	return group.Wait()
}

func (d *listDataSource) readRenewalSettingsOf(ctx context.Context, item *tigertrust.Certificate) error {
	response, err := d.session.Certificate(ctx, item.ID)
	switch {
	case errors.Is(err, tigertrust.ErrCertificateNotFound):
		return nil
	case err != nil:
		return err
	}
	item.AutoRenew, item.RenewalThresholdDays = response.AutoRenew, response.RenewalThresholdDays
	return nil
}

// lacksRenewalSettings reports whether it is unknown if and when TigerTrust renews
// a certificate that can be renewed.
func lacksRenewalSettings(c *tigertrust.Certificate) bool {
	isRenewed := c.AutoRenew == nil || *c.AutoRenew && c.RenewalThresholdDays == nil
	return isRenewed && hasTime(c.ValidTo) && !c.HasStatus(tigertrust.StatusRevoked)
}
