package certificate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// order is one order of a certificate.
type order struct {
	*certificateResource
	plan     *resourceModel
	deadline poll.Deadline
	// before lists the certificates that existed before the order was sent.
	before existing
	// item is the list item of the certificate, nil if it was not read.
	item *tigertrust.Certificate
	// sent is the outcome of the order. If the response was lost, its value is
	// every certificate that the order may have produced.
	sent poll.Result[[]tigertrust.Certificate]
	// duplicates are live certificates for the same names that this run did not
	// order, and those that the order may have produced in addition.
	duplicates []tigertrust.Certificate
	// adopted is nil unless an existing certificate was adopted.
	adopted *adoption
}

func (r *certificateResource) newOrder(plan *resourceModel, deadline poll.Deadline) *order {
	return &order{certificateResource: r, plan: plan, deadline: deadline}
}

func (o *order) commonName() string { return o.plan.CommonName.ValueString() }

// submit sends the order and returns its certificate, or nil if none is known. With
// adopt_existing, it sends nothing if it can adopt a certificate. If the response is
// lost, submit searches for the certificate. Orders for the same names are submitted
// one after the other until each has an id, so a certificate that appears in the
// meantime belongs to this order.
func (o *order) submit(ctx context.Context) (*tigertrust.Certificate, diag.Diagnostics) {
	unlock, err := o.session.Lock(ctx, o.plan.Names().Key())
	if err != nil {
		why := ""
		if errors.Is(err, context.DeadlineExceeded) {
			why = ": other orders for the same names took too long"
		}
		return nil, diag.Diagnostics{o.notOrdered(why, err)}
	}
	defer unlock()

	if o.adopts(o.plan) {
		if o.adopted, err = o.adopt(ctx); err != nil {
			return nil, diag.Diagnostics{o.adoptionError(err)}
		}
		if o.adopted != nil {
			o.addDuplicates(o.adopted.others...)
			return o.adopted.response, nil
		}
	}
	if o.before, err = o.existing(ctx, o.plan, o.session.Now().Add(-duplicateAge)); err != nil {
		return nil, diag.Diagnostics{o.notOrdered(": the existing certificates could not be listed", err)}
	}
	var diags diag.Diagnostics
	o.sent, err = poll.SendOrFind(ctx, o.session, poll.Request[[]tigertrust.Certificate]{
		Deadline: o.deadline,
		Awaited:  o.awaited(),
		Send:     o.send,
		Find:     o.find,
	})
	switch {
	case err != nil && o.sent.Lost == nil:
		diags.Append(o.notOrdered("", err))
	case err != nil:
		diags.Append(o.unknownOutcome(err))
	default:
		ordered := &o.sent.Value[0]
		o.session.Claim(ordered.ID)
		o.addDuplicates(o.sent.Value[1:]...)
		o.addDuplicates(o.before.duplicates...)
		return ordered, nil
	}
	diags.Append(o.duplicateWarning(o.plan, o.before.duplicates)...)
	return nil, diags
}

// send sends the order within the time that is left. A response about another
// certificate counts as lost.
func (o *order) send(ctx context.Context) ([]tigertrust.Certificate, error) {
	// At the deadline, ctx ends first.
	timeout := o.deadline.Time.Sub(o.session.Now()) + time.Second
	certificate, err := o.session.CreateCertificate(ctx, o.plan.toOrder(), timeout)
	if err == nil {
		certificate, err = o.verify(ctx, certificate)
	}
	if err != nil {
		return nil, err
	}
	return []tigertrust.Certificate{*certificate}, nil
}

// notOrdered returns the error of an order that was refused or never sent.
func (o *order) notOrdered(why string, err error) diag.Diagnostic {
	return apidiag.Error(fmt.Sprintf("No certificate was ordered for %s%s", o.commonName(), why), err, attributes)
}
