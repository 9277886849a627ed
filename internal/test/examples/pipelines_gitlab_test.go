package examples_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// gitLabCI runs the jobs of a GitLab pipeline.
type gitLabCI struct {
	account   *pipelineAccount
	rules     []gitLabRule
	variables map[string]string
	before    []string
	jobs      map[string]gitLabJob
}

type gitLabRule struct{ If string }

type gitLabJob struct {
	BeforeScript []string `yaml:"before_script"`
	Script       []string
	Timeout      string
	Environment  string
	Rules        []gitLabRule
}

func newGitLabCI(t *testing.T, account *pipelineAccount) pipeline {
	t.Helper()
	var file struct {
		Workflow  struct{ Rules []gitLabRule }
		Variables map[string]string
		Default   struct {
			Image        any
			BeforeScript []string `yaml:"before_script"`
		}
		Jobs map[string]gitLabJob `yaml:",inline"`
	}
	readPipeline(t, "gitlab-ci/gitlab-ci.yml", &file)
	return &gitLabCI{account: account, rules: file.Workflow.Rules, variables: file.Variables, before: file.Default.BeforeScript, jobs: file.Jobs}
}

func (g *gitLabCI) run(t *testing.T, on trigger) outcome {
	t.Helper()
	g.account.mock.ResetJournal()
	variables := maps.Clone(map[trigger]map[string]string{
		pullRequest: {"$CI_PIPELINE_SOURCE": "merge_request_event"},
		merge:       {"$CI_PIPELINE_SOURCE": "push", "$CI_COMMIT_BRANCH": "main"},
		nightly:     {"$CI_PIPELINE_SOURCE": "schedule", "$CI_COMMIT_BRANCH": "main", "$JOB": "nightly"},
		weekly:      {"$CI_PIPELINE_SOURCE": "schedule", "$CI_COMMIT_BRANCH": "main", "$JOB": "report"},
		byHand:      {"$CI_PIPELINE_SOURCE": "web", "$CI_COMMIT_BRANCH": "main"},
	}[on])
	variables["$CI_DEFAULT_BRANCH"] = "main"
	applies := func(rule gitLabRule) bool { return holds(t, rule.If, variables) }
	if !slices.ContainsFunc(g.rules, applies) {
		t.Fatalf("trigger %d starts no pipeline", on)
	}
	var result outcome
	started := 0
	for _, name := range slices.Sorted(maps.Keys(g.jobs)) {
		if job := g.jobs[name]; slices.ContainsFunc(job.Rules, applies) {
			started++
			g.runJob(t, &job, &result)
		}
	}
	if started != 1 {
		t.Fatalf("trigger %d started %d jobs", on, started)
	}
	result.requests = g.account.mock.Journal()
	return result
}

// runJob runs the lines of a job in one shell. GitLab shows their output.
func (g *gitLabCI) runJob(t *testing.T, job *gitLabJob, result *outcome) {
	t.Helper()
	if job.Timeout == "" {
		t.Error("a job has no time limit")
	}
	environment := maps.Clone(g.variables)
	maps.Copy(environment, pipelineKeys)
	if job.Environment != "production" {
		// The scope of the variable.
		delete(environment, "TIGERTRUST_API_KEY")
	}
	before := job.BeforeScript
	if before == nil {
		before = g.before
	}
	output, succeeded := g.account.script(t, []string{"sh", "-e"}, strings.Join(slices.Concat(before, job.Script), "\n"), "", environment)
	result.output, result.failed = output, !succeeded
	_, result.summary, _ = strings.Cut(output, "successfully initialized!")
}
