package examples_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// hcpTerraform is an HCP Terraform whose runs pass through statuses, and stay in the
// last one.
type hcpTerraform struct {
	mu       sync.Mutex
	statuses []string
	changes  bool
	started  []map[string]any
	problems []string
}

func (h *hcpTerraform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer secret-token" || r.Header.Get("Content-Type") != "application/vnd.api+json" {
		h.problems = append(h.problems, fmt.Sprint(r.Header))
	}
	status := "pending"
	switch r.Method + " " + r.URL.Path {
	case "POST /api/v2/runs":
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			h.problems = append(h.problems, err.Error())
		}
		h.started = append(h.started, body)
		if len(h.statuses) == 0 {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		w.WriteHeader(http.StatusCreated)
	case "GET /api/v2/runs/run-1":
		if status = h.statuses[0]; len(h.statuses) > 1 {
			h.statuses = h.statuses[1:]
		}
	default:
		h.problems = append(h.problems, r.Method+" "+r.URL.Path)
	}
	_, _ = fmt.Fprintf(w, `{"data":{"id":"run-1","type":"runs","attributes":{"status":%q,"has-changes":%v}}}`, status, h.changes)
}

func TestPipelines_HCPTerraform_WaitsForRun(t *testing.T) {
	t.Parallel()
	skipWithoutTools(t, "curl", "jq")
	for name, test := range map[string]struct {
		statuses []string
		changes  bool
		planOnly string
		exit     int
		output   string
	}{
		"applied":                   {statuses: []string{"pending", "planning", "planned", "applying", "applied"}, changes: true, output: "Run run-1: applied, changes: true.\n"},
		"no changes":                {statuses: []string{"planning", "planned_and_finished"}, output: "changes: false.\n"},
		"plan only":                 {statuses: []string{"planned_and_finished"}, planOnly: "true"},
		"plan only with changes":    {statuses: []string{"planned_and_finished"}, changes: true, planOnly: "true", exit: 2},
		"failed":                    {statuses: []string{"planning", "errored"}, exit: 1, output: "Run run-1: errored.\n"},
		"discarded":                 {statuses: []string{"planned", "discarded"}, exit: 1},
		"policy failed":             {statuses: []string{"policy_soft_failed"}, exit: 1},
		"waits for a person":        {statuses: []string{"policy_override"}, exit: 2, output: "still policy_override"},
		"rejected by HCP Terraform": {exit: 22, output: "422"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hcp := &hcpTerraform{statuses: test.statuses, changes: test.changes}
			server := httptest.NewServer(hcp)
			command := exec.CommandContext(t.Context(), "sh", filepath.Join(examplesFolder, pipelinesFolder, "hcp-terraform", "nightly-run.sh"), `ws-"1"`)
			command.Env = append(command.Environ(), "TFE_ADDRESS="+server.URL, "TFE_TOKEN=secret-token", "POLL_SECONDS=0", "TIMEOUT_SECONDS=6", "PLAN_ONLY="+test.planOnly)
			output, _ := command.CombinedOutput()
			server.Close()
			if exit := command.ProcessState.ExitCode(); exit != test.exit || !strings.Contains(string(output), test.output) {
				t.Errorf("exit status %d, expected %d\n%s", exit, test.exit, output)
			}
			planOnly := test.planOnly == "true"
			expected := []map[string]any{{"data": map[string]any{
				"type":          "runs",
				"attributes":    map[string]any{"message": "Nightly renewal", "auto-apply": !planOnly, "plan-only": planOnly},
				"relationships": map[string]any{"workspace": map[string]any{"data": map[string]any{"type": "workspaces", "id": `ws-"1"`}}},
			}}}
			if !reflect.DeepEqual(hcp.started, expected) || len(hcp.problems) > 0 {
				t.Errorf("got %v, and %q", hcp.started, hcp.problems)
			}
		})
	}
}
