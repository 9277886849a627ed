package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// step is a Terraform command, and everything that it must do.
type step struct {
	title     string
	cli       *terraformcli.CLI
	arguments []string
	// shows are lines that the output must contain. They are printed, together with
	// those that every output shows.
	shows []*regexp.Regexp
	// writes are all requests that change something, as patterns of path.Match for
	// "METHOD PATH".
	writes []string
	// isConcurrent is true if the writes have no order.
	isConcurrent bool
	// check reports what else is not as the title states.
	check func(output string) error
}

// run runs a step and prints what it did.
func (d *demo) run(ctx context.Context, s step) error {
	d.steps++
	arguments := slices.Clone(s.arguments)
	if arguments[0] != "plan" {
		arguments = slices.Insert(arguments, 1, "-auto-approve")
	}
	d.printf("\n%d. %s\n   $ %s\n", d.steps, s.title, command(arguments))
	output, err := s.cli.Run(ctx, arguments...)
	requests := d.newRequests()
	if err == nil {
		d.printOutput(output, s.shows)
		d.printRequests(requests)
		err = s.verify(output, requests)
	} else if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = exit
	}
	if err == nil {
		return nil
	}
	return d.failed(s, output, requests, err)
}

// command returns a Terraform command as it is typed.
func command(arguments []string) string {
	typed := []string{"terraform"}
	for _, argument := range arguments {
		if strings.ContainsAny(argument, `["`) {
			argument = "'" + argument + "'"
		}
		typed = append(typed, argument)
	}
	return strings.Join(typed, " ")
}

// verify compares what the step did with what it must do.
func (s step) verify(output string, requests mockserver.Journal) error {
	for _, shown := range s.shows {
		if !shown.MatchString(output) {
			return fmt.Errorf("the output has no line like %s", shown)
		}
	}
	var writes []string
	for _, request := range requests.Mutations() {
		writes = append(writes, request.Method+" "+request.Path)
	}
	expected := slices.Clone(s.writes)
	if s.isConcurrent {
		slices.Sort(writes)
		slices.Sort(expected)
	}
	if !slices.EqualFunc(expected, writes, func(pattern, write string) bool {
		isMatch, err := path.Match(pattern, write)
		return isMatch && err == nil
	}) {
		return fmt.Errorf("expected the changes %q on the server, got %q", expected, writes)
	}
	if s.check != nil {
		return s.check(output)
	}
	return nil
}

// newRequests returns the requests since the last call.
func (d *demo) newRequests() mockserver.Journal {
	journal := d.mock.Journal()
	requests := journal[d.printed:]
	d.printed = len(journal)
	return requests
}

// failed returns an error with everything that is known about a failed step.
func (d *demo) failed(s step, output string, requests mockserver.Journal, err error) error {
	var text strings.Builder
	fmt.Fprintf(&text, "step %d: %s\n%s\n", d.steps, s.title, err)
	if !d.isVerbose {
		fmt.Fprintf(&text, "\nOutput of terraform %s:\n%s\n", strings.Join(s.arguments, " "), strings.TrimSpace(output))
	}
	text.WriteString("\nRequests in this step, with the status of the response:\n")
	for _, r := range requests {
		fmt.Fprintf(&text, "%s %s?%s %d %s %s %s\n", r.Method, r.Path, r.Query.Encode(), r.Status, r.Code, r.Fault, r.Body)
	}
	return errors.New(text.String())
}
