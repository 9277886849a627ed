package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// sample is what one run took.
type sample struct {
	// wall is from start to end, cpu that of Terraform and its provider.
	wall, cpu time.Duration
	// peak is the provider's largest resident memory, in bytes; 0 where there
	// was no provider, or the system does not tell.
	peak int64
	// requests are those that the mock got.
	requests int
}

// terraform runs Terraform with the providers of the benchmark.
type terraform struct {
	executable, settings string
}

// run runs a command in a workspace and expects it to end with 0.
func (tf *terraform) run(ctx context.Context, w *workspace, environment []string, arguments ...string) (sample, error) {
	command := exec.CommandContext(ctx, tf.executable, arguments...)
	command.Dir = w.folder
	command.Env = append([]string{
		"CHECKPOINT_DISABLE=1", "HOME=" + w.folder, "PATH=" + os.Getenv("PATH"), "TF_CLI_CONFIG_FILE=" + tf.settings,
	}, environment...)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	began := time.Now()
	if err := command.Start(); err != nil {
		return sample{}, err
	}
	peak := watchProvider(command.Process.Pid)
	err := command.Wait()
	taken := sample{wall: time.Since(began), cpu: command.ProcessState.UserTime() + command.ProcessState.SystemTime()}
	taken.peak = peak()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return sample{}, fmt.Errorf("terraform %s ended with %d:\n%s", strings.Join(arguments, " "), exit.ExitCode(), tail(output.String()))
	}
	return taken, err
}

func tail(output string) string { return output[max(0, len(output)-4000):] }

// watchInterval is how often the provider's memory is looked at. What is read
// is the system's own high-water mark, so that only the last moments can be
// missed.
const watchInterval = 20 * time.Millisecond

// watchProvider looks at the plugin that a Terraform starts, until the returned
// function is called, which returns its largest resident memory in bytes.
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
					peak = max(peak, highWaterMark(child))
				}
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-result
	}
}

// children returns the child processes of all threads of a process (Linux).
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

// highWaterMark returns VmHWM of a process in bytes, 0 where it has ended.
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
