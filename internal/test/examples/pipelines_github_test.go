package examples_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// gitHubActions runs the jobs of a workflow.
type gitHubActions struct {
	account  *pipelineAccount
	workflow struct {
		Env      map[string]string
		Defaults gitHubDefaults
		Jobs     map[string]gitHubJob
	}
}

type gitHubDefaults struct {
	Run struct {
		Shell            string
		WorkingDirectory string `yaml:"working-directory"`
	}
}

type gitHubJob struct {
	If       string
	Env      map[string]string
	Defaults gitHubDefaults
	Timeout  int `yaml:"timeout-minutes"`
	Steps    []struct {
		ID, Uses, If, Run string
	}
}

func newGitHubActions(t *testing.T, account *pipelineAccount) pipeline {
	t.Helper()
	runner := &gitHubActions{account: account}
	readPipeline(t, "github-actions/certificates.yml", &runner.workflow)
	return runner
}

// readPipeline reads a YAML file in the folder of pipelines.
func readPipeline(t *testing.T, file string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readExample(t, filepath.Join(pipelinesFolder, file))), into); err != nil {
		t.Fatal(err)
	}
}

func (g *gitHubActions) run(t *testing.T, on trigger) outcome {
	t.Helper()
	g.account.mock.ResetJournal()
	event := map[trigger]map[string]string{
		pullRequest: {"github.event_name": "pull_request"},
		merge:       {"github.event_name": "push"},
		nightly:     {"github.event_name": "schedule", "github.event.schedule": "17 3 * * *"},
		weekly:      {"github.event_name": "schedule", "github.event.schedule": "41 5 * * 1"},
		byHand:      {"github.event_name": "workflow_dispatch"},
	}[on]
	var result outcome
	started := 0
	for _, name := range slices.Sorted(maps.Keys(g.workflow.Jobs)) {
		if job := g.workflow.Jobs[name]; holds(t, job.If, event) {
			started++
			g.runJob(t, &job, maps.Clone(event), &result)
		}
	}
	if started != 1 {
		t.Fatalf("trigger %d started %d jobs", on, started)
	}
	result.requests = g.account.mock.Journal()
	return result
}

// installedByRunner matches the actions that the machine of the test replaces, each
// pinned to a commit.
var installedByRunner = regexp.MustCompile(`^(actions/checkout|hashicorp/setup-terraform|actions/upload-artifact)@[0-9a-f]{40}$`)

var secret = regexp.MustCompile(`^\$\{\{ secrets\.(\w+) \}\}$`)

func (g *gitHubActions) runJob(t *testing.T, job *gitHubJob, variables map[string]string, result *outcome) {
	t.Helper()
	if job.Timeout == 0 {
		t.Error("a job has no time limit")
	}
	environment := maps.Clone(g.workflow.Env)
	for name, value := range job.Env {
		match := secret.FindStringSubmatch(value)
		if match == nil {
			t.Fatalf("unknown expression %q", value)
		}
		environment[name] = pipelineKeys[match[1]]
	}
	files := map[string]string{}
	for _, name := range []string{"GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"} {
		files[name] = filepath.Join(t.TempDir(), name)
		environment[name] = files[name]
	}
	defer func() { result.summary = readIfExists(t, files["GITHUB_STEP_SUMMARY"]) }()
	for _, step := range job.Steps {
		switch {
		case step.Uses != "" && !installedByRunner.MatchString(step.Uses):
			t.Fatalf("unknown action %q", step.Uses)
		case step.Uses != "" || step.If != "" && !holds(t, step.If, variables):
			continue
		}
		if g.workflow.Defaults.Run.Shell != "bash" {
			t.Fatalf("unknown shell %q", g.workflow.Defaults.Run.Shell)
		}
		output, succeeded := g.account.script(t, []string{"bash", "--noprofile", "--norc", "-eo", "pipefail"}, step.Run, job.Defaults.Run.WorkingDirectory, environment)
		result.output += output
		if !succeeded {
			result.failed = true
			return
		}
		for line := range strings.Lines(readIfExists(t, files["GITHUB_OUTPUT"])) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			variables["steps."+step.ID+".outputs."+name] = value
		}
	}
}

// readIfExists returns the content of a file, or nothing.
func readIfExists(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(content)
}
