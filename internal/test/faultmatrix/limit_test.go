package faultmatrix_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// The rows of this table are the operations with a time limit, the columns are what
// a server does that is out of order.

// limit is the time limit of each operation, and margin how much later it may end.
const (
	limit  = 3 * time.Second
	margin = 2 * time.Second
)

// The waits of the provider take no real time, so that these cells are exact.
func TestTimeouts_ServerFails_HoldOnClock(t *testing.T) {
	t.Parallel()
	fail := func(fault mockserver.Fault) func(*limitCell) {
		fault.Times = mockserver.Always
		return func(c *limitCell) { c.env.Mock.Inject(fault) }
	}
	posts := func(kind mockserver.FaultKind) func(*limitCell) {
		return fail(mockserver.Fault{Kind: kind, Method: http.MethodPost})
	}
	for name, outage := range map[string]func(*limitCell){
		"refused":           func(c *limitCell) { c.listener.close() },
		"dropped":           fail(mockserver.Fault{Kind: mockserver.FaultDropBefore}),
		"500":               fail(mockserver.Fault{Kind: mockserver.FaultErrorBefore}),
		"503":               fail(mockserver.Fault{Kind: mockserver.FaultUnavailable}),
		"429, Retry-After":  fail(mockserver.Fault{Kind: mockserver.FaultRateLimited, RetryAfter: time.Hour, RetryAfterFormat: mockserver.RetryAfterSeconds}),
		"not JSON":          fail(mockserver.Fault{Kind: mockserver.FaultGarbage}),
		"POST dropped":      posts(mockserver.FaultDropBefore),
		"POST 500":          posts(mockserver.FaultErrorBefore),
		"POST 500 after":    posts(mockserver.FaultErrorAfter),
		"POST rate limited": posts(mockserver.FaultRateLimited),
		"reads 500":         fail(mockserver.Fault{Kind: mockserver.FaultErrorBefore, Method: http.MethodGet}),
	} {
		for _, operation := range limitedOperations() {
			t.Run(name+"/"+operation.name, func(t *testing.T) {
				t.Parallel()
				c := newLimitCell(t)
				operation.prepare(c)
				do := operation.plan(c)
				outage(c)
				began := c.env.Clock.Now()
				run := do()
				if took := c.env.Clock.Now().Sub(began); took > limit+margin {
					t.Errorf("took %s, with a limit of %s", took, limit)
				} else if took >= limit && !mentionsLimit(run, operation.setting) && !mentions(run, lastAttempt) {
					t.Errorf("took %s, and no diagnostic names %s: %v", took, operation.setting, run.Diagnostics)
				}
				mustRecover(c, operation)
			})
		}
	}
}

// mustRecover checks that the operation succeeds once the server works again.
func mustRecover(c *limitCell, operation limitedOperation) {
	c.Helper()
	c.env.Mock.ClearFaults()
	c.listener.open()
	c.env.Clock.Advance(2 * time.Minute)
	c.use(c.env.ProtocolWithSettings(c.T, c.settings()))
	if (operation.name == "revoke" && !c.certificate.Exists()) || (operation.name == "revoke import" && !c.imported.Exists()) {
		return
	}
	operation.plan(c)().MustSucceed()
}

// lastAttempt is in the error of a request that ended because it was repeated as often
// as permitted. That may happen by chance while an operation that has reached its limit
// looks for the last time.
var lastAttempt = fmt.Sprintf("(after %d attempts)", tigertrust.DefaultMaxRetries+1)

// mentionsLimit reports whether a diagnostic contains the name of a setting with the
// limit.
func mentionsLimit(run *acctest.Run, setting string) bool {
	return mentions(run, limit.String()+" ("+setting+")")
}

// mentions reports whether a diagnostic contains a text.
func mentions(run *acctest.Run, text string) bool {
	for _, diagnostic := range run.Diagnostics {
		if strings.Contains(diagnostic.Text(), text) {
			return true
		}
	}
	return false
}

// dripping returns the response of a handler byte by byte.
func dripping(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		w.WriteHeader(recorder.Code)
		for _, octet := range recorder.Body.Bytes() {
			select {
			case <-r.Context().Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
			_, _ = w.Write([]byte{octet})
			_ = http.NewResponseController(w).Flush()
		}
	})
}

// A server that does not respond takes real time. The provider gives up a request
// after 30 seconds, and repeats it: a limit that does not hold shows on any machine.
func TestTimeouts_SilentServer_HoldInRealTime(t *testing.T) {
	t.Parallel()
	const slowMachine = 10 * time.Second
	for name, outage := range map[string]func(*limitCell){
		"silent": func(c *limitCell) {
			c.env.Mock.Inject(mockserver.Fault{Kind: mockserver.FaultSlow, Delay: time.Hour, Times: mockserver.Always})
		},
		"silent after POST": func(c *limitCell) {
			c.env.Mock.Inject(mockserver.Fault{Kind: mockserver.FaultSlowResponse, Method: http.MethodPost, Delay: time.Hour, Times: mockserver.Always})
		},
		"byte by byte": func(c *limitCell) { c.listener.handler = dripping(c.listener.handler) },
		"black hole":   (*limitCell).blackHole,
	} {
		for _, operation := range limitedOperations() {
			t.Run(name+"/"+operation.name, func(t *testing.T) {
				t.Parallel()
				c := newLimitCell(t)
				operation.prepare(c)
				c.use(c.env.RealTimeProtocol(t, c.settings()))
				do := operation.plan(c)
				outage(c)
				began := time.Now()
				run := do()
				if took := time.Since(began); took > limit+margin+slowMachine {
					t.Errorf("took %s, with a limit of %s", took, limit)
				} else if took >= limit && !run.Succeeded && !mentionsLimit(run, operation.setting) {
					t.Errorf("took %s, and no diagnostic names %s: %v", took, operation.setting, run.Diagnostics)
				}
			})
		}
	}
}
