package tigertrust

import (
	"context"
	"maps"
	"sync"
	"time"
)

// walkAge is how old an answer may be that resources of one walk share.
const walkAge = time.Minute

// walk shares answers between resources that need the same certificate within
// one walk of Terraform over its state.
type walk struct {
	mu    sync.Mutex
	reads map[ID]*walkRead
	// swept is when reads last lost what is too old to be shared.
	swept time.Time
}

// walkRead is one GET, under way until done is closed.
type walkRead struct {
	began       time.Time
	done        chan struct{}
	certificate *Certificate
	err         error
	// abandoned: the one who asked was told to stop, which is nobody else's
	// answer.
	abandoned bool
}

// CertificateOfWalk returns what [Client.Certificate] returns, and shares the
// request with everybody who asks for the same certificate within a minute. A
// write to the certificate through this client ends the sharing. Callers must
// not change what they get. Failures are not shared beyond those who wait.
func (c *Client) CertificateOfWalk(ctx context.Context, id ID) (*Certificate, error) {
	for {
		read, mine := c.walk.join(id, c.clock.Now())
		if mine {
			read.certificate, read.err = c.Certificate(ctx, id)
			if read.err != nil {
				read.abandoned = ctx.Err() != nil
				c.walk.forget(id)
			}
			close(read.done)
			return read.certificate, read.err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-read.done:
		}
		if !read.abandoned || ctx.Err() != nil {
			return read.certificate, read.err
		}
	}
}

// join returns the read to wait for, or a new one that is the caller's to do.
func (w *walk) join(id ID, now time.Time) (read *walkRead, mine bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if read, ok := w.reads[id]; ok && now.Sub(read.began) < walkAge {
		return read, false
	}
	read = &walkRead{began: now, done: make(chan struct{})}
	if w.reads == nil {
		w.reads = map[ID]*walkRead{}
	}
	if now.Sub(w.swept) >= walkAge {
		maps.DeleteFunc(w.reads, func(_ ID, old *walkRead) bool { return now.Sub(old.began) >= walkAge })
		w.swept = now
	}
	w.reads[id] = read
	return read, true
}

// forget ends what is shared of the certificate, after a write to it.
func (c *Client) forget(id ID) {
	c.walk.forget(id)
	if c.inventory != nil {
		c.inventory.forget(id)
	}
}

// forget makes the next one who asks send a request.
func (w *walk) forget(id ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.reads, id)
}
