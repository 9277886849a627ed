package discovery_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestImport_ByEitherID(t *testing.T) {
	t.Parallel()
	for what, withID := range map[string]bool{"by the discovered id": false, "by both": true} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := newEnvWithDiscovered(t, mockserver.Options{})
			certificate, err := env.Mock.ImportDiscovered(id, 5)
			if err != nil {
				t.Fatal(err)
			}
			importID := strconv.FormatInt(id, 10)
			if withID {
				importID = fmt.Sprintf("%d:%d", id, certificate)
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(id, "") + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, importID))).MustHaveNoDiagnostics()
			if got := tf.Instance(address).Attributes["certificate_id"]; got != acctest.ID(certificate) {
				t.Errorf("imported the certificate %v, want %d", got, certificate)
			}
			if got := tf.Instance(address).Attributes["certificate_authority_id"]; got != float64(5) {
				t.Errorf("the CA is %v", got)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestImport_OtherCertificate_Fails(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	if _, err := env.Mock.ImportDiscovered(id, 5); err != nil {
		t.Fatal(err)
	}
	other := env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
	env.Terraform(t).Plan(env.Config(importBlock(id, "") + fmt.Sprintf("import {\n  to = %s\n  id = \"%d:%d\"\n}\n", address, id, other))).
		MustFail().MustError(fmt.Sprintf(`(?s)Certificate %d \(other\.example\.com\) is not discovered certificate %d.*common name`, other, id))
}

func TestImport_UnusableID_Fails(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	for importID, want := range map[string]string{
		strconv.FormatInt(id, 10):          `No managed certificate found for discovered certificate`,
		"one":                              `No managed certificate found for discovered certificate one`,
		"1:x":                              `Could not read certificate x.*id must be a number`,
		"1: 2":                             `Invalid import ID.*got " 2"`,
		"0":                                `got "0"`,
		strconv.FormatInt(id, 10) + ":999": `Cannot import certificate 999: it does not exist`,
	} {
		tf.Plan(env.Config(importBlock(id, "") + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, importID))).MustFail().MustError("(?s)" + want)
	}
}
