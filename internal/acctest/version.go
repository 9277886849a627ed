package acctest

import (
	"encoding/json"

	"github.com/hashicorp/go-version"
)

// Version returns the version of Terraform.
func (tf *Terraform) Version() *version.Version {
	tf.t.Helper()
	var told struct {
		Version string `json:"terraform_version"`
	}
	text, _ := tf.command([]string{"version", "-json"})
	if err := json.Unmarshal(text, &told); err != nil {
		tf.t.Fatalf("%v in\n%s", err, text)
	}
	parsed, err := version.NewVersion(told.Version)
	if err != nil {
		tf.t.Fatal(err)
	}
	return parsed.Core()
}

// SkipBelow skips the test where Terraform is older than a version such as
// 1.14.0. OpenTofu counts by versions of its own.
func (tf *Terraform) SkipBelow(minimum string) {
	tf.t.Helper()
	if installed := tf.Version(); installed.LessThan(version.Must(version.NewVersion(minimum))) {
		tf.t.Skipf("this needs Terraform %s, and this is %s", minimum, installed)
	}
}
