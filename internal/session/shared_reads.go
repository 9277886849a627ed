package session

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// sharedReadAge is how long a response is shared.
const sharedReadAge = time.Minute

// sharedReads is a cache that shares a GET between resources that read the same
// certificate.
type sharedReads struct {
	mu    sync.Mutex
	reads map[tigertrust.ID]*sharedRead
	// prunedAt is when expired reads were last removed.
	prunedAt time.Time
}

// sharedRead is one GET, in flight until done is closed.
type sharedRead struct {
	began       time.Time
	done        chan struct{}
	certificate *tigertrust.Certificate
	err         error
	// abandoned is true if the caller that sent the request was cancelled. Its
	// error does not apply to the others.
	abandoned bool
}

// SharedCertificate is [tigertrust.Client.Certificate] with one request for all
// callers that read the same certificate within a minute, or until this session
// writes to it. An error is only shared with callers that are already waiting.
// Callers must not modify the result.
func (s *Session) SharedCertificate(ctx context.Context, id tigertrust.ID) (*tigertrust.Certificate, error) {
	for {
		read, isNew := s.reads.join(id, s.Now())
		if isNew {
			read.certificate, read.err = s.Certificate(ctx, id)
			s.single.record(read.certificate)
			if read.err != nil {
				read.abandoned = ctx.Err() != nil
				s.reads.forget(id)
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

// join returns the read to wait for, or a new one for which the caller must send
// the request.
func (r *sharedReads) join(id tigertrust.ID, now time.Time) (read *sharedRead, isNew bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if read, ok := r.reads[id]; ok && now.Sub(read.began) < sharedReadAge {
		return read, false
	}
	read = &sharedRead{began: now, done: make(chan struct{})}
	if r.reads == nil {
		r.reads = map[tigertrust.ID]*sharedRead{}
	}
	if now.Sub(r.prunedAt) >= sharedReadAge {
		maps.DeleteFunc(r.reads, func(_ tigertrust.ID, old *sharedRead) bool { return now.Sub(old.began) >= sharedReadAge })
		r.prunedAt = now
	}
	r.reads[id] = read
	return read, true
}

// forget removes a read, so that the next caller sends a request.
func (r *sharedReads) forget(id tigertrust.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.reads, id)
}
