package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Exit statuses.
const (
	exitWorks   = 0
	exitFails   = 1
	exitUnknown = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second interrupt ends the process.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run runs the command and returns its exit status.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	s, err := parse(args, getenv, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitWorks
	}
	if err != nil {
		complain(stderr, err)
		return exitUnknown
	}
	stderr = s.masked(stderr)
	survey, err := newSurvey(newAPI(s))
	if err != nil {
		complain(stderr, err)
		return exitUnknown
	}
	isComplete := s.survey(ctx, survey, stderr)
	if len(survey.observed) == 0 {
		return exitUnknown
	}
	return s.finish(survey, isComplete, stdout, stderr)
}

// survey makes all observations, and reports whether none is missing and nothing is
// left that was ordered.
func (s settings) survey(ctx context.Context, survey *survey, stderr io.Writer) bool {
	err := survey.run(ctx)
	if err == nil && s.order.name != "" {
		order := newOrder(survey, s.order, stderr)
		err = order.run(ctx)
		if err != nil {
			complain(stderr, err)
		}
		return order.finish(ctx) && err == nil
	}
	if err != nil {
		complain(stderr, err)
	}
	return err == nil
}

// complain prints an error.
func complain(stderr io.Writer, err error) {
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = "interrupted: the table is incomplete"
	}
	_, _ = io.WriteString(stderr, "conformance: "+text+"\n")
}

// finish prints the table, writes the report, and returns the exit status.
func (s settings) finish(survey *survey, complete bool, stdout, stderr io.Writer) int {
	table := rows(survey.observed, survey.unreadable, s.order.name != "")
	var text strings.Builder
	writeTable(&text, table)
	if _, err := s.masked(stdout).Write([]byte(text.String())); err != nil {
		complete = false
	}
	if s.report != "" {
		if err := s.writeReport(report{Format: reportFormat, Observed: survey.observed, Table: table}); err != nil {
			complain(stderr, err)
			complete = false
		}
	}
	switch {
	case len(withFailure(table)) > 0:
		return exitFails
	case !complete:
		return exitUnknown
	default:
		return exitWorks
	}
}
