package terraformcli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// CLI runs Terraform commands in one folder.
type CLI struct {
	// Executable is the path of Terraform.
	Executable string
	// Folder contains the configuration and the state.
	Folder string
	// Environment contains all environment variables, as "NAME=value".
	Environment []string
	// Output also receives the output of commands, unless it is nil.
	Output io.Writer
}

// NewIsolated returns a CLI that ignores the settings of the machine: it reads
// only the given CLI configuration file, and of the environment variables of the
// process it keeps only PATH.
func NewIsolated(executable, folder, configFile string, environment ...string) *CLI {
	return &CLI{Executable: executable, Folder: folder, Environment: append([]string{
		"CHECKPOINT_DISABLE=1",
		"HOME=" + folder,
		"PATH=" + os.Getenv("PATH"),
		"TF_CLI_CONFIG_FILE=" + configFile,
		"TF_IN_AUTOMATION=1",
		"TF_INPUT=0",
	}, environment...)}
}

// Command returns a command that has not been started.
func (c *CLI) Command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, c.Executable, arguments...)
	command.Dir, command.Env = c.Folder, c.Environment
	return command
}

// Run runs a command and returns its output. An error contains the end of that
// output.
func (c *CLI) Run(ctx context.Context, arguments ...string) (string, error) {
	var output bytes.Buffer
	command := c.Command(ctx, arguments...)
	command.Stdout = &output
	if c.Output != nil {
		command.Stdout = io.MultiWriter(&output, c.Output)
	}
	command.Stderr = command.Stdout
	err := command.Run()
	return output.String(), Explain(command, output.String(), err)
}

// PlanHasChanges runs terraform plan and reports whether the plan has changes.
func (c *CLI) PlanHasChanges(ctx context.Context, arguments ...string) (bool, error) {
	_, err := c.Run(ctx, append([]string{"plan", "-detailed-exitcode"}, arguments...)...)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 2 {
		return true, nil
	}
	return false, err
}

// Explain adds the command and the end of its output to its error.
func Explain(command *exec.Cmd, output string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("terraform %s: %w\n%s", strings.Join(command.Args[1:], " "), err, output[max(0, len(output)-4000):])
}

// WriteMirrorConfig writes a CLI configuration file into folder that makes a
// filesystem mirror the only source of providers. It returns the path of the
// file.
func WriteMirrorConfig(folder, mirror string) (string, error) {
	return writeConfig(folder, fmt.Sprintf("filesystem_mirror {\n    path = %q\n  }", mirror))
}

// WriteOverrideConfig writes a CLI configuration file into folder that makes
// Terraform run providers of the namespace tigertrust from the folders in which
// they were built, without terraform init. It returns the path of the file.
func WriteOverrideConfig(folder string, builds map[string]string) (string, error) {
	var overrides strings.Builder
	for provider, build := range builds {
		fmt.Fprintf(&overrides, "\n    \"tigertrust/%s\" = %q", provider, build)
	}
	return writeConfig(folder, fmt.Sprintf("dev_overrides {%s\n  }\n  direct {}", overrides.String()))
}

func writeConfig(folder, installation string) (string, error) {
	file := filepath.Join(folder, "terraform.rc")
	return file, os.WriteFile(file, fmt.Appendf(nil, "provider_installation {\n  %s\n}\n", installation), 0o600)
}
