//go:build !linux

package faultmatrix_test

import "testing"

// listenWithoutQueue skips the test.
func listenWithoutQueue(t *testing.T, _ string) {
	t.Helper()
	t.Skip("no black hole on this system")
}
