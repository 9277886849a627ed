package examples_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// pipelineAccount is an account, and a repository whose pipelines use it. The
// provider runs as it does in a pipeline: installed by terraform init, and with the
// settings of the job.
type pipelineAccount struct {
	mock       *mockserver.Server
	repository string
	// environment contains the variables that all jobs have.
	environment []string
	// age is how long before now the mock is.
	age atomic.Int64
}

// pipelineKeys are the secrets of the repository.
var pipelineKeys = map[string]string{"TIGERTRUST_READ_KEY": reportKey, "TIGERTRUST_API_KEY": mockserver.DefaultAPIKey}

// skipWithoutTools skips a test on a machine that cannot run the scripts of a
// pipeline.
func skipWithoutTools(t *testing.T, tools ...string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the scripts are for Linux")
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not on PATH")
		}
	}
}

func newPipelineAccount(t *testing.T) *pipelineAccount {
	t.Helper()
	skipWithoutTools(t, "bash", "jq")
	folder := t.TempDir()
	account := &pipelineAccount{repository: filepath.Join(folder, "repository")}
	env := acctest.NewWithClock(t, mockserver.Options{
		Now: func() time.Time { return time.Now().Add(-time.Duration(account.age.Load())) },
		APIKeys: []mockserver.APIKey{
			{Name: "read", Secret: reportKey, Scope: mockserver.ScopeRead},
			{Name: "write", Secret: mockserver.DefaultAPIKey},
		},
	})
	account.mock = env.Mock
	account.environment = terraformcli.NewIsolated("", folder, installPipelineTools(t, folder), "TIGERTRUST_ENDPOINT="+env.Endpoint).Environment
	account.environment = append(account.environment, "PATH="+filepath.Join(folder, "tools")+":"+os.Getenv("PATH"))
	for from, to := range map[string]string{pipelinesFolder: "", reportFolder: reportFolder} {
		if err := os.CopyFS(filepath.Join(account.repository, to), os.DirFS(filepath.Join(examplesFolder, from))); err != nil {
			t.Fatal(err)
		}
	}
	return account
}

// installPipelineTools creates a folder with the commands that a runner has:
// terraform, and a package manager that has nothing to install. It returns a CLI
// configuration with which terraform init installs the provider.
func installPipelineTools(t *testing.T, folder string) string {
	t.Helper()
	terraform, err := terraformcli.Find(t.Context(), os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tools := filepath.Join(folder, "tools")
	config, err := terraformcli.InstallBuild(t.Context(), folder, "0.1.0", io.Discard)
	err = errors.Join(err, os.MkdirAll(tools, 0o700))
	err = errors.Join(err, os.Symlink(terraform, filepath.Join(tools, "terraform")))
	err = errors.Join(err, os.WriteFile(filepath.Join(tools, "apk"), []byte("#!/bin/sh\n"), 0o700))
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// setAge sets how long before now the mock is: what it issues is that old later.
func (a *pipelineAccount) setAge(age time.Duration) { a.age.Store(int64(age)) }

// script runs a script in the repository, and returns its output and whether it
// succeeded.
func (a *pipelineAccount) script(t *testing.T, shell []string, script, folder string, environment map[string]string) (string, bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.sh")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), shell[0], append(slices.Clone(shell[1:]), file)...)
	command.Dir, command.Env = filepath.Join(a.repository, folder), slices.Clone(a.environment)
	for name, value := range environment {
		command.Env = append(command.Env, name+"="+value)
	}
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return "$ " + script + "\n" + output.String(), err == nil
}

func (a *pipelineAccount) mustContainFile(t *testing.T, file, text string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(a.repository, file))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), text) {
		t.Errorf("%s does not contain %q", file, text)
	}
}

var comparison = regexp.MustCompile(`^(\S+) (==|!=) (\S+|'[^']*'|"[^"]*")$`)

// holds reports whether a condition holds, which compares variables with strings.
func holds(t *testing.T, condition string, variables map[string]string) bool {
	t.Helper()
	value := func(operand string) string {
		if text := strings.Trim(operand, `'"`); text != operand {
			return text
		}
		return variables[operand]
	}
	for part := range strings.SplitSeq(condition, " && ") {
		match := comparison.FindStringSubmatch(part)
		if match == nil {
			t.Fatalf("unknown condition %q", part)
		}
		if (value(match[1]) == value(match[3])) != (match[2] == "==") {
			return false
		}
	}
	return true
}
