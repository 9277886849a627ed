package certificate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/await"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const (
	// lostAnswerTime is how long a renewal whose answer was lost is looked for
	// before it is ordered once more.
	lostAnswerTime = 10 * time.Second
	// looksAList is every which look at the certificate goes to the list as
	// well: only that tells of a renewal that failed, or went to another id.
	looksAList = 4
)

// renewing is one renewal of a certificate, from the order to its end.
type renewing struct {
	held    managed.Certificate
	request tigertrust.Renewal
	// setting and limit are where the time limit comes from, and what it is.
	setting  string
	limit    time.Duration
	deadline time.Time
	// ordersOnly: it is over when it is ordered.
	ordersOnly bool
	// uncertainAdvice says what to do when it is not certain whether it was
	// ordered.
	uncertainAdvice string

	// before are the newer certificates that were there before the order.
	before map[tigertrust.ID]bool
	// told is what the API told last, nil for nothing.
	told *tigertrust.Certificate
	// order is what to remember of it.
	order renewalOrder
	// isRenewed tells that told is another certificate than held.
	isRenewed bool
	// isJoined tells that TigerTrust was renewing it already.
	isJoined     bool
	failedBefore bool
	looks        int
	problem      diag.Diagnostic
}

// run orders the renewal, and waits for it unless a person has to finish it. It
// returns a warning where the order stands and has not shown yet, and an error
// where none does.
func (r *renewing) run(ctx context.Context) diag.Diagnostic {
	newer, err := r.held.Successors(ctx)
	if err != nil {
		return apidiag.Error(r.held.Title()+" was not renewed: could not look for others of its names", err, nil)
	}
	r.before = map[tigertrust.ID]bool{}
	for _, item := range newer {
		r.before[item.ID] = true
	}
	r.failedBefore = isFailure(r.held.Facts.RenewalStatus.ValueString())

	r.order.At = r.held.Client.Now().Unix()
	err = r.place(ctx)
	switch {
	case err != nil && tigertrust.MayBeDone(err):
		r.order.IsUncertain = true
		return r.uncertain(err)
	case err != nil:
		r.order = renewalOrder{}
		return apidiag.Error("Could not renew "+r.held.Label(), err, attributes)
	case r.request.Method == tigertrust.RenewByCSR:
		return r.waitsForAPerson()
	case r.ordersOnly && r.problem == nil:
		return nil
	case !r.isRenewed && r.problem == nil:
		err = r.await(ctx, r.deadline)
	}
	switch {
	case r.problem != nil:
		return r.problem
	case r.isRenewed:
		r.order = renewalOrder{}
		return nil
	default:
		return r.unfinished(err)
	}
}

// place orders the renewal. Where the answer is lost, it looks whether the
// certificate is renewed before it orders once more: one that is under way is
// joined.
func (r *renewing) place(ctx context.Context) error {
	err := r.send(ctx)
	if err == nil || !tigertrust.MayBeDone(err) {
		return err
	}
	if r.request.Method != tigertrust.RenewByCSR {
		// How it ends does not matter: if nothing is seen, it is sent again.
		_ = r.await(ctx, minTime(r.deadline, r.held.Client.Now().Add(lostAnswerTime)))
		if r.isRenewed || r.problem != nil {
			return nil
		}
	}
	if ctx.Err() != nil {
		return err
	}
	return r.send(ctx)
}

func (r *renewing) send(ctx context.Context) error {
	err := r.held.Client.RenewCertificate(ctx, r.held.ID, r.request)
	if errors.Is(err, tigertrust.ErrRenewalInProgress) {
		r.isJoined = true
		return nil
	}
	return err
}

// await looks until the certificate is renewed, or cannot be any more.
func (r *renewing) await(ctx context.Context, deadline time.Time) error {
	look := func() (bool, error) { return r.look(ctx) }
	if over, err := look(); over && err == nil {
		return nil
	}
	return await.Until(ctx, r.held.Client, deadline, r.held.Label()+" to be renewed", look)
}

