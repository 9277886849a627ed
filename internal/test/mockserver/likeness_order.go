package mockserver

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// applyOrder sets the options that correspond to the observations of an order.
func (l Likeness) applyOrder(o *Options) {
	for point, delay := range map[string]*time.Duration{
		"order.issuance": &o.IssuanceDelay, "order.read": &o.ReadDelay, "order.list": &o.ListDelay,
		"renew.issuance": &o.RenewalDelay, "deploy.location": &o.DeploymentDelay,
	} {
		switch {
		case *delay != 0:
		case l.is(point, "later"):
			after, _ := time.ParseDuration(l.first(point + ".after"))
			*delay = max(after, time.Millisecond)
		case l.is(point, "not seen"):
			*delay = neverFinishes
		}
	}
	if l.is("renew.id", "another id") {
		o.RenewUnderNewID = true
	}
	if l.is("update.omitted", "reset") {
		o.PutReplaces = true
	}
	if l.is("update.effect", "another value") && o.MaxRenewalThresholdDays == 0 && o.SettingsLimits.AutoRenew == nil {
		always := true
		o.MaxRenewalThresholdDays, o.SettingsLimits.AutoRenew = 1, &always
	}
}

// plainText is a response body that is not JSON.
type plainText string

// written returns the result of a write in the observed form. The write is one of
// order, update, renew, deploy and revoke.
func (s *Server) written(write string, r *record, now time.Time, done result) result {
	likeness := s.options.Likeness
	if status, err := strconv.Atoi(likeness.first(write + ".status")); err == nil {
		done.status = status
	}
	switch fields := likeness.first(write + ".fields"); fields {
	case "":
	case "no body":
		done.body = nil
	case "no data":
		done.body = map[string]any{}
	case "no JSON":
		done.body = plainText("OK")
	default:
		names := strings.Split(fields, ", ")
		if slices.Equal(names, slices.Sorted(slices.Values(singleForm))) {
			return done
		}
		done.body = map[string]any{"data": s.projection(r, now, names)}
	}
	return done
}

// projection returns the named fields of a certificate, and those that the options
// include.
func (s *Server) projection(r *record, now time.Time, names []string) map[string]any {
	single, object := s.single(r, now), map[string]any{}
	view := certificateView{record: r, server: s, now: now}
	for name, mode := range s.options.Fields.Single {
		if mode == Included {
			names = append(names, name)
		}
	}
	for _, name := range names {
		value, ok := single[name]
		if !ok && certificateFields[name] != nil {
			value = certificateFields[name](view)
		}
		object[name] = value
	}
	delete(object, "none")
	return object
}

// revokedLike gives a revoked certificate the observed status, or removes it.
func (s *Server) revokedLike(r *record) {
	switch status := s.options.Likeness.first("revoke.result"); {
	case status == "" || status == statusRevoked:
	case failureLike(status) != nil:
		s.certificates.remove(r)
	default:
		r.word = status
	}
}

// acceptedLike returns the result of a request that must fail, if the observed
// server accepted it.
func (l Likeness) acceptedLike(code string) (result, bool) {
	status, isAccepted := strings.CutSuffix(l.first(pointsOfCodes[code]), " without an error")
	number, err := strconv.Atoi(status)
	if !isAccepted || err != nil {
		return result{}, false
	}
	if number == http.StatusNoContent {
		return result{status: number}, true
	}
	return result{status: number, body: map[string]any{"data": nil}}, true
}
