// Package terraformcli finds the Terraform that the demo, the benchmark and the
// tests run. It is not part of the provider.
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

// Find returns the path of a Terraform: the one that the environment variable
// TF_ACC_TERRAFORM_PATH names, as for acceptance tests, else the one on PATH,
// else the newest release, downloaded into folder.
func Find(ctx context.Context, folder string) (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path, nil
	}
	path, err := install.NewInstaller().Ensure(ctx, []src.Source{
		&fs.AnyVersion{Product: &product.Terraform},
		&releases.LatestVersion{Product: product.Terraform, InstallDir: folder},
	})
	if err != nil {
		return "", fmt.Errorf("there is no terraform on PATH, and none could be downloaded: %w", err)
	}
	return path, nil
}
