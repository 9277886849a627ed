package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"
)

// The values of steps that may take time.
const (
	atOnce   = "at once"
	later    = "later"
	notSeen  = "not seen"
	unknownA = "conformance-no-such-agent"
	// unknownCA is an id that no CA has.
	unknownCA = math.MaxInt32
)

// await records whether a condition is true at once or later, and about when, since
// the write that causes it. It reports whether the condition became true.
func (o *order) await(ctx context.Context, point string, since time.Time, done func() (bool, error)) (bool, error) {
	var lastMiss time.Time
	value := notSeen
	err := o.poll(ctx, o.wait, func() (bool, error) {
		ok, err := done()
		switch {
		case ok && lastMiss.IsZero():
			value = atOnce
		case ok:
			value = later
		default:
			lastMiss = time.Now()
		}
		return ok, err
	})
	if err != nil && !errors.Is(err, errTimeIsUp) {
		return false, err
	}
	o.observed.add(point, value)
	if value == later {
		after := lastMiss.Add(time.Since(lastMiss) / 2).Sub(since)
		o.observed.add(point+".after", max(after.Round(time.Millisecond), time.Millisecond).String())
	}
	return value != notSeen, nil
}

// awaitIssuance waits until the certificate is issued.
func (o *order) awaitIssuance(ctx context.Context, id string) error {
	if _, err := o.await(ctx, "order.read", o.sentAt, func() (bool, error) {
		certificate, err := o.read(ctx, id)
		return certificate != nil, err
	}); err != nil {
		return err
	}
	issued, err := o.await(ctx, "order.issuance", o.sentAt, func() (bool, error) {
		certificate, err := o.read(ctx, id)
		if err != nil || isIssued(certificate) {
			return err == nil, err
		}
		status := text(certificate["status"])
		if status != "" {
			o.observed.add("order.pending", word(status))
		}
		if hasFailed(status) {
			return false, &accessError{fmt.Sprintf("the issuance of certificate %s for %s failed: its status is %s. Choose a name for which this account can issue certificates", id, o.name, word(status))}
		}
		return false, nil
	})
	if err == nil && !issued {
		return &accessError{fmt.Sprintf("certificate %s for %s was not issued within %s", id, o.name, o.wait)}
	}
	return err
}

// isIssued reports whether a certificate has its PEM, or else a fingerprint and a
// documented status.
func isIssued(certificate object) bool {
	return text(certificate["certificate"]) != "" || text(certificate["fingerprint"]) != "" && isDocumentedStatus(text(certificate["status"]))
}

// hasFailed reports whether a status means that nothing will be issued. The
// reference documents none.
func hasFailed(status string) bool {
	switch strings.ToLower(status) {
	case "failed", "error", "rejected", "denied", "canceled", "cancelled":
		return true
	default:
		return false
	}
}

// awaitListing waits until a search finds the certificate.
func (o *order) awaitListing(ctx context.Context, id string) error {
	_, err := o.await(ctx, "order.list", o.sentAt, func() (bool, error) {
		items, err := o.named(ctx)
		for _, item := range items {
			if idText(item) == id {
				return true, nil
			}
		}
		return false, err
	})
	return err
}

// Settings of the updates.
const thresholdDays = 7

// update changes two settings, and then one of them again.
func (o *order) update(ctx context.Context, id string) error {
	got, err := o.post(ctx, http.MethodPut, object{"autoRenew": false, "renewalThresholdDays": thresholdDays}, "certificates", id)
	if err != nil {
		return o.accessError(ctx, nil, err)
	}
	o.recordResponse("update", got)
	if !got.ok() {
		return nil
	}
	certificate, err := o.read(ctx, id)
	if err != nil {
		return err
	}
	threshold, isReturned := number(certificate["renewalThresholdDays"])
	autoRenew, hasAutoRenew := certificate["autoRenew"].(bool)
	switch {
	case isReturned && threshold != thresholdDays, hasAutoRenew && autoRenew:
		o.observed.add("update.effect", "another value")
	case isReturned || hasAutoRenew:
		o.observed.add("update.effect", "as sent")
	default:
		o.observed.add("update.effect", "not returned")
	}
	got, err = o.post(ctx, http.MethodPut, object{"autoRenew": false}, "certificates", id)
	if err != nil {
		return o.accessError(ctx, nil, err)
	}
	if certificate, err = o.read(ctx, id); err != nil {
		return err
	}
	if again, ok := number(certificate["renewalThresholdDays"]); ok && isReturned && got.ok() {
		o.observed.add("update.omitted", map[bool]string{true: "kept", false: "reset"}[again == threshold])
	}
	return nil
}

