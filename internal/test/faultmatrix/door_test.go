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

// door is where connections are made to the mock server, unless it is closed:
// then they are refused.
type door struct {
	t        *testing.T
	address  string
	handler  http.Handler
	listener net.Listener
	// answered counts the requests. The door closes with the answer before each
	// request that closesBefore names.
	answered     int
	closesBefore func(request int) bool
	// refuses: it was closed before a request.
	refuses bool
}

// ports are those of doors. They are below what systems give to listeners that
// name no port: while a door is closed, its port must not become another
// server's.
var ports = func() *atomic.Int32 {
	var next atomic.Int32
	next.Store(20_000 + rand.Int32N(8_000))
	return &next
}()

// newDoor returns a door that is open.
func newDoor(t *testing.T, handler http.Handler) *door {
	t.Helper()
	d := &door{t: t, handler: handler, closesBefore: func(int) bool { return false }}
	// A port that somebody has is passed over.
	for d.isClosed() {
		d.address = fmt.Sprintf("127.0.0.1:%d", ports.Add(1))
		_ = d.listen()
	}
	t.Cleanup(d.close)
	return d
}

func (d *door) endpoint() string { return "http://" + d.address + "/api" }

func (d *door) isClosed() bool { return d.listener == nil }

func (d *door) close() {
	if !d.isClosed() {
		_ = d.listener.Close()
		d.listener = nil
	}
	d.refuses = true
}

func (d *door) open() {
	d.t.Helper()
	if !d.isClosed() {
		return
	}
	if err := d.listen(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *door) listen() error {
	listener, err := new(net.ListenConfig).Listen(d.t.Context(), "tcp", d.address)
	if err != nil {
		return err
	}
	d.listener = listener
	server := &http.Server{Handler: d}
	go func() { _ = server.Serve(listener) }()
	return nil
}

// ServeHTTP implements http.Handler. No connection is used twice, so that each
// request needs the door to be open.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.answered++
	w.Header().Set("Connection", "close")
	if d.closesBefore(d.answered) {
		d.close()
	}
	d.handler.ServeHTTP(w, r)
}

// refuse lets connections be refused where the operation makes its request. A
// refused connection has no request in it, so a run without a fault tells which
// request of the operation it is. The door opens again when the provider waits.
func (c *cell) refuse(occurrence occurrence) {
	c.Helper()
	targets := rehearse(c.T, c.operation)
	targets = targets[min(occurrence.skip, len(targets)):]
	if occurrence.skip > 0 {
		targets = targets[:min(1, len(targets))]
	}
	left := occurrence.times
	c.door.answered = 0
	c.door.closesBefore = func(request int) bool { return left != 0 && slices.Contains(targets, request) }
	if c.door.closesBefore(0) {
		c.door.close()
	}
	c.env.Clock.AfterSleep(func() {
		if !c.door.isClosed() || left < 0 {
			return
		}
		if left--; left == 0 {
			c.door.open()
		}
	})
}

// rehearse returns how many requests of an operation come before each of those
// that the fault is for.
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
