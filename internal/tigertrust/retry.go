package tigertrust

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// The wait before attempt n+1 is a random time below retryBase·2ⁿ⁻¹, which is
// at most retryMax ("full jitter").
const (
	retryBase = 500 * time.Millisecond
	retryMax  = 30 * time.Second
)

// retryLink sends a request again if [isRetryable] allows it, up to maxRetries
// times. It returns the last response or error.
type retryLink struct {
	next       http.RoundTripper
	clock      clock.Clock
	maxRetries int
}

func (l *retryLink) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx := request.Context()
	state := callStateOf(ctx)
	for {
		state.attempts++
		response, err := l.next.RoundTrip(request)
		// A response that has arrived is returned even if the caller is gone.
		if state.attempts > l.maxRetries || ctx.Err() != nil || !isRetryable(request.Method, response, err) {
			return response, err
		}
		state.previous = &outcome{response: response, err: err}
		if err := l.clock.Sleep(ctx, backoff(state.attempts)); err != nil {
			state.attempts++
			return nil, &NotSentError{Err: err}
		}
		request = request.Clone(ctx)
		if request.GetBody != nil {
			if request.Body, err = request.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// backoff returns the wait after a number of attempts.
func backoff(attempts int) time.Duration {
	return rand.N(min(retryMax, retryBase<<min(max(attempts-1, 0), 10)))
}

// isRetryable reports whether a request may be sent again after this response or
// error. GET and PUT are sent again after connection errors, timeouts, 408, 429
// and 5xx. POST is sent again only if the server certainly did nothing: after
// 429, or if it was not sent.
func isRetryable(method string, response *http.Response, err error) bool {
	isIdempotent := method != http.MethodPost
	if err != nil {
		return !IsPermanent(err) && (isIdempotent || NeverSent(err))
	}
	return response.StatusCode == http.StatusTooManyRequests || isIdempotent && isTemporary(response.StatusCode)
}

// IsPermanent reports whether another attempt would fail with the same error. The
// error is not a response of the API.
func IsPermanent(err error) bool {
	var (
		name     *net.DNSError
		tooLarge ResponseTooLargeError
		proxy    *ProxyError
	)
	return isTLSFailure(err) ||
		errors.As(err, &name) && name.IsNotFound ||
		errors.As(err, &tooLarge) ||
		errors.As(err, &proxy) && proxy.IsPolicy()
}

// isTLSFailure reports whether the client and the server cannot agree on TLS: the
// server is not trusted, does not use TLS, or one of them has sent an alert.
func isTLSFailure(err error) bool {
	var (
		untrusted *tls.CertificateVerificationError
		notTLS    tls.RecordHeaderError
		alert     *net.OpError
	)
	return errors.As(err, &untrusted) || errors.As(err, &notTLS) || errors.Is(err, http.ErrSchemeMismatch) ||
		errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error")
}

// IsOutcomeUnknown reports whether the server may have carried out a POST that
// ended with err: the request was sent, and the response was lost, is unreadable
// or reports a failure of the server or a gateway. A cancelled POST was not sent,
// because [Client] does not cancel one that was sent.
func IsOutcomeUnknown(err error) bool {
	var failure *Error
	switch {
	case err == nil, errors.Is(err, context.Canceled), NeverSent(err):
		return false
	case errors.As(err, &failure):
		return failure.StatusCode >= http.StatusInternalServerError || failure.StatusCode == http.StatusRequestTimeout
	default:
		return true
	}
}
