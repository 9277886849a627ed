package tigertrust

import (
	"context"
	"sync"
)

// queues let those who stand in the same queue go one after the other.
type queues struct {
	mu    sync.Mutex
	heads map[string]chan struct{}
}

func (q *queues) of(name string) chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	head, ok := q.heads[name]
	if !ok {
		if q.heads == nil {
			q.heads = map[string]chan struct{}{}
		}
		head = make(chan struct{}, 1)
		q.heads[name] = head
	}
	return head
}

// Turn waits in the queue of that name until it is the caller's turn, or until
// ctx ends with its cause. The caller has it until it calls done. Orders for the
// same names take turns: where an answer is lost, what appears is then the work
// of no other order of this client.
func (c *Client) Turn(ctx context.Context, name string) (done func(), err error) {
	head := c.queues.of(name)
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case head <- struct{}{}:
		return func() { <-head }, nil
	}
}
