package mockserver

import (
	"container/heap"
	"time"
)

// job is a change that the server makes at a certain time.
type job struct {
	at       time.Time
	sequence int
	run      func(at time.Time)
}

// schedule contains future jobs. It is a heap because thousands of certificates
// can be pending at the same time.
type schedule struct {
	jobs  jobHeap
	count int
}

func (s *schedule) add(at time.Time, run func(at time.Time)) {
	s.count++
	heap.Push(&s.jobs, job{at: at, sequence: s.count, run: run})
}

// next removes and returns the next job that is due.
func (s *schedule) next(now time.Time) (job, bool) {
	if len(s.jobs) == 0 || s.jobs[0].at.After(now) {
		return job{}, false
	}
	due, ok := heap.Pop(&s.jobs).(job)
	return due, ok
}

// runDueJobs runs the jobs that have become due. Each job receives the time at
// which it was due, however late it runs.
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

// runAfter runs a job when a delay has passed since a time: immediately if the
// delay is zero, and never if it is negative.
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
