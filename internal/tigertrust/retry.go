package tigertrust

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// The wait before attempt n+1 is drawn from zero to retryBase·2ⁿ⁻¹, at most
// retryCap ("full jitter").
const (
	retryBase = 500 * time.Millisecond
	retryCap  = 30 * time.Second
)

// newRetrier sends through transport. Redirects are not followed.
func newRetrier(transport http.RoundTripper, maxRetries int, clock clock.Clock) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: transport, CheckRedirect: refuseRedirect},
		RetryMax:     maxRetries,
		CheckRetry:   shouldRetry,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		// The library waits on the machine's clock. PrepareRetry has the
		// request's context and waits on ours.
		Backoff: func(time.Duration, time.Duration, int, *http.Response) time.Duration { return 0 },
		PrepareRetry: func(request *http.Request) error {
			return clock.Sleep(request.Context(), backoff(attemptStateOf(request.Context()).attempt))
		},
	}
}

// backoff returns the wait after that many attempts.
func backoff(attempts int) time.Duration {
	longest := min(retryCap, retryBase<<min(max(attempts-1, 0), 10))
	return rand.N(longest)
}

// shouldRetry sends again what [isRepeatable] allows, for as long as the
// caller wants an answer. It never turns an answer that arrived into an error.
func shouldRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	return ctx.Err() == nil && isRepeatable(attemptStateOf(ctx).repeatable, response, err), nil
}

// isRepeatable is the policy: GET and PUT are sent again after connection
// errors, time-outs, 408, 429 and 5xx; POST only where nothing was done for
// certain, which is after 429 and where no connection came about.
func isRepeatable(repeatable bool, response *http.Response, err error) bool {
	if err != nil {
		return !isPermanent(err) && (repeatable || NeverSent(err))
	}
	return response.StatusCode == http.StatusTooManyRequests || repeatable && isTemporary(response.StatusCode)
}

// isPermanent tells errors that another attempt would meet again.
func isPermanent(err error) bool {
	var (
		name     *net.DNSError
		tooLarge ResponseTooLargeError
	)
	return isTLSFailure(err) ||
		errors.As(err, &name) && name.IsNotFound ||
		errors.As(err, &tooLarge)
}

// isTLSFailure tells that TLS did not come about, and so nothing was sent over
// it: the server is not trusted, or does not speak TLS.
func isTLSFailure(err error) bool {
	var (
		untrusted *tls.CertificateVerificationError
		notTLS    tls.RecordHeaderError
	)
	return errors.As(err, &untrusted) || errors.As(err, &notTLS) || errors.Is(err, http.ErrSchemeMismatch)
}

// NeverSent reports that an error of the client came before anything was sent:
// neither the server nor a proxy could be connected to.
func NeverSent(err error) bool {
	var operation *net.OpError
	return errors.As(err, &operation) && (operation.Op == "dial" || operation.Op == "proxyconnect")
}

// IsOutcomeUnknown reports an error of a POST that leaves open whether the server did
// what was asked for: the request was sent, and what came back is no answer, no
// readable one, or the failure of a server or gateway. A cancelled POST was not
// sent, since one that was sent is not cancelled any more.
func IsOutcomeUnknown(err error) bool {
	var answer *Error
	switch {
	case err == nil, errors.Is(err, context.Canceled), NeverSent(err), isTLSFailure(err):
		return false
	case errors.As(err, &answer):
		return answer.StatusCode >= http.StatusInternalServerError || answer.StatusCode == http.StatusRequestTimeout
	default:
		return true
	}
}
