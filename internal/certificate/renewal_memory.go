package certificate

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// memory is what the private state knows of renewals.
type memory struct {
	clock clockNote
	order renewalOrder
	news  reissueNote
}

func loadMemory(ctx context.Context, private privatestate.State) (memory, diag.Diagnostics) {
	note, diags := privatestate.Load[clockNote](ctx, private, clockKey)
	order, orderDiags := privatestate.Load[renewalOrder](ctx, private, renewalOrderKey)
	diags.Append(orderDiags...)
	news, newsDiags := privatestate.Load[reissueNote](ctx, private, reissueKey)
	diags.Append(newsDiags...)
	return memory{clock: note, order: order, news: news}, diags
}

func (m memory) store(ctx context.Context, private privatestate.State) diag.Diagnostics {
	diags := privatestate.Store(ctx, private, clockKey, m.clock)
	diags.Append(privatestate.Store(ctx, private, renewalOrderKey, m.order)...)
	diags.Append(privatestate.Store(ctx, private, reissueKey, m.news)...)
	return diags
}

// reissueNote tells that the certificate has been renewed since the last apply,
// by no order that is known: by TigerTrust, by somebody, or by an apply that was
// killed before it could say so.
type reissueNote struct {
	IsReissued bool `json:"is_reissued,omitempty"`
}

// clockNote is the first time, in seconds since 1970, at which the clock has
// given the answer that it gives now: whether the window asks for an order. A
// plan has to give the same answer however often it is asked, so that it goes
// by this note and not by the clock.
type clockNote struct {
	At int64 `json:"at,omitempty"`
}

func (n clockNote) isSet() bool     { return n.At != 0 }
func (n clockNote) time() time.Time { return time.Unix(n.At, 0) }

// lookAtClock notes the time if that makes a difference to the certificate of
// the state: a refresh that stores something is a change to Terraform.
func (m *memory) lookAtClock(ctx context.Context, state *resourceModel, now time.Time) diag.Diagnostics {
	renewal, diags := state.renewal(ctx)
	switch {
	case !certmodel.HasValue(renewal.MinDaysRemaining):
		m.clock = clockNote{}
	case !m.clock.isSet() || renewal.isDueByWindow(state, m.order, now) != renewal.isDueByWindow(state, m.order, m.clock.time()):
		m.clock = clockNote{At: now.Unix()}
	}
	return diags
}
