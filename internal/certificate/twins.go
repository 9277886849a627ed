package certificate

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// survey is what the list shows for the names of an order before it is sent.
type survey struct {
	// ids are those of all recent certificates that the search finds.
	ids map[tigertrust.ID]bool
	// twins are the live ones among them that an earlier run may have ordered,
	// newest first.
	twins []tigertrust.Certificate
}

// recent yields what the list shows for the plan's common name, newest first,
// and ends at what was created before since. Items that do not tell when they
// were created are all yielded.
func (r *certificateResource) recent(ctx context.Context, plan *resourceModel, since time.Time) iter.Seq2[tigertrust.Certificate, error] {
	return func(yield func(tigertrust.Certificate, error) bool) {
		for item, err := range r.session.ListCertificates(ctx, lifecycle.NewestFirst(certname.Ordered(plan.CommonName.ValueString()))) {
			isOld := err == nil && item.CreatedAt != nil && item.CreatedAt.Before(since)
			if isOld || !yield(item, err) {
				return
			}
		}
	}
}

// survey returns what is there already, as far back as since.
func (r *certificateResource) survey(ctx context.Context, plan *resourceModel, since time.Time) (survey, error) {
	found := survey{ids: map[tigertrust.ID]bool{}}
	for item, err := range r.recent(ctx, plan, since) {
		if err != nil {
			return survey{}, err
		}
		found.ids[item.ID] = true
		// Without a time of creation the list cannot tell old from new.
		if item.CreatedAt != nil && lifecycle.IsLive(&item) && !r.session.IsClaimed(item.ID) && isTwin(plan, &item) {
			found.twins = append(found.twins, item)
		}
	}
	return found, nil
}

// isTwin tells that the plan would order what this certificate already is.
func isTwin(plan *resourceModel, item *tigertrust.Certificate) bool {
	told := certmodel.FromAPI(item)
	sameType := !certmodel.HasValue(plan.KeyType) || told.KeyType.IsNull() || certmodel.EqualKeyTypes(plan.KeyType, told.KeyType)
	sameSize := !certmodel.HasValue(plan.KeySize) || told.KeySize.IsNull() || plan.KeySize.Equal(told.KeySize)
	return sameType && sameSize && plan.Names().Equal(told.NamesOr(plan.Names()))
}

func (r *certificateResource) twinWarnings(twins []tigertrust.Certificate) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, twin := range twins {
		told := certmodel.FromAPI(&twin)
		diags.AddWarning(
			"There is another new certificate for "+tigertrust.Printable(told.CommonName.ValueString()),
			fmt.Sprintf("Certificate %d for the same names and key was created %s ago. If it is the one that this one replaces, all is well.\n\n"+
				"If an earlier run ordered it and was cut off before it could save it, both are being paid for. To manage that one instead, remove this one from the state "+
				"(terraform state rm ADDRESS), revoke it in TigerTrust, and import the other one: terraform import ADDRESS %d",
				twin.ID, r.session.Now().Sub(twin.CreatedAt.Time).Round(time.Second), twin.ID))
	}
	return diags
}
