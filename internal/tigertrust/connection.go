package tigertrust

import (
	"context"
	"errors"
	"net/http/httptrace"
	"sync/atomic"
)

// NotSentError is returned for a POST that was not sent: no connection was
// established, or the context ended before. After an error of another request, an
// earlier attempt may have been sent.
type NotSentError struct {
	// Err is the reason.
	Err error
}

func (e *NotSentError) Error() string { return e.Err.Error() }

func (e *NotSentError) Unwrap() error { return e.Err }

// NeverSent reports whether err, an error of a [Client], means that a POST was not
// sent.
func NeverSent(err error) bool {
	var notSent *NotSentError
	return errors.As(err, &notSent)
}

// connection observes whether an attempt gets a connection. A connection is
// established after the TLS handshake and the CONNECT request to a proxy. What
// follows counts as sent, even if writing fails: the server may have received a
// part that it accepts.
type connection struct {
	// missing is true while the attempt waits for a connection. It stays false for
	// a transport that reports nothing.
	missing atomic.Bool
}

// traceConnection returns a context that reports the connection of an attempt.
// net/http waits for another connection if nothing was written to the first one, or
// if the server did not process the request (RFC 9113, section 8.7).
func traceConnection(ctx context.Context) (context.Context, *connection) {
	traced := &connection{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { traced.missing.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { traced.missing.Store(false) },
	}), traced
}

// isMissing reports whether the attempt has ended without a connection.
func (c *connection) isMissing() bool { return c.missing.Load() }
