package clock

import "time"

// DaysUntil returns the whole days from one time to the end, rounded down;
// they are negative once the end has passed. The two may be too far from each
// other for a [time.TimeoutOr]: year 9999 means no end at all.
func DaysUntil(end, from time.Time) int64 {
	const day = 24 * 60 * 60
	seconds := end.Unix() - from.Unix()
	if end.Nanosecond() < from.Nanosecond() {
		seconds--
	}
	days := seconds / day
	if seconds%day < 0 {
		days--
	}
	return days
}
