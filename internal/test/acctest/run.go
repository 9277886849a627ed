package acctest

import (
	"bufio"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Run is the result of a Terraform command, or of a request through [Protocol].
// Its checks fail the test and print the whole output.
type Run struct {
	// Succeeded reports whether the command exited with 0.
	Succeeded bool
	// Diagnostics are all warnings and errors, in the order of the output. An
	// apply repeats those of its plan.
	Diagnostics []Diagnostic
	// Changes are the planned changes, without no-ops.
	Changes []Change
	// QueryResults are the display names of the results of a query.
	QueryResults []string
	// Progress are the progress messages of actions.
	Progress []string

	t       testing.TB
	command string
	output  string
}

// Diagnostic is a warning or an error, without line wrapping.
type Diagnostic struct {
	Severity string
	// Address is the address of the resource, if any.
	Address string
	Summary string
	Detail  string
	// Location is the line of the configuration that Terraform shows: that of
	// the attribute if it is configured, or else the first line of the block.
	// From [Protocol], it is the path of the attribute.
	Location string
}

// Text returns summary and detail.
func (d Diagnostic) Text() string { return d.Summary + "\n" + d.Detail }

// Change is a planned change of a resource.
type Change struct {
	Address string
	// Action is create, update, replace, delete, import or forget.
	Action string
}

// message is a line of the output of Terraform with -json.
type message struct {
	Type       string         `json:"type"`
	Diagnostic diagnosticJSON `json:"diagnostic"`
	Change     struct {
		Resource struct {
			Address string `json:"addr"`
		} `json:"resource"`
		Action string `json:"action"`
	} `json:"change"`
	Found struct {
		DisplayName string `json:"display_name"`
	} `json:"list_resource_found"`
	Hook struct {
		Message string `json:"message"`
	} `json:"hook"`
}

// diagnosticJSON is a diagnostic in the output of Terraform with -json.
type diagnosticJSON struct {
	Severity string `json:"severity"`
	Address  string `json:"address"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Snippet  struct {
		Code string `json:"code"`
	} `json:"snippet"`
}

func (d *diagnosticJSON) diagnostic() Diagnostic {
	return Diagnostic{
		Severity: d.Severity,
		Address:  d.Address,
		Summary:  d.Summary,
		Detail:   d.Detail,
		Location: strings.TrimSpace(d.Snippet.Code),
	}
}

// newValidation returns the result of terraform validate, whose output is one
// document.
func newValidation(tb testing.TB, output string, succeeded bool) *Run {
	tb.Helper()
	run := &Run{Succeeded: succeeded, t: tb, command: "validate", output: output}
	var document struct {
		Diagnostics []diagnosticJSON `json:"diagnostics"`
	}
	if err := json.Unmarshal([]byte(output), &document); err != nil {
		tb.Fatalf("%v in %s", err, output)
	}
	for i := range document.Diagnostics {
		run.Diagnostics = append(run.Diagnostics, document.Diagnostics[i].diagnostic())
	}
	return run
}

func newRun(tb testing.TB, command, output string, succeeded bool) *Run {
	tb.Helper()
	run := &Run{Succeeded: succeeded, t: tb, command: command, output: output}
	lines := bufio.NewScanner(strings.NewReader(output))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var line message
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		switch line.Type {
		case "diagnostic":
			run.Diagnostics = append(run.Diagnostics, line.Diagnostic.diagnostic())
		case "planned_change":
			run.Changes = append(run.Changes, Change{Address: line.Change.Resource.Address, Action: line.Change.Action})
		case "list_resource_found":
			run.QueryResults = append(run.QueryResults, line.Found.DisplayName)
		case "action_progress":
			run.Progress = append(run.Progress, line.Hook.Message)
		}
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return run
}

// MustSucceed checks that the command succeeded.
func (r *Run) MustSucceed() *Run {
	r.t.Helper()
	if !r.Succeeded {
		r.fatalf("terraform %s failed", r.command)
	}
	return r
}

// MustFail checks that the command failed.
func (r *Run) MustFail() *Run {
	r.t.Helper()
	if r.Succeeded {
		r.fatalf("terraform %s succeeded", r.command)
	}
	return r
}

// MustPlan checks the planned actions for a resource. Without actions, it checks
// that the plan does not change the resource.
func (r *Run) MustPlan(address string, actions ...string) *Run {
	r.t.Helper()
	var planned []string
	for _, change := range r.Changes {
		if change.Address == address {
			planned = append(planned, change.Action)
		}
	}
	if strings.Join(planned, ", ") != strings.Join(actions, ", ") {
		r.fatalf("terraform %s: expected the planned actions %q for %s, got %q", r.command, actions, address, planned)
	}
	return r
}

// MustWarn returns the first warning that matches a pattern.
func (r *Run) MustWarn(pattern string) Diagnostic {
	r.t.Helper()
	return r.mustDiagnose("warning", pattern)
}

// MustError returns the first error that matches a pattern.
func (r *Run) MustError(pattern string) Diagnostic {
	r.t.Helper()
	return r.mustDiagnose("error", pattern)
}

// MustNotMention checks that no diagnostic matches a pattern.
func (r *Run) MustNotMention(pattern string) *Run {
	r.t.Helper()
	expression := regexp.MustCompile(pattern)
	for _, diagnostic := range r.Diagnostics {
		if expression.MatchString(diagnostic.Text()) {
			r.fatalf("terraform %s: expected no diagnostic that matches %q", r.command, pattern)
		}
	}
	return r
}

// MustHaveNoDiagnostics checks that the command succeeded without warnings.
func (r *Run) MustHaveNoDiagnostics() *Run {
	r.t.Helper()
	return r.MustSucceed().MustNotMention("")
}

// MustOnlyWarn checks that the command succeeded, and that its warnings match the
// patterns, each pattern one warning in any order.
func (r *Run) MustOnlyWarn(patterns ...string) *Run {
	r.t.Helper()
	r.MustSucceed()
	if len(r.Diagnostics) != len(patterns) {
		r.fatalf("terraform %s: expected %d warnings, got %d", r.command, len(patterns), len(r.Diagnostics))
	}
	for _, pattern := range patterns {
		r.MustWarn(pattern)
	}
	return r
}

func (r *Run) mustDiagnose(severity, pattern string) Diagnostic {
	r.t.Helper()
	expression := regexp.MustCompile(pattern)
	for _, diagnostic := range r.Diagnostics {
		if diagnostic.Severity == severity && expression.MatchString(diagnostic.Text()) {
			return diagnostic
		}
	}
	r.fatalf("terraform %s: expected a diagnostic of severity %s that matches %q", r.command, severity, pattern)
	return Diagnostic{}
}

// MustReportProgress checks the progress messages of actions.
func (r *Run) MustReportProgress(messages ...string) *Run {
	r.t.Helper()
	if !slices.Equal(r.Progress, messages) {
		r.fatalf("expected the progress messages\n%q\ngot\n%q", messages, r.Progress)
	}
	return r
}

func (r *Run) fatalf(format string, arguments ...any) {
	r.t.Helper()
	var diagnostics strings.Builder
	for _, diagnostic := range r.Diagnostics {
		diagnostics.WriteString("\n" + diagnostic.Severity + ": " + diagnostic.Text() + "\n  at " + diagnostic.Location + "\n")
	}
	r.t.Fatalf(format+"\n%s\n%s", append(arguments, diagnostics.String(), r.output)...)
}
