package acctest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// Run is what a command of [Terraform] did. Its methods that expect something
// fail the test where it is not so, and show all that the command printed.
type Run struct {
	// Succeeded tells that the command ended with 0.
	Succeeded bool
	// Diagnostics are all warnings and errors, in the order of their
	// appearance. An apply repeats those of its plan.
	Diagnostics []Diagnostic
	// Changes are what was planned, one for each object that would not stay
	// as it is.
	Changes []Change
	// QueryResults are the display names of what a query found.
	QueryResults []string
	// Progress are the messages of actions.
	Progress []string

	t       testing.TB
	command string
	output  string
}

// Diagnostic is a warning or an error, as Terraform was given it: its lines
// are not wrapped.
type Diagnostic struct {
	Severity string
	// Address is the object that it is about, empty for none.
	Address string
	Summary string
	Detail  string
	// Location is the line of the configuration that Terraform shows with it: the
	// attribute where it has one that is configured, else the resource's
	// first line.
	Location string
}

// Text is summary and detail.
func (d Diagnostic) Text() string { return d.Summary + "\n" + d.Detail }

// Change is a planned change of one object.
type Change struct {
	Address string
	// Action is create, update, replace, delete, import or forget.
	Action string
	// Reason is why, in Terraform's words, such as tainted or requested.
	Reason string
}

// message is a line that Terraform prints with -json.
type message struct {
	Type       string `json:"type"`
	Diagnostic struct {
		Severity string `json:"severity"`
		Address  string `json:"address"`
		Summary  string `json:"summary"`
		Detail   string `json:"detail"`
		Snippet  struct {
			Code string `json:"code"`
		} `json:"snippet"`
	} `json:"diagnostic"`
	Change struct {
		Resource struct {
			Address string `json:"addr"`
		} `json:"resource"`
		Action string `json:"action"`
		Reason string `json:"reason"`
	} `json:"change"`
	Found struct {
		DisplayName string `json:"display_name"`
	} `json:"list_resource_found"`
	Hook struct {
		Message string `json:"message"`
	} `json:"hook"`
}

func newRun(t testing.TB, command string, output []byte, succeeded bool) *Run {
	t.Helper()
	run := &Run{Succeeded: succeeded, t: t, command: command, output: string(output)}
	lines := bufio.NewScanner(bytes.NewReader(output))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var line message
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		switch line.Type {
		case "diagnostic":
			run.Diagnostics = append(run.Diagnostics, Diagnostic{
				Severity: line.Diagnostic.Severity,
				Address:  line.Diagnostic.Address,
				Summary:  line.Diagnostic.Summary,
				Detail:   line.Diagnostic.Detail,
				Location: strings.TrimSpace(line.Diagnostic.Snippet.Code),
			})
		case "planned_change":
			run.Changes = append(run.Changes, Change{
				Address: line.Change.Resource.Address,
				Action:  line.Change.Action,
				Reason:  line.Change.Reason,
			})
		case "list_resource_found":
			run.QueryResults = append(run.QueryResults, line.Found.DisplayName)
		case "action_progress":
			run.Progress = append(run.Progress, line.Hook.Message)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return run
}

// MustSucceed expects that the command ended with 0.
func (r *Run) MustSucceed() *Run {
	r.t.Helper()
	if !r.Succeeded {
		r.fatalf("terraform %s failed", r.command)
	}
	return r
}

// MustFail expects that the command did not end with 0.
func (r *Run) MustFail() *Run {
	r.t.Helper()
	if r.Succeeded {
		r.fatalf("terraform %s succeeded", r.command)
	}
	return r
}

// MustPlan expects the actions that were planned for an object, none for one
// that stays as it is.
func (r *Run) MustPlan(address string, actions ...string) *Run {
	r.t.Helper()
	var planned []string
	for _, change := range r.Changes {
		if change.Address == address {
			planned = append(planned, change.Action)
		}
	}
	if strings.Join(planned, ", ") != strings.Join(actions, ", ") {
		r.fatalf("terraform %s planned %q for %s, expected was %q", r.command, planned, address, actions)
	}
	return r
}

// MustWarn expects a warning whose summary and detail match a pattern.
func (r *Run) MustWarn(pattern string) Diagnostic {
	r.t.Helper()
	return r.must("warning", pattern)
}

// MustError expects an error whose summary and detail match a pattern.
func (r *Run) MustError(pattern string) Diagnostic {
	r.t.Helper()
	return r.must("error", pattern)
}

// MustNotMention expects that no diagnostic matches a pattern.
func (r *Run) MustNotMention(pattern string) *Run {
	r.t.Helper()
	expression := regexp.MustCompile(pattern)
	for _, diagnostic := range r.Diagnostics {
		if expression.MatchString(diagnostic.Text()) {
			r.fatalf("terraform %s mentions %q", r.command, pattern)
		}
	}
	return r
}

// MustHaveNoDiagnostics expects neither warnings nor errors.
func (r *Run) MustHaveNoDiagnostics() *Run {
	r.t.Helper()
	return r.MustSucceed().MustNotMention("")
}

func (r *Run) must(severity, pattern string) Diagnostic {
	r.t.Helper()
	expression := regexp.MustCompile(pattern)
	for _, diagnostic := range r.Diagnostics {
		if diagnostic.Severity == severity && expression.MatchString(diagnostic.Text()) {
			return diagnostic
		}
	}
	r.fatalf("terraform %s has no %s that matches %q", r.command, severity, pattern)
	return Diagnostic{}
}

func (r *Run) fatalf(format string, arguments ...any) {
	r.t.Helper()
	var told strings.Builder
	for _, diagnostic := range r.Diagnostics {
		told.WriteString("\n" + diagnostic.Severity + ": " + diagnostic.Text() + "\n  at " + diagnostic.Location + "\n")
	}
	r.t.Fatalf(format+"\n%s\n%s", append(arguments, told.String(), r.output)...)
}
