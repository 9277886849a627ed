package main

import "strings"

// hasCode returns a condition for outcomes with this error code.
func hasCode(code string) func([]string) bool {
	return func(values []string) bool {
		for _, value := range values {
			if !strings.HasSuffix(value, " "+code) {
				return false
			}
		}
		return true
	}
}

func orderPoints() []point { return nil }
