package simulation_test

import (
	"context"
	"fmt"
	"testing"
)

// violation is the reason why a sequence failed.
type violation struct {
	// kind groups violations in reports.
	kind   string
	detail string
}

// trial stands in for the test while one sequence runs: a failure ends the
// sequence and not the test, so that failures can be counted and shortened.
type trial struct {
	testing.TB
	context  context.Context
	cleanups []func()
}

func (t *trial) Helper()                  {}
func (t *trial) Context() context.Context { return t.context }
func (t *trial) Cleanup(clean func())     { t.cleanups = append(t.cleanups, clean) }
func (t *trial) FailNow()                 { panic(violation{"protocol", "failed"}) }

// A failure of the protocol driver is something that Terraform would call a bug
// of the provider.
func (t *trial) Fatal(arguments ...any) { panic(violation{"protocol", fmt.Sprint(arguments...)}) }
func (t *trial) Error(arguments ...any) { t.Fatal(arguments...) }
func (t *trial) Fatalf(format string, arguments ...any) {
	panic(violation{"protocol", fmt.Sprintf(format, arguments...)})
}
func (t *trial) Errorf(format string, arguments ...any) { t.Fatalf(format, arguments...) }

// run calls do and returns how it failed, nil if it did not.
func (t *trial) run(do func()) (failure *violation) {
	ctx, cancel := context.WithCancel(context.Background())
	t.context = ctx
	defer func() {
		cancel()
		for i := len(t.cleanups) - 1; i >= 0; i-- {
			t.cleanups[i]()
		}
		switch reason := recover().(type) {
		case nil:
		case violation:
			failure = &reason
		default:
			failure = &violation{"panic", fmt.Sprint(reason)}
		}
	}()
	do()
	return nil
}
