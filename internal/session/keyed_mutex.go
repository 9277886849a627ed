package session

import (
	"context"
	"sync"
)

// keyedMutex contains a mutex for each key.
type keyedMutex struct {
	mu    sync.Mutex
	locks map[string]chan struct{}
}

func (m *keyedMutex) of(key string) chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	lock, ok := m.locks[key]
	if !ok {
		if m.locks == nil {
			m.locks = map[string]chan struct{}{}
		}
		lock = make(chan struct{}, 1)
		m.locks[key] = lock
	}
	return lock
}

// Lock acquires the mutex of the key and returns the function that releases it.
// It returns the cause of ctx if ctx ends first. Orders for the same names use the
// same key: if a response is lost, a certificate that appears in the meantime
// belongs to no other order of this session.
func (s *Session) Lock(ctx context.Context, key string) (unlock func(), err error) {
	lock := s.locks.of(key)
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	}
}
