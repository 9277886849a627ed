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
		client, _ := newSession(t, nil, false)
		inTurn, most := 0, 0
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				done, err := client.Lock(t.Context(), "www.example.com")
				if err != nil {
					t.Error(err)
					return
				}
				defer done()
				inTurn++
				most = max(most, inTurn)
				time.Sleep(time.Second)
				inTurn--
			})
		}
		began := time.Now()
		other, err := client.Lock(t.Context(), "other.example.com")
		if err != nil || time.Since(began) != 0 {
			t.Errorf("another queue: %v after %s", err, time.Since(began))
		}
		other()
		all.Wait()
		if most != 1 {
			t.Errorf("%d had their turn at once", most)
		}
	})
}

func TestLock_Cancelled_Fails(t *testing.T) {
	client, _ := newSession(t, nil, false)
	done, err := client.Lock(t.Context(), "www.example.com")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Lock(ctx, "www.example.com"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	done()
	if done, err = client.Lock(t.Context(), "www.example.com"); err != nil {
		t.Error(err)
	}
	done()
}
