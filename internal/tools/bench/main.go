// Command bench measures the provider, and side by side with it what it is to
// be compared with: Terraform's own terraform_data, a bare provider with the
// same schema that makes no request, and the provider itself with bulk refresh
// off. Run it from the root of the repository; BENCHMARKS.md has results.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	runs := flag.Int("runs", 5, "how often everything is measured; the median counts")
	only := flag.String("only", "", "measure only scenarios whose name contains this, and what they are compared with")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *runs, *only)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "\nThe benchmark failed: %s\n", err)
		os.Exit(1)
	}
}

// run measures the scenarios in turn, again and again, so that whatever else
// the machine does hits all of them alike. Interrupted, it tells what it has.
func run(ctx context.Context, runs int, only string) (err error) {
	folder, err := os.MkdirTemp("", "tigertrust-bench-")
	if err != nil {
		return err
	}
	defer func() {
		if removeErr := os.RemoveAll(folder); err == nil {
			err = removeErr
		}
	}()
	s, err := newStage(ctx, folder)
	if err != nil {
		return err
	}
	defer s.close()
	scenarios, err := s.scenarios()
	if err != nil {
		return err
	}
	scenarios = chosen(scenarios, only)
	results := results{}
	err = results.measure(ctx, runs, scenarios)
	fmt.Println(s.machine())
	fmt.Println(results.table(scenarios))
	return err
}

// measure runs every scenario so many times.
func (r results) measure(ctx context.Context, runs int, scenarios []scenario) error {
	for i := range runs {
		for _, scenario := range scenarios {
			fmt.Fprintf(os.Stderr, "%d/%d %s\n", i+1, runs, scenario.name)
			taken, err := scenario.run(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", scenario.name, err)
			}
			r[scenario.name] = append(r[scenario.name], taken)
		}
	}
	return nil
}

// chosen returns the scenarios whose names contain a text, and those that they
// are compared with.
func chosen(all []scenario, text string) []scenario {
	wanted := map[string]bool{}
	for _, scenario := range all {
		if strings.Contains(scenario.name, text) {
			wanted[scenario.name], wanted[scenario.against] = true, true
		}
	}
	var kept []scenario
	for _, scenario := range all {
		if wanted[scenario.name] {
			kept = append(kept, scenario)
		}
	}
	return kept
}
