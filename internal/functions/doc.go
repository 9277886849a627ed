// Package functions implements the provider functions parse_certificate and
// days_until. They are pure: they neither call the API nor read the clock.
package functions
