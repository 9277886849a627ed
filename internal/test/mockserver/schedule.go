package mockserver

import (
	"container/heap"
	"time"
)

// job is something that happens on the server at a time of its own.
type job struct {
	at       time.Time
	sequence int
	run      func(at time.Time)
}

// schedule holds the jobs to come. It is a heap, since thousands of
// certificates can be pending at the same time.
type schedule struct {
	jobs  jobHeap
	count int
}

func (s *schedule) add(at time.Time, run func(at time.Time)) {
	s.count++
	heap.Push(&s.jobs, job{at: at, sequence: s.count, run: run})
}

// next takes the next job that is due.
func (s *schedule) next(now time.Time) (job, bool) {
	if len(s.jobs) == 0 || s.jobs[0].at.After(now) {
		return job{}, false
	}
	due, ok := heap.Pop(&s.jobs).(job)
	return due, ok
}

// runDueJobs does what has become due since the last request. Each job runs with
// the time at which it was due, however late that is noticed.
func (s *Server) runDueJobs() {
	now := s.now()
	for {
		due, ok := s.schedule.next(now)
		if !ok {
			return
		}
		due.run(due.at)
	}
}

// runAfter does something when a delay has passed since a time: at once for none,
// and never for a negative one.
func (s *Server) runAfter(since time.Time, delay time.Duration, run func(at time.Time)) {
	switch {
	case delay == 0:
		run(since)
	case delay > 0:
		s.schedule.add(since.Add(delay), run)
	}
}

// jobHeap implements heap.Interface.
type jobHeap []job

func (h jobHeap) Len() int { return len(h) }

func (h jobHeap) Less(i, j int) bool {
	if !h[i].at.Equal(h[j].at) {
		return h[i].at.Before(h[j].at)
	}
	return h[i].sequence < h[j].sequence
}

func (h jobHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *jobHeap) Push(x any) {
	if added, ok := x.(job); ok {
		*h = append(*h, added)
	}
}

// Pop implements heap.Interface.
func (h *jobHeap) Pop() any {
	last := len(*h) - 1
	popped := (*h)[last]
	*h = (*h)[:last]
	return popped
}
