package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// order follows one certificate from its order to its revocation. Whatever happens,
// finish revokes what was ordered, or names it.
type order struct {
	*survey
	orderSettings
	log io.Writer
	// writes sends requests that may take long. They do not end when the run is
	// interrupted, because their responses would be lost.
	writes *api

	// sentAt is when the last write was sent that takes time.
	sentAt time.Time
	// before are the ids of the certificates for the name before the order.
	before []string
	// open are the ids of the certificates to revoke.
	open []string
	// isRenewing is true while a renewal may lead to a certificate with another id.
	isRenewing bool
	// isLost is true after an order without a certificate that belongs to it.
	isLost bool
}

func newOrder(s *survey, settings orderSettings, log io.Writer) *order {
	writes := *s.api
	writes.timeout = max(writes.timeout, settings.wait)
	return &order{survey: s, orderSettings: settings, log: log, writes: &writes}
}

// run orders a certificate and makes all observations that need it.
func (o *order) run(ctx context.Context) error {
	known, err := o.named(ctx)
	if err != nil {
		return err
	}
	o.before = ids(known)
	id, err := o.place(ctx)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, string) error{o.awaitIssuance, o.awaitListing, o.update, o.deploy, o.renew, o.revoke} {
		if err := step(ctx, id); err != nil {
			return err
		}
	}
	return o.placeWithUnknownCA(ctx)
}

// named returns the certificates that a search for the name finds.
func (o *order) named(ctx context.Context) ([]object, error) {
	_, items, err := o.list(ctx, "search", o.name, "limit", "100")
	return slices.DeleteFunc(items, func(item object) bool { return !strings.EqualFold(text(item["commonName"]), o.name) }), err
}

// post sends a write, and reports a response that is not a success as an error of
// the server. The response is nil if it was lost.
func (o *order) post(ctx context.Context, method string, body any, path ...string) (*response, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return o.writes.send(context.WithoutCancel(ctx), method, nil, body, path...)
}

// place sends the order and returns the id of the certificate.
func (o *order) place(ctx context.Context) (string, error) {
	body := object{"commonName": o.name}
	if o.ca > 0 {
		body["certificateAuthorityId"] = o.ca
	}
	o.sentAt = time.Now()
	got, err := o.post(ctx, http.MethodPost, body, "certificates")
	if err != nil && errors.Is(err, context.Canceled) {
		// It was not sent.
		return "", err
	}
	if err == nil && !got.ok() && got.status < http.StatusInternalServerError {
		o.observed.add("order.status", rejection(got))
		return "", &accessError{fmt.Sprintf("TigerTrust rejected the order for %s: %s\n%s", o.name, outcome(got), rejectionAdvice(got))}
	}
	if err == nil && got.ok() {
		o.recordResponse("order", got)
		if id := idText(got.data()); id != "" {
			o.opened(id)
			return id, nil
		}
	}
	id, searchErr := o.findOrdered(ctx)
	switch {
	case id != "":
		o.opened(id)
		return id, nil
	case searchErr != nil:
		return "", searchErr
	case err != nil:
		return "", &accessError{fmt.Sprintf("the response to the order for %s was lost: %s", o.name, o.replay.explain(ctx, o.api.endpoint.Host, nil, err))}
	default:
		return "", &accessError{fmt.Sprintf("no certificate was found after the order for %s, which TigerTrust answered with status %d", o.name, got.status)}
	}
}

// rejectionAdvice returns the next step after a rejected order.
func rejectionAdvice(got *response) string {
	switch got.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "Nothing was ordered. The API key may not be permitted to order: use a key that is, or run without -order."
	default:
		return "Nothing was ordered. Choose a name for which this account can issue certificates, or another CA with -ca."
	}
}

// opened records a certificate that must be revoked.
func (o *order) opened(id string) {
	o.isLost = false
	o.open = append(o.open, id)
	o.say("Ordered certificate %s for %s.", id, o.name)
}

// closed records that a certificate is revoked.
func (o *order) closed(id string) {
	o.open = slices.DeleteFunc(o.open, func(other string) bool { return other == id })
	o.before = append(o.before, id)
	o.say("Revoked certificate %s.", id)
}

func (o *order) say(format string, values ...any) {
	_, _ = fmt.Fprintf(o.log, format+"\n", values...)
}

// findOrdered searches for the certificate of an order without an id. It is the
// only one for the name that did not exist before.
func (o *order) findOrdered(ctx context.Context) (id string, err error) {
	o.isLost = true
	err = o.poll(ctx, time.Minute, func() (bool, error) {
		fresh, err := o.fresh(ctx)
		if err != nil || len(fresh) == 0 {
			return false, err
		}
		if len(fresh) > 1 {
			return false, &accessError{fmt.Sprintf("several new certificates for %s: %s", o.name, strings.Join(fresh, ", "))}
		}
		id = fresh[0]
		return true, nil
	})
	if errors.Is(err, errTimeIsUp) {
		err = nil
	}
	return id, err
}

// fresh returns the ids of certificates for the name that neither existed before
// nor are known.
func (o *order) fresh(ctx context.Context) ([]string, error) {
	items, err := o.named(ctx)
	return slices.DeleteFunc(ids(items), func(id string) bool {
		return id == "" || slices.Contains(o.before, id) || slices.Contains(o.open, id)
	}), err
}

// recordResponse records the status and the fields of the response to a write.
func (o *order) recordResponse(point string, got *response) {
	if !got.ok() {
		o.observed.add(point+".status", rejection(got))
		return
	}
	o.observed.add(point+".status", strconv.Itoa(got.status))
	fields := "no data"
	switch {
	case len(got.raw) == 0:
		fields = "no body"
	case got.document == nil:
		fields = "no JSON"
	case got.data() != nil:
		names := slices.Collect(maps.Keys(got.data()))
		fields = namesOf(slices.DeleteFunc(names, func(name string) bool { return !aName.MatchString(name) }))
	}
	o.observed.add(point+".fields", fields)
}

// read returns the certificate, nil if it is not found. Other failures are errors.
func (o *order) read(ctx context.Context, id string) (object, error) {
	got, err := o.get(ctx, nil, "certificates", id)
	switch {
	case err != nil:
		return nil, err
	case got.status == http.StatusNotFound, got.status == http.StatusGone:
		return nil, nil
	case !got.ok():
		return nil, &accessError{fmt.Sprintf("could not read certificate %s: %s", id, outcome(got))}
	default:
		return got.data(), nil
	}
}

// errTimeIsUp ends a poll whose condition never became true.
var errTimeIsUp = errors.New("the time is up")

// pollInterval is the wait between two requests of a poll.
var pollInterval = time.Second

// poll calls a function until it reports true, at most for a duration.
func (o *order) poll(ctx context.Context, most time.Duration, done func() (bool, error)) error {
	start, interval := time.Now(), pollInterval
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		if time.Since(start) >= most {
			return errTimeIsUp
		}
		if err := o.api.pause(ctx, interval); err != nil {
			return err
		}
		interval = min(interval*3/2, 10*pollInterval)
	}
}
