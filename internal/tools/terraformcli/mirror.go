package terraformcli

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
)

// DefaultHost is the host in the address of the provider for Terraform.
const DefaultHost = "registry.terraform.io"

// BuildMirror builds the provider into a filesystem mirror of a host in folder, and
// returns the path of the mirror. It must run within the repository.
func BuildMirror(ctx context.Context, folder, host, version string, output io.Writer) (string, error) {
	mirror := filepath.Join(folder, "mirror")
	target := filepath.Join(mirror, host, "tigertrust", "tigertrust", version, runtime.GOOS+"_"+runtime.GOARCH)
	binary := filepath.Join(target, "terraform-provider-tigertrust_v"+version)
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X main.version="+version, "-o", binary, "github.com/tigertrust/terraform-provider-tigertrust")
	build.Stdout, build.Stderr = output, output
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("building the provider: %w", err)
	}
	return mirror, nil
}
