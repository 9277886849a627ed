package renewal

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

// readsPerListing is the number of reads of the certificate for each read of
// the list. Only the list shows that a renewal has failed, or that the renewed
// certificate has another id.
const readsPerListing = 4

// Request is a renewal to run.
type Request struct {
	// Certificate is the certificate as it was last read.
	Certificate lifecycle.Certificate
	Renewal     tigertrust.Renewal
	Deadline    poll.Deadline
	// IsManualOpen is set if a submitted renewal waits for a person.
	IsManualOpen bool
	// SubmitOnly ends the run when the renewal is submitted.
	SubmitOnly bool
	// UnknownOutcomeAdvice is the next step for a person if the response to
	// the submission was lost.
	UnknownOutcomeAdvice string
}

// Result is the end of a run.
type Result struct {
	// Submitted is zero if nothing was submitted.
	Submitted Submitted
	// Response is the certificate as it was last read, nil if it was not read.
	Response *tigertrust.Certificate
	// IsRenewed is true if Response is a different issuance than before.
	IsRenewed bool
	// IsJoined is true if TigerTrust was already renewing the certificate.
	IsJoined bool
	// Problem is a warning if the renewal is submitted and not finished, an
	// error if it failed, and nil if there is nothing to report.
	Problem diag.Diagnostic
}

// Run submits a renewal, and waits until the certificate is renewed. It does not
// wait for a renewal that only a person can finish.
func Run(ctx context.Context, request Request) Result {
	r := run{Request: request, label: request.Certificate.Label()}
	r.run(ctx)
	return r.Result
}

type run struct {
	Request
	Result

	label string
	// known are the newer certificates that existed before the submission.
	known map[tigertrust.ID]bool
	// duplicate is a new certificate for the same names and key, as the last
	// read of the list has shown it.
	duplicate tigertrust.ID
	// failure is the renewal status in the list if it reports a failure.
	failure string
	reads   int
}

func (r *run) run(ctx context.Context) {
	if err := r.prepare(ctx); err != nil {
		r.Problem = notPreparedError(r.Certificate, err)
		return
	}
	submittedAt := r.Certificate.Session.Now().Unix()
	err := r.submit(ctx)
	if err != nil && !tigertrust.IsOutcomeUnknown(err) {
		r.Problem = apidiag.Error("Could not renew "+r.label, err, attributes)
		return
	}
	r.Submitted.At, r.Submitted.Method = submittedAt, r.Renewal.Method
	r.Submitted.Before = r.Certificate.Model.Issuance()
	switch {
	case err != nil:
		r.Submitted.Outcome = outcomeUnknown
		r.Problem = r.outcomeUnknownError(err)
	case isManual(r.Renewal.Method):
		r.Problem = r.manualWarning()
	case r.IsJoined && r.IsManualOpen:
		r.Submitted.JoinsManual = true
		r.Problem = r.manualWarning()
	case !r.SubmitOnly:
		r.wait(ctx)
	}
}

// prepare reads the list before the submission. A failure that it shows then is
// that of an earlier renewal.
func (r *run) prepare(ctx context.Context) error {
	item, err := r.Certificate.ListItem(ctx)
	if err != nil {
		return err
	}
	r.Submitted.FailedBefore = item != nil && item.RenewalFailed()
	newer, err := r.Certificate.Replacements(ctx)
	if err != nil {
		return err
	}
	r.known = map[tigertrust.ID]bool{}
	for _, other := range newer {
		r.known[other.ID] = true
	}
	return nil
}

// submit sends the renewal. If the response is lost, it sends it once more
// unless the certificate turns out to be renewed. A renewal that is in progress
// is joined.
func (r *run) submit(ctx context.Context) error {
	type none = struct{}
	request := poll.Request[none]{
		Deadline: r.Deadline,
		Awaited:  r.awaited(),
		Send:     func(ctx context.Context) (none, error) { return none{}, r.send(ctx) },
	}
	if !isManual(r.Renewal.Method) {
		request.Find = func(ctx context.Context) (_ none, found bool, err error) {
			found, err = r.check(ctx)
			return none{}, found, err
		}
	}
	_, err := poll.SendOrFind(ctx, r.Certificate.Session, request)
	return err
}

func (r *run) send(ctx context.Context) error {
	err := r.Certificate.Session.RenewCertificate(ctx, r.Certificate.ID, r.Renewal)
	if errors.Is(err, tigertrust.ErrRenewalInProgress) {
		r.IsJoined = true
		return nil
	}
	return err
}

// wait waits until the renewal is over, or until the deadline.
func (r *run) wait(ctx context.Context) {
	if r.isOver() {
		return
	}
	err := poll.Immediately(ctx, r.Certificate.Session, r.Deadline, r.awaited(), func() (bool, error) { return r.check(ctx) })
	switch {
	case r.isOver():
	case r.failure != "":
		r.fail()
	default:
		r.Problem = r.unfinishedWarning(err)
	}
}

// awaited describes the wait in progress reports.
func (r *run) awaited() string { return r.label + " to be renewed" }

func (r *run) isOver() bool { return r.IsRenewed || r.Problem != nil }

// check reads the certificate, and reports whether the renewal is over.
func (r *run) check(ctx context.Context) (over bool, err error) {
	response, err := r.Certificate.Session.Certificate(ctx, r.Certificate.ID)
	if err != nil {
		return false, err
	}
	r.Response = response
	r.IsRenewed = r.Certificate.Model.IsReissuedAs(certmodel.FromAPI(response))
	if response.HasStatus(tigertrust.StatusRevoked) {
		r.Problem = revokedError(r.Certificate)
	}
	if r.isOver() {
		return true, nil
	}
	r.reads++
	if r.reads%readsPerListing == 1 {
		err = r.checkList(ctx)
	}
	return r.isOver(), err
}

func (r *run) checkList(ctx context.Context) error {
	item, err := r.Certificate.ListItem(ctx)
	if err != nil {
		return err
	}
	r.failure = ""
	switch {
	case item == nil || !item.RenewalFailed():
		r.Submitted.FailedBefore = false
	case r.Submitted.FailedBefore:
		r.failure = *item.RenewalStatus
	default:
		r.failure = *item.RenewalStatus
		r.fail()
		return nil
	}
	return r.checkDuplicates(ctx)
}

// checkDuplicates checks whether the renewed certificate has another id. The list
// may contain the certificate of another resource of this run before that is
// claimed, so a duplicate must appear twice.
func (r *run) checkDuplicates(ctx context.Context) error {
	newer, err := r.Certificate.Replacements(ctx)
	if err != nil {
		return err
	}
	for _, other := range newer {
		if r.known[other.ID] || r.Certificate.Session.IsClaimed(other.ID) || !r.Certificate.Model.HasSameNamesAndKey(certmodel.FromAPI(&other)) {
			continue
		}
		if r.duplicate == other.ID {
			r.Submitted.RenewedAs = other.ID
			r.Problem = r.renewedUnderAnotherIDError()
		}
		r.duplicate = other.ID
	}
	return nil
}

// fail ends the run. If the certificate changes later, it counts as renewed.
func (r *run) fail() {
	r.Submitted.Outcome = outcomeFailed
	r.Problem = r.failedError()
}
