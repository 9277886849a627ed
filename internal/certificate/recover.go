package certificate

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
// issuance failed counts as well. Older ones come before newer ones: the first one
// that has appeared since the request is most likely its result.
//
// The error is a [*grantedError] if there are only new certificates that the CA may
// have granted with other values than ordered. They may also come from somebody
// else, so that they are neither adopted nor ordered again.
func (o *order) find(ctx context.Context) (found []tigertrust.Certificate, isFound bool, err error) {
	var live, failed, granted, unexpected []tigertrust.Certificate
	for item, err := range o.named(ctx, o.plan) {
		if err != nil {
			return nil, false, err
		}
		if o.before.isOlder(item.CreatedAt) {
			break
		}
		switch {
		case o.before.ids[item.ID], o.session.IsClaimed(item.ID):
		case item.HasStatus(tigertrust.StatusRevoked), !o.isNamed(&item):
			unexpected = append(unexpected, item)
		case !isDuplicate(o.plan, &item), !mayComeFromCA(o.plan, &item):
			granted = append(granted, item)
		case lifecycle.IsLive(&item):
			live = append(live, item)
		default:
			failed = append(failed, item)
		}
	}
	slices.Reverse(live)
	slices.Reverse(failed)
	isOrdered := func(c *tigertrust.Certificate) bool {
		completed := withPEMValues(c)
		return isDuplicate(o.plan, &completed)
	}
	listed := slices.Concat(live, failed)
	if found = o.confirm(ctx, slices.Clone(listed), isOrdered); len(found) > 0 {
		return found, true, nil
	}
	if found = o.reread(ctx, unexpected); len(found) > 0 {
		return found, true, nil
	}
	// An item may lack what its certificate contains.
	if granted = o.confirm(ctx, slices.Concat(granted, listed), o.isNamed); len(granted) > 0 {
		return nil, false, &grantedError{certificates: granted}
	}
	return nil, false, nil
}

// mostReread limits how many certificates one search reads because their items are
// revoked or not for the ordered name.
const mostReread = 5

// reread returns the certificates of the items that have the ordered names, key and
// CA, although their items do not: a server may mix up the items of a list.
func (o *order) reread(ctx context.Context, items []tigertrust.Certificate) []tigertrust.Certificate {
	var found []tigertrust.Certificate
	for _, item := range items[:min(len(items), mostReread)] {
		certificate, err := o.session.Certificate(ctx, item.ID)
		if err != nil {
			continue
		}
		completed := withPEMValues(certificate)
		if o.isNamed(&completed) && isDuplicate(o.plan, &completed) && mayComeFromCA(o.plan, &completed) && lifecycle.IsLive(&completed) {
			found = append(found, completed)
		}
	}
	return found
}

// confirm returns the items whose certificates are accepted as well, or cannot be
// read: a server may mix up the items of a list.
func (o *order) confirm(ctx context.Context, items []tigertrust.Certificate, accepts func(*tigertrust.Certificate) bool) []tigertrust.Certificate {
	return slices.DeleteFunc(items, func(item tigertrust.Certificate) bool {
		certificate, err := o.session.Certificate(ctx, item.ID)
		var other *tigertrust.OtherCertificateError
		if err != nil {
			return errors.As(err, &other)
		}
		return !accepts(certificate)
	})
}

// grantedError is the error of a search that has found only certificates with other
// values than ordered.
type grantedError struct {
	certificates []tigertrust.Certificate
}

func (e *grantedError) Error() string {
	return "new certificates contain the common name, but their other names, key or CA differ from the order: " + idList(e.certificates)
}

// unknownOutcome returns the error of an order that may or may not have taken
// effect. Err is why the search failed, or why the second request was refused.
func (o *order) unknownOutcome(err error) diag.Diagnostic {
	lost := o.sent.Lost
	var unknown *poll.UnknownOutcomeError
	if errors.As(err, &unknown) {
		lost, err = unknown.Lost, unknown.Search
	}
	found := "No new certificate for these names has appeared in TigerTrust since."
	var granted *grantedError
	switch {
	case errors.As(err, &granted):
		found = fmt.Sprintf("Since then, new certificates have appeared in TigerTrust that contain this name, but their other names, key or certificate authority (CA) differ from the order: %s. "+
			"If the CA granted other values, one of them is the result of the order.", idList(granted.certificates))
	case err != nil:
		found = "The search for its certificate failed. " + apidiag.Detail(err)
	}
	return diag.NewErrorDiagnostic(
		"Could not determine whether a certificate was ordered for "+o.commonName(),
		"The response to the order was lost. "+apidiag.Detail(lost)+"\n\n"+found+"\n\nBefore you apply again, search TigerTrust for a new certificate for this name. If there is one, import it: "+
			"terraform import ADDRESS ID. Otherwise, the next apply orders a certificate, and warns if it finds one that is less than a day old.")
}
