package clock

import "time"

// DaysUntil returns the number of days between from and end, rounded down. It is
// negative if end is before from. The times may be further apart than a
// [time.Duration] allows: an end in the year 9999 means no expiry (RFC 5280,
// section 4.1.2.5).
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
