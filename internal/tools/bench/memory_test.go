package bench_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// watchInterval is the time between two readings of the provider's memory. The
// kernel keeps the high-water mark, so that only a peak in the last moments can be
// missed.
const watchInterval = 20 * time.Millisecond

// watchProvider reads the memory of the provider that a Terraform process starts.
// The returned function ends that, and returns the peak in bytes. It is 0 where
// there is no /proc.
func watchProvider(terraform int) func() int64 {
	stop, result := make(chan struct{}), make(chan int64)
	go func() {
		ticker := time.NewTicker(watchInterval)
		defer ticker.Stop()
		var peak int64
		for {
			select {
			case <-stop:
				result <- peak
				return
			case <-ticker.C:
				for _, child := range children(terraform) {
					if isProvider(child) {
						peak = max(peak, highWaterMark(child))
					}
				}
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-result
	}
}

// children returns the child processes of all threads of a process.
func children(pid int) []int {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	var found []int
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		for field := range strings.FieldsSeq(string(content)) {
			if child, err := strconv.Atoi(field); err == nil {
				found = append(found, child)
			}
		}
	}
	return found
}

// isProvider reports whether a process executes a provider. Until then, a new child
// process shares the memory of Terraform.
func isProvider(pid int) bool {
	executable, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	return err == nil && strings.HasPrefix(filepath.Base(executable), "terraform-provider-")
}

// highWaterMark returns VmHWM of a process in bytes, or 0 if it has ended.
func highWaterMark(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			if err != nil {
				return 0
			}
			return kilobytes << 10
		}
	}
	return 0
}
