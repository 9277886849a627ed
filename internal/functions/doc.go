// Package functions implements the provider functions. They are pure: they neither
// call the API nor read the clock.
package functions
