// Package terraformcli finds and runs Terraform for tests, the demo and the
// benchmark.
package terraformcli

import (
	"context"
	"fmt"
	"os"

	install "github.com/hashicorp/hc-install"
	"github.com/hashicorp/hc-install/fs"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
	"github.com/hashicorp/hc-install/src"
)

// Find returns the path of a Terraform executable: the value of the environment
// variable TF_ACC_TERRAFORM_PATH, which acceptance tests use, or the one on
// PATH, or else the latest release, which it downloads into folder.
func Find(ctx context.Context, folder string) (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path, nil
	}
	path, err := install.NewInstaller().Ensure(ctx, []src.Source{
		&fs.AnyVersion{Product: &product.Terraform},
		&releases.LatestVersion{Product: product.Terraform, InstallDir: folder},
	})
	if err != nil {
		return "", fmt.Errorf("terraform is not on PATH and cannot be downloaded: %w", err)
	}
	return path, nil
}
