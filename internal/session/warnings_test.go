package session

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestFirstOf_IsTrueOncePerKind(t *testing.T) {
	t.Parallel()
	var session Session
	var firsts atomic.Int64
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for _, kind := range []Warning{"replaced", "revoked"} {
				if session.FirstOf(kind) {
					firsts.Add(1)
				}
			}
		})
	}
	if group.Wait(); firsts.Load() != 2 {
		t.Errorf("%d warnings were first, want one of each kind", firsts.Load())
	}
}
