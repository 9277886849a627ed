package acctest

import (
	"encoding/json"
	"strings"

	"github.com/hashicorp/go-version"
)

// SkipBelow skips the test where Terraform is older than a version such as
// 1.14.0. A pre-release counts as its release. OpenTofu counts by the versions
// of its own.
func (tf *Terraform) SkipBelow(minimum string) {
	tf.t.Helper()
	// What Terraform has to say of its settings goes before the JSON.
	output, succeeded := tf.command([]string{"version", "-json"})
	var answer struct {
		Version string `json:"terraform_version"`
	}
	document := string(output)
	document = document[max(strings.Index(document, "{"), 0) : strings.LastIndex(document, "}")+1]
	if err := json.Unmarshal([]byte(document), &answer); err != nil || !succeeded {
		tf.t.Fatalf("terraform version failed: %v\n%s", err, output)
	}
	installed, err := version.NewVersion(answer.Version)
	if err != nil {
		tf.t.Fatal(err)
	}
	if installed.Core().LessThan(version.Must(version.NewVersion(minimum))) {
		tf.t.Skipf("this needs Terraform %s, and this is %s", minimum, installed)
	}
}
