package session

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestLock_SameKey_IsExclusive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		session, _ := newSession(t, nil, false)
		holders, most := 0, 0
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				unlock, err := session.Lock(t.Context(), "www.example.com")
				if err != nil {
					t.Error(err)
					return
				}
				defer unlock()
				holders++
				most = max(most, holders)
				time.Sleep(time.Second)
				holders--
			})
		}
		started := time.Now()
		unlock, err := session.Lock(t.Context(), "other.example.com")
		if err != nil || time.Since(started) != 0 {
			t.Errorf("another key: %v after %s", err, time.Since(started))
		}
		unlock()
		all.Wait()
		if most != 1 {
			t.Errorf("%d callers held the lock at the same time", most)
		}
	})
}

func TestLock_Cancelled_Fails(t *testing.T) {
	session, _ := newSession(t, nil, false)
	unlock, err := session.Lock(t.Context(), "www.example.com")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := session.Lock(ctx, "www.example.com"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	unlock()
	if unlock, err = session.Lock(t.Context(), "www.example.com"); err != nil {
		t.Error(err)
	}
	unlock()
}
