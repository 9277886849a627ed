package acctest

import (
	"context"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// SkipUnlessVersion skips the test if the check does not accept the version of
// Terraform.
func SkipUnlessVersion(t *testing.T, check tfversion.TerraformVersionCheck) {
	t.Helper()
	current, err := terraformVersion()
	if err != nil {
		t.Fatal(err)
	}
	var response tfversion.CheckTerraformVersionResponse
	check.CheckTerraformVersion(t.Context(), current, &response)
	switch {
	case response.Error != nil:
		t.Fatal(response.Error)
	case response.Skip != "":
		t.Skip(response.Skip)
	}
}

// Version returns the version of Terraform, without a pre-release suffix.
func (tf *Terraform) Version() *version.Version {
	tf.t.Helper()
	current, err := terraformVersion()
	if err != nil {
		tf.t.Fatal(err)
	}
	return current.TerraformVersion.Core()
}

// terraformVersion runs terraform version once for all tests of a package.
var terraformVersion = sync.OnceValues(func() (current tfversion.CheckTerraformVersionRequest, err error) {
	isolateTerraform()
	path, err := findTerraform()
	if err == nil {
		current.TerraformVersion, err = product.Terraform.GetVersion(context.Background(), path)
	}
	return current, err
})
