package startup

import (
	"os"
	"runtime/debug"
)

const (
	// gcPercent lets the heap grow to five times the live memory: the allocations
	// of a request are garbage after the response. In a plan of 1,000
	// certificates, 400 saves 15 % of the CPU time compared with 100, and 800
	// saves no more.
	gcPercent = 400
	// memoryLimit is the memory in bytes above which the collector runs more
	// often. A plan of 1,000 certificates uses half of it, and reading a data source
	// with 10,000 all of it.
	memoryLimit = 112 << 20
)

// TuneGC tunes the garbage collector for a process that lives as long as one
// Terraform command. It respects GOGC and GOMEMLIMIT.
func TuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
