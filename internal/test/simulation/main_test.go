package simulation_test

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"
)

var (
	seeds     = flag.Int("seeds", 20, "number of seeds to run")
	firstSeed = flag.Uint64("first-seed", 1, "first of the seeds to run")
	oneSeed   = flag.Uint64("seed", 0, "the only seed to run, with its transcript")
	only      = flag.String("only", "", "comma-separated kinds of what the server does, such as grant,mixup; all if empty")
	doShrink  = flag.Bool("shrink", true, "whether to shorten sequences that fail")
)

func TestMain(m *testing.M) {
	flag.Parse()
	// A sequence is short-lived, and there are thousands of them.
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
