package certificate

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// twinAge is how old a certificate for the same names may be to look like the
// work of an earlier run that was cut off.
const twinAge = 24 * time.Hour

// order is one order on its way to a certificate that is this resource's alone.
type order struct {
	*certificateResource
	plan  *resourceModel
	since time.Time
	limit poll.Deadline
	// before is what was there before the order was sent.
	before survey
	// lost is how the last answer was lost of an order that was sent twice.
	lost error
}

func (r *certificateResource) newOrder(plan *resourceModel, limit poll.Deadline) *order {
	return &order{certificateResource: r, plan: plan, since: r.session.Now().Add(-twinAge), limit: limit}
}

func (o *order) commonName() string { return o.plan.CommonName.ValueString() }

func (o *order) isInTime() bool { return o.limit.Time.After(o.session.Now()) }

// place looks what is there, sends the order, and finds what became of it if the
// answer is lost. It returns nil where there is no certificate that is known to
// be this order's. Orders for the same names go one after the other, until each
// has its id: what appears during a turn can then be told to be that turn's.
func (o *order) place(ctx context.Context) (*tigertrust.Certificate, diag.Diagnostics) {
	done, err := o.session.Lock(ctx, o.plan.Names().Key())
	if err != nil {
		return nil, diag.Diagnostics{o.notOrdered("", err)}
	}
	defer done()

	if o.before, err = o.survey(ctx, o.plan, o.since); err != nil {
		return nil, diag.Diagnostics{o.notOrdered(": could not look for existing ones", err)}
	}
	diags := o.twinWarnings(o.before.twins)
	if !o.isInTime() {
		diags.Append(o.notOrdered("", o.late()))
		return nil, diags
	}
	ordered, err := o.send(ctx)
	switch {
	case tigertrust.IsOutcomeUnknown(err):
		var recovery diag.Diagnostics
		ordered, recovery = o.recover(ctx, err)
		diags.Append(recovery...)
	case err != nil:
		diags.Append(o.notOrdered("", err))
	}
	if ordered != nil {
		o.session.Claim(ordered.ID)
	}
	return ordered, diags
}

// send orders the certificate within what is left of the time limit.
func (o *order) send(ctx context.Context) (*tigertrust.Certificate, error) {
	return o.session.CreateCertificate(ctx, o.plan.order(), o.limit.Time.Sub(o.session.Now()))
}

// late is why an order was not sent that had to wait too long.
func (o *order) late() error {
	return fmt.Errorf("%w, while other orders for the same names were under way", &poll.DeadlineError{Deadline: o.limit})
}

// notOrdered is the error of an order that was turned away, or never sent.
func (o *order) notOrdered(why string, err error) diag.Diagnostic {
	return apidiag.Error(fmt.Sprintf("No certificate was ordered for %s%s", o.commonName(), why), err, attributes)
}