// deploy deploys the certificate to the target, if there is one.
func (o *order) deploy(ctx context.Context, id string) error {
	if o.target == "" {
		return nil
	}
	body := object{"targets": []string{o.target}, "agentId": unknownA}
	refused, err := o.post(ctx, http.MethodPost, body, "certificates", id, "deploy")
	if err != nil {
		return o.accessError(ctx, nil, err)
	}
	o.failure("code.AGENT_UNAVAILABLE", refused)
	delete(body, "agentId")
	if o.agent != "" {
		body["agentId"] = o.agent
	}
	o.sentAt = time.Now()
	got, err := o.post(ctx, http.MethodPost, body, "certificates", id, "deploy")
	if err != nil {
		return o.accessError(ctx, nil, err)
	}
	o.recordResponse("deploy", got)
	if !got.ok() {
		return nil
	}
	_, err = o.await(ctx, "deploy.location", o.sentAt, func() (bool, error) {
		certificate, err := o.read(ctx, id)
		return len(locations([]object{certificate})) > 0, err
	})
	return err
}

// renew renews the certificate, and again while the renewal is in progress.
func (o *order) renew(ctx context.Context, id string) error {
	before, err := o.read(ctx, id)
	if err != nil {
		return err
	}
	body := object{"method": o.method, "deployAfterRenewal": false}
	o.sentAt, o.isRenewing = time.Now(), true
	got, err := o.post(ctx, http.MethodPost, body, "certificates", id, "renew")
	if err != nil {
		return o.accessError(ctx, nil, err)
	}
	o.recordResponse("renew", got)
	if !got.ok() {
		o.isRenewing = false
		return nil
	}
	isFirst := true
	_, err = o.await(ctx, "renew.issuance", o.sentAt, func() (bool, error) {
		isDone, err := o.isRenewed(ctx, id, before)
		if isDone || err != nil || !isFirst {
			return isDone, err
		}
		isFirst = false
		again, err := o.post(ctx, http.MethodPost, body, "certificates", id, "renew")
		if err != nil {
			return false, o.accessError(ctx, nil, err)
		}
		o.failure("code.RENEWAL_IN_PROGRESS", again)
		return false, nil
	})
	return err
}

// isRenewed reports whether the certificate differs from the one before, or whether
// there is a new one for the name.
func (o *order) isRenewed(ctx context.Context, id string, before object) (bool, error) {
	certificate, err := o.read(ctx, id)
	if err != nil {
		return false, err
	}
	for _, field := range []string{"serialNumber", "fingerprint", "certificate", "validTo"} {
		if old, current := text(before[field]), text(certificate[field]); current != "" && old != current {
			o.isRenewing = false
			o.observed.add("renew.id", "the same id")
			return true, nil
		}
	}
	fresh, err := o.fresh(ctx)
	if err != nil || len(fresh) == 0 {
		return false, err
	}
	o.isRenewing = false
	o.observed.add("renew.id", "another id")
	for _, other := range fresh {
		o.opened(other)
	}
	return true, nil
}

// revoke revokes the certificate twice.
func (o *order) revoke(ctx context.Context, id string) error {
	got, err := o.sendRevocation(ctx, id)
	if err != nil {
		return o.accessError(ctx, nil, err)
	}
	o.recordResponse("revoke", got)
	if !got.ok() {
		return nil
	}
	o.closed(id)
	after, err := o.get(ctx, nil, "certificates", id)
	if err != nil {
		return err
	}
	if after.ok() {
		o.observed.add("revoke.result", word(text(after.data()["status"])))
	} else {
		o.observed.add("revoke.result", outcome(after))
	}
	again, err := o.sendRevocation(ctx, id)
	if err != nil {
		return o.accessError(ctx, nil, err)
	}
	o.failure("code.ALREADY_REVOKED", again)
	return nil
}

func (o *order) sendRevocation(ctx context.Context, id string) (*response, error) {
	return o.post(ctx, http.MethodPost, object{"reason": "cessationOfOperation", "comments": "Test order of the conformance command"}, "certificates", id, "revoke")
}

// placeWithUnknownCA sends an order that must fail.
func (o *order) placeWithUnknownCA(ctx context.Context) error {
	got, err := o.post(ctx, http.MethodPost, object{"commonName": o.name, "certificateAuthorityId": unknownCA}, "certificates")
	if err != nil {
		o.isLost = true
		return o.accessError(ctx, nil, err)
	}
	o.failure("code.CA_NOT_CONFIGURED", got)
	if !got.ok() {
		return nil
	}
	id := idText(got.data())
	if id == "" {
		id, err = o.findOrdered(ctx)
	}
	if id != "" {
		o.opened(id)
	}
	return err
}
