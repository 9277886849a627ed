package faultmatrix_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"path"
	"slices"
	"sync/atomic"
	"testing"
)

// listener accepts connections to the mock server while it is open, and refuses
// them while it is closed.
type listener struct {
	t       *testing.T
	address string
	handler http.Handler
	tcp     net.Listener
	// handled is the number of requests. The listener closes before each request
	// for which closesBefore returns true.
	handled      int
	closesBefore func(request int) bool
	// hasRefused reports whether the listener was closed for a request.
	hasRefused bool
}

// ports is the last port of a listener. The ports are below the ephemeral ones of
// all systems: while a listener is closed, no other server may get its port.
var ports = func() *atomic.Int32 {
	var next atomic.Int32
	next.Store(20_000 + rand.Int32N(8_000))
	return &next
}()

// newListener returns an open listener.
func newListener(t *testing.T, handler http.Handler) *listener {
	t.Helper()
	l := &listener{t: t, handler: handler, closesBefore: func(int) bool { return false }}
	// A port that is in use is skipped.
	for l.isClosed() {
		l.address = fmt.Sprintf("127.0.0.1:%d", ports.Add(1))
		_ = l.listen()
	}
	t.Cleanup(l.close)
	return l
}

func (l *listener) endpoint() string { return "http://" + l.address + "/api" }

func (l *listener) isClosed() bool { return l.tcp == nil }

func (l *listener) close() {
	if !l.isClosed() {
		_ = l.tcp.Close()
		l.tcp = nil
	}
	l.hasRefused = true
}

func (l *listener) open() {
	l.t.Helper()
	if !l.isClosed() {
		return
	}
	if err := l.listen(); err != nil {
		l.t.Fatal(err)
	}
}

func (l *listener) listen() error {
	tcp, err := new(net.ListenConfig).Listen(l.t.Context(), "tcp", l.address)
	if err != nil {
		return err
	}
	l.tcp = tcp
	server := &http.Server{Handler: l}
	go func() { _ = server.Serve(tcp) }()
	return nil
}

// ServeHTTP implements http.Handler. It closes each connection after one request,
// so that the next request needs an open listener.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.handled++
	w.Header().Set("Connection", "close")
	if l.closesBefore(l.handled) {
		l.close()
	}
	l.handler.ServeHTTP(w, r)
}

// refuse arranges that the connection for the request of the operation is refused.
// A refused connection has no request, so a rehearsal without a fault counts the
// requests before it. The listener opens again when the provider sleeps.
func (c *cell) refuse(occurrence occurrence) {
	c.Helper()
	targets := rehearse(c.T, c.operation)
	targets = targets[min(occurrence.skip, len(targets)):]
	if occurrence.skip > 0 {
		targets = targets[:min(1, len(targets))]
	}
	left := occurrence.times
	c.listener.handled = 0
	c.listener.closesBefore = func(request int) bool { return left != 0 && slices.Contains(targets, request) }
	if c.listener.closesBefore(0) {
		c.listener.close()
	}
	c.env.Clock.AfterSleep(func() {
		if !c.listener.isClosed() || left < 0 {
			return
		}
		if left--; left == 0 {
			c.listener.open()
		}
	})
}

// rehearse runs an operation without a fault, and returns the number of requests
// before each request that the fault is for.
func rehearse(t *testing.T, operation operation) []int {
	t.Helper()
	c := newCell(t, operation, fault{})
	c.prepareAll()
	c.restart(nil)
	c.env.Mock.ResetJournal()
	for n := range objects {
		c.do(c, n).MustSucceed()
	}
	var targets []int
	for i, entry := range c.env.Mock.Journal() {
		if matches, err := path.Match(operation.path, entry.Path); err == nil && matches && entry.Method == operation.method {
			targets = append(targets, i)
		}
	}
	return targets
}
