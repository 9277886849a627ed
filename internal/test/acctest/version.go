package acctest

import (
	"context"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// SkipUnlessVersion skips the test where Terraform is not of a version that the check
// accepts, as the checks of a TestCase do.
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

// Version returns the version of Terraform. A pre-release counts as its release.
func (tf *Terraform) Version() *version.Version {
	tf.t.Helper()
	current, err := terraformVersion()
	if err != nil {
		tf.t.Fatal(err)
	}
	return current.TerraformVersion.Core()
}

// terraformVersion asks Terraform once for all tests of a package.
var terraformVersion = sync.OnceValues(func() (told tfversion.CheckTerraformVersionRequest, err error) {
	setUpTerraform()
	path, err := executable()
	if err == nil {
		told.TerraformVersion, err = product.Terraform.GetVersion(context.Background(), path)
	}
	return told, err
})
