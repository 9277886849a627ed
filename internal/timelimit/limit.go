package timelimit

import "time"

// Limit is the time limit of one operation.
type Limit struct {
	// Setting is the attribute that it comes from, such as timeouts.create.
	Setting  string
	Duration time.Duration
	Deadline time.Time
}

// From returns the limit of what begins at a time.
func From(begun time.Time, setting string, duration time.Duration) Limit {
	return Limit{Setting: setting, Duration: duration, Deadline: begun.Add(duration)}
}