func (r *renewing) look(ctx context.Context) (over bool, err error) {
	answer, err := r.held.Client.Certificate(ctx, r.held.ID)
	if err != nil {
		return false, err
	}
	r.told = answer
	if isReissued(r.held.Facts, answer) {
		r.isRenewed = true
		return true, nil
	}
	if answer.HasStatus(tigertrust.StatusRevoked) {
		r.end(diag.NewAttributeErrorDiagnostic(path.Root("status"), r.held.Title()+" was revoked before it was renewed", revokedAdvice))
		return true, nil
	}
	r.looks++
	if r.looks%looksAList != 1 {
		return false, nil
	}
	return r.lookAtList(ctx)
}

func (r *renewing) lookAtList(ctx context.Context) (over bool, err error) {
	item, err := r.held.ListItem(ctx)
	if err != nil {
		return false, err
	}
	if item != nil && item.RenewalStatus != nil {
		failed := isFailure(*item.RenewalStatus)
		if failed && !r.failedBefore {
			r.end(r.failed(*item.RenewalStatus))
			return true, nil
		}
		r.failedBefore = failed
	}
	newer, err := r.held.Successors(ctx)
	if err != nil {
		return false, err
	}
	for _, other := range newer {
		if !r.before[other.ID] && r.isSameOrder(&other) {
			r.problem = r.elsewhere(other.ID)
			return true, nil
		}
	}
	return false, nil
}

// end is for what leaves nothing to wait for.
func (r *renewing) end(problem diag.Diagnostic) {
	r.problem, r.order = problem, renewalOrder{}
}

// isSameOrder reports that another certificate is for the same names and key.
func (r *renewing) isSameOrder(other *tigertrust.Certificate) bool {
	return isTwin(&resourceModel{Facts: *r.held.Facts}, other)
}

// isReissued reports that an answer is about another issuance than the facts.
func isReissued(facts *managed.Facts, answer *tigertrust.Certificate) bool {
	return !facts.Issue().Same(managed.AnswerFacts(answer).Issue())
}

// isFailure reads a renewal status. The reference documents none that says so;
// the usual words are those of an order.
func isFailure(renewalStatus string) bool { return tigertrust.Status(renewalStatus).IssuanceFailed() }

func minTime(one, other time.Time) time.Time {
	if one.Before(other) {
		return one
	}
	return other
}

const revokedAdvice = "A revocation cannot be undone. The next plan replaces it."

func (r *renewing) failed(status string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(renewalPath, "The renewal of "+r.held.Label()+" has failed",
		fmt.Sprintf("Its renewal status is %q, and the certificate is still the same. TigerTrust shows the reason. When that is put right, apply again: the renewal is then ordered anew.", status))
}

func (r *renewing) elsewhere(renewed tigertrust.ID) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("id"), fmt.Sprintf("%s was renewed under another id, %d", r.held.Title(), renewed),
		fmt.Sprintf("Certificate %d is new, for the same names and key, and certificate %d is still the same. Nothing more is ordered. To manage the new one in its place:\n\n"+
			"  terraform state rm ADDRESS\n  terraform import ADDRESS %d\n\nThe old one stays valid until it expires, or is revoked in TigerTrust.", renewed, r.held.ID, renewed))
}

func (r *renewing) uncertain(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("It is not certain whether a renewal of "+r.held.Label()+" was ordered",
		apidiag.Detail(err)+"\n\n"+r.uncertainAdvice)
}

func (r *renewing) waitsForAPerson() diag.Diagnostic {
	summary := "The renewal of " + r.held.Label() + " waits for a person"
	detail := `It is ordered by method "csr", which does not finish by itself.`
	if r.isJoined {
		detail = "TigerTrust was renewing it already, so nothing was ordered."
	}
	return diag.NewAttributeWarningDiagnostic(renewalPath, summary,
		detail+" Finish it in TigerTrust: have the authority sign the request, and hand in the certificate. Until then this one stays as it is, and no second renewal is ordered. The next plan after that shows the renewed certificate.")
}

func (r *renewing) unfinished(err error) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(renewalPath, "The renewal of "+r.held.Label()+" is ordered, but not finished yet",
		await.Unfinished("It was not renewed", err, r.setting, r.limit)+"\n\nThe certificate is still the same. No second renewal is ordered, and the next plan after TigerTrust has finished this one shows the renewed certificate.")
}
