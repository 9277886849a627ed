package certificate

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// looksPerListing is how many looks at the certificate go with one at the list:
// only that tells of a renewal that failed, or went to another id.
const looksPerListing = 4

// renewing is one renewal of a certificate, from the order to its end.
type renewing struct {
	held    lifecycle.Certificate
	request tigertrust.Renewal
	limit   poll.Deadline
	// ordersOnly: it is over when it is ordered.
	ordersOnly bool
	// uncertainAdvice says what to do when it is not certain whether it was
	// ordered.
	uncertainAdvice string

	// order is what to remember of it; nothing was ordered while its time is
	// zero.
	order renewalOrder
	// told is the certificate as the API told it last, nil for nothing.
	told *tigertrust.Certificate
	// isRenewed tells that told is another issuance than held.
	isRenewed bool
	// isJoined tells that TigerTrust was renewing it already.
	isJoined bool

	// before are the newer certificates that were there before the order.
	before map[tigertrust.ID]bool
	// candidate may be what it was renewed as: a look at the list has shown it.
	candidate tigertrust.ID
	// failure is the renewal status that the list shows, if it says so.
	failure string
	looks   int
	problem diag.Diagnostic
}

// run orders the renewal, and waits for it unless a person has to finish it. It
// returns a warning where the order stands and has not shown yet, and an error
// where none does.
func (r *renewing) run(ctx context.Context) diag.Diagnostic {
	if err := r.prepare(ctx); err != nil {
		return apidiag.Error(r.held.Title()+" was not renewed: could not look at the list before", err, nil)
	}
	r.order.At = r.held.Session.Now().Unix()
	err := r.place(ctx)
	switch {
	case err != nil && tigertrust.IsOutcomeUnknown(err):
		r.order.Fate = uncertain
		return r.uncertain(err)
	case err != nil:
		r.order.At = 0
		return apidiag.Error("Could not renew "+r.held.Label(), err, attributes)
	case r.request.Method == tigertrust.RenewByCSR:
		return r.waitsForAPerson()
	case r.ordersOnly:
		return r.problem
	case !r.isOver():
		err = r.await(ctx)
	}
	switch {
	case r.isOver():
		return r.problem
	case r.failure != "":
		r.fail()
		return r.problem
	default:
		return r.unfinished(err)
	}
}

// prepare notes what the list shows before the order. A failure that it shows
// already is an earlier one's.
func (r *renewing) prepare(ctx context.Context) error {
	item, err := r.held.ListItem(ctx)
	if err != nil {
		return err
	}
	r.order.FailedBefore = item != nil && item.RenewalFailed()
	newer, err := r.held.Replacements(ctx)
	if err != nil {
		return err
	}
	r.before = map[tigertrust.ID]bool{}
	for _, other := range newer {
		r.before[other.ID] = true
	}
	return nil
}

// place orders the renewal. If the response is lost, it checks whether the
// certificate is renewed before it orders once more. A renewal that is already
// in progress is joined, so a second order is harmless.
func (r *renewing) place(ctx context.Context) error {
	request := poll.Request[struct{}]{
		Deadline: r.limit,
		Awaited:  r.held.Label() + " to be renewed",
		Send:     func(ctx context.Context) (struct{}, error) { return struct{}{}, r.send(ctx) },
	}
	if r.request.Method != tigertrust.RenewByCSR {
		request.Find = func(ctx context.Context) (struct{}, bool, error) {
			over, err := r.look(ctx)
			return struct{}{}, over, err
		}
	}
	_, err := poll.SendOrFind(ctx, r.held.Session, request)
	return err
}

func (r *renewing) send(ctx context.Context) error {
	err := r.held.Session.RenewCertificate(ctx, r.held.ID, r.request)
	if errors.Is(err, tigertrust.ErrRenewalInProgress) {
		r.isJoined = true
		return nil
	}
	return err
}

// isOver reports that there is nothing to wait for.
func (r *renewing) isOver() bool { return r.isRenewed || r.problem != nil }

// await looks until it is over.
func (r *renewing) await(ctx context.Context) error {
	if over, err := r.look(ctx); over && err == nil {
		return nil
	}
	return poll.Until(ctx, r.held.Session, r.limit, r.held.Label()+" to be renewed", func() (bool, error) { return r.look(ctx) })
}

func (r *renewing) look(ctx context.Context) (over bool, err error) {
	answer, err := r.held.Session.Certificate(ctx, r.held.ID)
	if err != nil {
		return false, err
	}
	r.told = answer
	r.isRenewed = r.held.Model.IsReissuedAs(certmodel.FromAPI(answer))
	if answer.HasStatus(tigertrust.StatusRevoked) {
		r.problem = r.revoked()
	}
	if r.isOver() {
		return true, nil
	}
	r.looks++
	if r.looks%looksPerListing == 1 {
		err = r.lookAtList(ctx)
	}
	return r.isOver(), err
}

func (r *renewing) lookAtList(ctx context.Context) error {
	item, err := r.held.ListItem(ctx)
	if err != nil {
		return err
	}
	r.failure = ""
	if item != nil && item.RenewalFailed() {
		r.failure = *item.RenewalStatus
		if !r.order.FailedBefore {
			r.fail()
			return nil
		}
	} else {
		r.order.FailedBefore = false
	}
	newer, err := r.held.Replacements(ctx)
	if err != nil {
		return err
	}
	for _, other := range newer {
		if r.before[other.ID] || r.held.Session.IsClaimed(other.ID) || !r.isSameOrder(&other) {
			continue
		}
		// An order of this run may be in the list before it is claimed.
		if r.candidate == other.ID {
			r.order.RenewedAs = int64(other.ID)
			r.problem = r.elsewhere(other.ID)
		}
		r.candidate = other.ID
	}
	return nil
}

// fail ends the wait. Should the certificate change all the same, that counts.
func (r *renewing) fail() {
	r.order.Fate = failed
	r.problem = r.failed()
}

// isSameOrder reports that another certificate is for the same names and key.
func (r *renewing) isSameOrder(other *tigertrust.Certificate) bool {
	return isDuplicate(&resourceModel{Model: *r.held.Model}, other)
}
