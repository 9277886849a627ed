package main

import (
	"context"
	"slices"
	"strings"
	"time"
)

// finishTime limits the revocations at the end of a run.
const finishTime = 2 * time.Minute

// finish revokes the certificates that are still valid, also after an interrupt. It
// reports whether nothing is left, and names what is.
func (o *order) finish(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	if o.isLost {
		o.findLost(ctx)
	}
	isClean := o.revokeOpen(ctx) && !o.isLost
	if o.isRenewing {
		isClean = o.findRenewed(ctx) && isClean
	}
	return isClean
}

// revokeOpen revokes all certificates that are still valid, and reports whether
// that was possible.
func (o *order) revokeOpen(ctx context.Context) bool {
	isClean := true
	for _, id := range slices.Clone(o.open) {
		if problem := o.revokeFinally(ctx, id); problem != "" {
			isClean = false
			o.say("Certificate %s for %s is NOT revoked: %s. Revoke it in TigerTrust.", id, o.name, problem)
			continue
		}
		o.closed(id)
	}
	return isClean
}

// findRenewed looks for the certificate of a renewal whose outcome is not known,
// for a few seconds. The renewal may keep the id.
func (o *order) findRenewed(ctx context.Context) bool {
	err := o.poll(ctx, 10*pollInterval, func() (bool, error) {
		fresh, err := o.fresh(ctx)
		for _, id := range fresh {
			o.opened(id)
		}
		return len(fresh) > 0, err
	})
	if err == nil {
		return o.revokeOpen(ctx)
	}
	o.say("A renewal for %s was in progress. If TigerTrust issues it under another id, revoke that certificate too.", o.name)
	return false
}

// findLost looks once more for an order without a known certificate.
func (o *order) findLost(ctx context.Context) {
	fresh, err := o.fresh(ctx)
	if err == nil && len(fresh) == 1 {
		o.opened(fresh[0])
		return
	}
	candidates := ""
	if len(fresh) > 0 {
		candidates = " It may be one of the certificates " + strings.Join(fresh, ", ") + "."
	}
	o.say("An order for %s may have been carried out, and its certificate is unknown.%s Look for it in TigerTrust, and revoke it.", o.name, candidates)
}

// revokeFinally revokes a certificate. It returns why that was impossible. Servers
// may be unable to revoke a certificate that is not issued yet, so it waits for the
// issuance.
func (o *order) revokeFinally(ctx context.Context, id string) (problem string) {
	err := o.poll(ctx, finishTime, func() (bool, error) {
		certificate, err := o.read(ctx, id)
		if err != nil {
			return false, err
		}
		status := text(certificate["status"])
		got, err := o.sendRevocation(ctx, id)
		switch {
		case err != nil:
			return false, err
		case got.ok(), strings.HasSuffix(outcome(got), " ALREADY_REVOKED"), hasFailed(status), strings.EqualFold(status, "revoked"):
			problem = ""
			return true, nil
		}
		problem = outcome(got)
		return certificate == nil || isIssued(certificate), nil
	})
	if problem == "" && err != nil {
		problem = err.Error()
	}
	return problem
}
