package terraformcli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// ProviderHost returns the host in the address of the provider. Tests with OpenTofu set
// the variable, because it installs providers from another registry.
func ProviderHost() string {
	return cmp.Or(os.Getenv("TF_ACC_PROVIDER_HOST"), "registry.terraform.io")
}

// InstallBuild builds the provider into a filesystem mirror in folder, and writes a CLI
// configuration file with which terraform init installs this build. It returns the
// path of the file. It must run within the repository.
func InstallBuild(ctx context.Context, folder, version string, output io.Writer) (string, error) {
	mirror := filepath.Join(folder, "mirror")
	target := filepath.Join(mirror, ProviderHost(), "tigertrust", "tigertrust", version, runtime.GOOS+"_"+runtime.GOARCH)
	binary := filepath.Join(target, "terraform-provider-tigertrust_v"+version)
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X main.version="+version, "-o", binary, "github.com/tigertrust/terraform-provider-tigertrust")
	build.Stdout, build.Stderr = output, output
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("building the provider: %w", err)
	}
	return WriteMirrorConfig(folder, mirror)
}
