package certificate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// readingTime is what a certificate that was found gets at least to be read in:
// the lost answer may have used up the time limit.
const readingTime = 10 * time.Second

// recover finds out what became of an order whose answer was lost: a certificate
// that appeared since is adopted; where none does, the order is sent once more.
// Nothing is sent on a guess: only a look that succeeded can tell that nothing
// has appeared.
func (o *order) recover(ctx context.Context, lost error) (*tigertrust.Certificate, diag.Diagnostics) {
	appeared, err := o.appeared(ctx, lost)
	isMissing := len(appeared) == 0 && err == nil
	if isMissing && o.isInTime() {
		o.lost = lost
		ordered, again := o.send(ctx)
		if again == nil {
			return ordered, nil
		}
		if tigertrust.IsOutcomeUnknown(again) {
			lost, o.lost = again, again
			appeared, err = o.appeared(ctx, again)
		} else {
			err = again
		}
	}
	if len(appeared) == 0 {
		return nil, diag.Diagnostics{o.uncertain(lost, err)}
	}
	if soon := o.session.Now().Add(readingTime); o.limit.Time.Before(soon) {
		o.limit.Time = soon
	}
	return &appeared[0], diag.Diagnostics{o.adopted(lost, appeared)}
}

// appeared returns what a lost order has brought about, the live ones first. An
// error means that it could not be found out.
func (o *order) appeared(ctx context.Context, lost error) ([]tigertrust.Certificate, error) {
	var appeared []tigertrust.Certificate
	_, err := poll.SearchLostResponse(ctx, o.session, lost, o.limit.Time, fmt.Sprintf("the order for %s to show", o.commonName()), func(ctx context.Context) (bool, error) {
		var err error
		appeared, err = o.news(ctx)
		return len(appeared) > 0, err
	})
	return appeared, err
}

// news returns what the order may have brought about: certificates for the same
// names, key and authority that were not there before it and that are no other
// resource's. One whose issuance failed is among them, behind those that live.
func (o *order) news(ctx context.Context) ([]tigertrust.Certificate, error) {
	var live, failed []tigertrust.Certificate
	for item, err := range o.recent(ctx, o.plan, o.since) {
		switch {
		case err != nil:
			return nil, err
		case o.before.ids[item.ID], o.session.IsClaimed(item.ID), item.HasStatus(tigertrust.StatusRevoked),
			!isTwin(o.plan, &item), !isOfAuthority(o.plan, &item):
		case lifecycle.IsLive(&item):
			live = append(live, item)
		default:
			failed = append(failed, item)
		}
	}
	return slices.Concat(live, failed), nil
}

// isOfAuthority reports that the item may come from the authority that the plan
// names.
func isOfAuthority(plan *resourceModel, item *tigertrust.Certificate) bool {
	told := certmodel.IDValue(item.CertificateAuthorityID)
	return !certmodel.HasValue(plan.CertificateAuthorityID) || told.IsNull() || plan.CertificateAuthorityID.Equal(told)
}

// adopted is the warning of an order whose answer was lost, and whose
// certificate was found.
func (o *order) adopted(lost error, appeared []tigertrust.Certificate) diag.Diagnostic {
	others := ""
	if len(appeared) > 1 {
		others = "\n\n" + surplus(appeared[1:])
	}
	return diag.NewWarningDiagnostic(
		fmt.Sprintf("Certificate %d for %s was found after the answer to its order was lost", appeared[0].ID, o.commonName()),
		fmt.Sprintf("The answer was lost: %v.\n\nThe order was carried out all the same: certificate %d, for the same names and key, was not there before. It is in the state.%s",
			lost, appeared[0].ID, others))
}

// doubleWarning names what an order that was sent twice has brought about beside
// the certificate that the resource holds. The list did not show it in time once,
// so it gets the same time again.
func (o *order) doubleWarning(ctx context.Context, held lifecycle.Certificate) diag.Diagnostics {
	if o.lost == nil {
		return nil
	}
	summary := fmt.Sprintf("The order for %s was sent twice, since the first answer was lost", o.commonName())
	doubles, err := o.appeared(ctx, o.lost)
	switch {
	case err != nil:
		return diag.Diagnostics{diag.NewWarningDiagnostic(summary, fmt.Sprintf(
			"%s is in the state. Whether the first order was carried out too could not be found out: look in TigerTrust for another new certificate for this name, and revoke it if nothing uses it.\n\n%s",
			held.Title(), apidiag.Detail(err)))}
	case len(doubles) > 0:
		return diag.Diagnostics{diag.NewWarningDiagnostic(summary, fmt.Sprintf("%s is in the state.\n\n%s", held.Title(), surplus(doubles)))}
	default:
		return nil
	}
}

// surplus says what to do about certificates that nobody asked for.
func surplus(certificates []tigertrust.Certificate) string {
	ids := make([]string, len(certificates))
	for i := range certificates {
		ids[i] = fmt.Sprint(certificates[i].ID)
	}
	return fmt.Sprintf("There is more than one new certificate for these names: %s came of the same order, or of somebody else's at the same time. "+
		"If nobody uses it, revoke it in TigerTrust; to manage it, give it a resource of its own and import it: terraform import ADDRESS %s",
		strings.Join(ids, ", "), ids[0])
}

// uncertain is the error of an order of which nobody knows what became. Err says
// why it could not be found out, or why the order was not repeated.
func (o *order) uncertain(lost, err error) diag.Diagnostic {
	found := "No new certificate for these names appeared in TigerTrust since."
	if err != nil {
		found = "What became of it could not be found out. " + apidiag.Detail(err)
	}
	return diag.NewErrorDiagnostic(
		"It is not certain whether a certificate was ordered for "+o.commonName(),
		apidiag.Detail(lost)+"\n\n"+found+"\n\nLook in TigerTrust for a new certificate for this name before you apply again, and import it if there is one: "+
			"terraform import ADDRESS ID. An apply orders another one, with a warning if it finds one younger than a day.")
}
