package examples_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// pipelinesFolder contains the pipelines and the configuration that they apply.
const pipelinesFolder = "pipelines"

// trigger is an event that starts a pipeline.
type trigger int

const (
	pullRequest trigger = iota
	merge
	nightly
	byHand
	weekly
)

// pipeline runs the jobs that a trigger starts, as the CI system would.
type pipeline interface {
	run(t *testing.T, on trigger) outcome
}

// outcome is the result of the jobs that a trigger started.
type outcome struct {
	// failed reports whether a step failed.
	failed bool
	// output is the output of all steps.
	output string
	// summary is what the CI system shows on the page of the run.
	summary string
	// requests are the requests that the mock received.
	requests mockserver.Journal
}

// mustSend checks the names of the keys that were used, and the changes that were
// requested, each as "METHOD /path".
func (o *outcome) mustSend(t *testing.T, key string, changes ...string) {
	t.Helper()
	var sent []string
	for _, request := range o.requests {
		if request.APIKey != key {
			t.Errorf("%s %s was sent with the key %q, expected %q", request.Method, request.Path, request.APIKey, key)
		}
		if request.Method != http.MethodGet {
			sent = append(sent, request.Method+" "+request.Path)
		}
	}
	if len(o.requests) == 0 || !slices.Equal(sent, changes) {
		t.Fatalf("expected the changes %q in %d requests, got %q\n%s", changes, len(o.requests), sent, o.output)
	}
}

// mustShow checks whether the pipeline failed, and the text that it shows.
func (o *outcome) mustShow(t *testing.T, failed bool, texts ...string) {
	t.Helper()
	if o.failed != failed {
		t.Fatalf("failed: %v, expected %v\n%s", o.failed, failed, o.output)
	}
	for _, text := range texts {
		if !strings.Contains(o.summary, text) {
			t.Errorf("expected %q in the summary\n%s\nof\n%s", text, o.summary, o.output)
		}
	}
}

// The certificate of the pipelines is renewed when a third of its 90 days remains.
const pipelineRenewalAge = 65 * 24 * time.Hour

func TestPipelines_PlanApplyRenewReport(t *testing.T) {
	t.Parallel()
	for name, newPipeline := range map[string]func(*testing.T, *pipelineAccount) pipeline{
		"GitHub Actions": newGitHubActions,
		"GitLab CI":      newGitLabCI,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newPipelineAccount(t)
			pipeline := newPipeline(t, account)
			run := func(on trigger) *outcome {
				result := pipeline.run(t, on)
				return &result
			}

			planned := run(pullRequest)
			planned.mustShow(t, false, "create")
			planned.mustSend(t, "read")

			account.setAge(pipelineRenewalAge)
			merged := run(merge)
			merged.mustShow(t, false)
			merged.mustSend(t, "write", "POST /api/certificates", "POST /api/certificates/1001/deploy")

			account.setAge(0)
			renewed := run(nightly)
			renewed.mustShow(t, false, "0 to add, 2 to change, 0 to destroy")
			renewed.mustSend(t, "write", "POST /api/certificates/1001/renew", "POST /api/certificates/1001/deploy")

			unchanged := run(nightly)
			unchanged.mustShow(t, false, "No changes.")
			unchanged.mustSend(t, "write")

			if err := account.mock.Revoke(1001, "keyCompromise"); err != nil {
				t.Fatal(err)
			}
			left := run(nightly)
			left.mustShow(t, true, "tigertrust_certificate.shop must be replaced", "Not applied.")
			left.mustSend(t, "write")

			replaced := run(byHand)
			replaced.mustShow(t, false)
			replaced.mustSend(t, "write", "POST /api/certificates", "POST /api/certificates/1002/deploy")

			reported := run(weekly)
			reported.mustShow(t, false, "# Certificates\n", "**All is well:** No certificate expires within 30 days.", "`shop.example.com`")
			reported.mustSend(t, "read")
			account.mustContainFile(t, "expiry-report/report.html", "<!DOCTYPE html>")

			// No job may hide an error of the API.
			account.mock.Inject(mockserver.Fault{Kind: mockserver.FaultRedirect, Times: mockserver.Always})
			for _, on := range []trigger{pullRequest, merge, nightly, weekly} {
				run(on).mustShow(t, true)
			}
			run(pullRequest).mustShow(t, true, "Error: ")
		})
	}
}
