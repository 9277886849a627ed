package certificate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// awaited describes the search for the certificate of the order.
func (o *order) awaited() string {
	return fmt.Sprintf("the certificate for %s to appear", o.commonName())
}

// find returns the certificates that the order may have produced: certificates
// with the ordered names, key and CA that did not exist before the order and
// that belong to no other resource. Live certificates come first; an order whose
// issuance failed counts as well.
func (o *order) find(ctx context.Context) (found []tigertrust.Certificate, isFound bool, err error) {
	var live, failed []tigertrust.Certificate
	for item, err := range o.named(ctx, o.plan) {
		if err != nil {
			return nil, false, err
		}
		if o.before.isOlder(item.CreatedAt) {
			break
		}
		switch {
		case o.before.ids[item.ID], o.session.IsClaimed(item.ID), item.HasStatus(tigertrust.StatusRevoked),
			!isDuplicate(o.plan, &item), !mayComeFromCA(o.plan, &item):
		case lifecycle.IsLive(&item):
			live = append(live, item)
		default:
			failed = append(failed, item)
		}
	}
	found = slices.DeleteFunc(slices.Concat(live, failed), func(item tigertrust.Certificate) bool { return o.isMixedUp(ctx, item.ID) })
	return found, len(found) > 0, nil
}

// isMixedUp reports whether the certificate differs from its list item, which has
// the ordered names and key.
func (o *order) isMixedUp(ctx context.Context, id tigertrust.ID) bool {
	certificate, err := o.session.Certificate(ctx, id)
	var other *tigertrust.OtherCertificateError
	if err != nil {
		return errors.As(err, &other)
	}
	return !isDuplicate(o.plan, certificate)
}

// recovered returns the warning of an order whose response was lost and whose
// certificate was found.
func (o *order) recovered() diag.Diagnostic {
	certificate, others := o.sent.Value[0], o.sent.Value[1:]
	detail := fmt.Sprintf("The response to the order was lost: %v.\n\nTigerTrust carried out the order: certificate %d has the ordered names and key, and did not exist before. It is in the state.",
		o.sent.Lost, certificate.ID)
	summary := lifecycle.Certificate{ID: certificate.ID, Model: &o.plan.Model}.Title() + " was recovered after a lost response"
	if len(others) > 0 {
		summary += ", possible duplicates: " + idList(others)
		detail += "\n\n" + duplicateAdvice(others)
	}
	return diag.NewWarningDiagnostic(summary, detail)
}

// resendWarning returns a warning if the order was sent twice and both requests
// took effect. The list did not contain the first certificate in time, so the
// search for it gets the same time once more.
func (o *order) resendWarning(ctx context.Context, held lifecycle.Certificate) diag.Diagnostics {
	if o.sent.Requests < 2 {
		return nil
	}
	var duplicates []tigertrust.Certificate
	_, err := poll.Search(ctx, o.session, o.deadline, o.awaited(), o.sent.Lost, func(ctx context.Context) (isFound bool, err error) {
		duplicates, isFound, err = o.find(ctx)
		return isFound, err
	})
	switch {
	case err != nil:
		return diag.Diagnostics{diag.NewWarningDiagnostic(
			fmt.Sprintf("The order for %s was sent twice and may have produced a duplicate", o.commonName()),
			fmt.Sprintf("The response to the first request was lost. %s is in the state. The search for a second certificate failed. %s\n\n"+
				"Search TigerTrust for another new certificate for this name, and revoke it if nothing uses it.", held.Title(), apidiag.Detail(err)))}
	case len(duplicates) > 0:
		return diag.Diagnostics{diag.NewWarningDiagnostic(
			fmt.Sprintf("The order for %s was sent twice and produced a duplicate: %s", o.commonName(), idList(duplicates)),
			fmt.Sprintf("The response to the first request was lost. %s is in the state.\n\n%s", held.Title(), duplicateAdvice(duplicates)))}
	default:
		return nil
	}
}

// duplicateAdvice explains what to do about duplicates.
func duplicateAdvice(duplicates []tigertrust.Certificate) string {
	return fmt.Sprintf("TigerTrust has more than one new certificate for these names: %s comes from the same order, or from another one at the same time. "+
		"If nothing uses it, revoke it in TigerTrust. To manage it, import it into a resource of its own: terraform import ADDRESS %d",
		idList(duplicates), duplicates[0].ID)
}

func idList(certificates []tigertrust.Certificate) string {
	ids := make([]string, len(certificates))
	for i := range certificates {
		ids[i] = fmt.Sprint(certificates[i].ID)
	}
	return strings.Join(ids, ", ")
}

// unknownOutcome returns the error of an order that may or may not have taken
// effect. Err is why the search failed, or why the second request was refused.
func (o *order) unknownOutcome(err error) diag.Diagnostic {
	var unknown *poll.UnknownOutcomeError
	if errors.As(err, &unknown) {
		err = unknown.Search
	}
	found := "No new certificate for these names has appeared in TigerTrust since."
	if err != nil {
		found = "The search for its certificate failed. " + apidiag.Detail(err)
	}
	return diag.NewErrorDiagnostic(
		"Could not determine whether a certificate was ordered for "+o.commonName(),
		"The response to the order was lost. "+apidiag.Detail(o.sent.Lost)+"\n\n"+found+"\n\nBefore you apply again, search TigerTrust for a new certificate for this name. If there is one, import it: "+
			"terraform import ADDRESS ID. Otherwise, the next apply orders a certificate, and warns if it finds one that is less than a day old.")
}
