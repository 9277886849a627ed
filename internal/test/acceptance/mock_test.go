package acceptance

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// mockModes are accounts for the acceptance tests: flags of the mock server, and
// the observations of a conformance report.
var mockModes = map[string]struct {
	flags    []string
	observed string
}{
	"as documented": {},
	"opaque ids":    {flags: []string{"-opaque-ids"}},
	"asynchronous":  {flags: []string{"-issuance-delay", "2s", "-renewal-delay", "2s", "-deployment-delay", "1s"}},
	"minimal responses": {observed: `"order.fields": ["id"], "update.fields": ["no body"], "renew.fields": ["no body"], "deploy.fields": ["no data"],
		"revoke.fields": ["no body"], "order.status": ["200"], "list.order": ["changes between requests"], "list.sort.default": ["descending"]`},
	"slow and limited": {
		flags:    []string{"-rate", "20", "-burst", "5"},
		observed: `"order.read": ["later"], "order.read.after": ["500ms"], "order.list": ["later"], "order.list.after": ["1s"]`,
	},
}

// mockAccount is a mock server in a process of its own.
type mockAccount struct {
	// environment contains the variables for the acceptance tests.
	environment []string
	client      *tigertrust.Client
}

var exported = regexp.MustCompile(`^export (TIGERTRUST_\w+)=(\S+)$`)

// startMock starts the mock server, which ends with the test.
func startMock(t *testing.T, flags []string, observed string) *mockAccount {
	t.Helper()
	folder := t.TempDir()
	executable := filepath.Join(folder, "mockserver")
	if runtime.GOOS == "windows" {
		executable += ".exe"
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", executable, "github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver/cmd/mockserver")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	if observed != "" {
		file := filepath.Join(folder, "conformance.json")
		if err := os.WriteFile(file, []byte(`{"format": 1, "observed": {`+observed+`}}`), 0o600); err != nil {
			t.Fatal(err)
		}
		flags = append(flags, "-like", file)
	}
	server := exec.CommandContext(t.Context(), executable, flags...)
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	mock := &mockAccount{}
	config := tigertrust.Config{MaxRetries: tigertrust.DefaultMaxRetries}
	for lines := bufio.NewScanner(output); len(mock.environment) < 2 && lines.Scan(); {
		match := exported.FindStringSubmatch(lines.Text())
		if match == nil {
			continue
		}
		mock.environment = append(mock.environment, match[1]+"="+match[2])
		if match[1] == "TIGERTRUST_API_KEY" {
			config.APIKey = match[2]
		} else if config.Endpoint, err = tigertrust.ParseEndpoint(match[2]); err != nil {
			t.Fatal(err)
		}
	}
	if mock.client, err = tigertrust.New(config); err != nil {
		t.Fatal(err)
	}
	return mock
}

// testDomain is the domain of the tests against the mock.
const testDomain = "acceptance.example.com"

// command returns a run of this test executable for the account.
func (m *mockAccount) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0], arguments...)
	command.Env = append(os.Environ(), m.environment...)
	command.Env = append(command.Env, resource.EnvTfAcc+"=1",
		"TIGERTRUST_TEST_DOMAIN="+testDomain, "TIGERTRUST_TEST_TARGET=nginx-main", "TIGERTRUST_TEST_AGENT=agent-prod-01")
	return command
}

// ordered returns the certificates that tests ordered: all of them, and those that
// are valid.
func (m *mockAccount) ordered(t *testing.T) (all, valid []tigertrust.Certificate) {
	t.Helper()
	found, err := m.client.AllCertificates(t.Context(), tigertrust.CertificateQuery{Search: testDomain})
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		if !isOver(&found[i]) {
			valid = append(valid, found[i])
		}
	}
	return found, valid
}

func TestMock_AllModes_PassAndLeaveNothing(t *testing.T) {
	if os.Getenv(resource.EnvTfAcc) != "" {
		t.Skip("the acceptance tests run against the account of the environment")
	}
	for name, mode := range mockModes {
		t.Run(name, func(t *testing.T) {
			mock := startMock(t, mode.flags, mode.observed)
			command := mock.command(t.Context(), "-test.run", "^TestAcc", "-test.v", "-test.timeout", "20m")
			if discovered, err := mock.client.AllDiscoveredCertificates(t.Context(), tigertrust.DiscoveryQuery{}); err == nil && len(discovered) > 0 {
				command.Env = append(command.Env, fmt.Sprintf("TIGERTRUST_TEST_DISCOVERED_ID=%v", discovered[0].ID))
			}
			output, err := command.CombinedOutput()
			if err != nil || strings.Contains(string(output), "FAIL") {
				t.Fatalf("%v\n%s", err, output)
			}
			for _, line := range bytes.Split(output, []byte("\n")) {
				if bytes.HasPrefix(line, []byte("--- SKIP")) {
					t.Logf("%s", line)
				}
			}
			all, valid := mock.ordered(t)
			if len(all) < 3 || len(valid) != 0 {
				t.Errorf("%d certificates were ordered, of which are valid: %+v", len(all), valid)
			}
		})
	}
}
