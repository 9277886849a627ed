package tigertrust

import (
	"context"
	"iter"
)

// every yields the items as each does. When it has come to the end, and has
// seen fewer than the server counts or the count has changed, it reads the list
// again and yields what it has not yielded before.
func (l list[T]) every(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		yielded := map[ID]bool{}
		unsettled := &UnstableListError{}
		var none T
		for range listReadings {
			count := counting[T]{total: -1}
			seen := 0
			for item, err := range l.walk(ctx, count.turn) {
				if err != nil {
					yield(none, err)
					return
				}
				seen++
				if yielded[l.id(item)] {
					continue
				}
				yielded[l.id(item)] = true
				if !yield(item, nil) {
					return
				}
			}
			// Where nothing can leave the list, readings add up.
			if count.total < 0 || !count.changed && (seen == count.total || !l.loses && len(yielded) == count.total) {
				return
			}
			unsettled.Seen, unsettled.Total = seen, count.total
		}
		yield(none, unsettled)
	}
}

// counting compares the totals that the pages of one reading announce.
type counting[T any] struct {
	// total is the last page's, below zero where none tells it.
	total   int
	changed bool
}

func (c *counting[T]) turn(p *page[T]) {
	if p.Pagination == nil {
		return
	}
	c.changed = c.changed || c.total >= 0 && c.total != p.Pagination.Total
	c.total = p.Pagination.Total
}
