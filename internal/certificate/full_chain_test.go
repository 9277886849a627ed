package certificate_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func mustHaveFullChain(t *testing.T, tf *acctest.Terraform, want string) {
	t.Helper()
	if got := tf.Instance(address).Attributes["full_chain_pem"]; got != want {
		t.Errorf("the full chain is\n%v\nwant\n%s", got, want)
	}
}

func TestFullChain_FollowsRenewal(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	first, _ := env.Mock.Certificate(firstID)
	mustHaveFullChain(t, tf, first.CertificatePEM+first.ChainPEM)
	tf.Apply(env.Config(withTriggers("2"))).MustHaveNoDiagnostics()
	renewed, _ := env.Mock.Certificate(firstID)
	mustHaveFullChain(t, tf, renewed.CertificatePEM+renewed.ChainPEM)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// The plan of an update leaves a missing chain unknown, because the update may
// return it.
func TestFullChain_ChainReturnedLater_IsAdded(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, "chain")}})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	issued, _ := env.Mock.Certificate(firstID)
	mustHaveFullChain(t, tf, issued.CertificatePEM)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	tf.SavePlan(env.Config(resourceBlock(joinLines(minimalConfig, "auto_renew = false"))),
		plancheck.ExpectUnknownValue(address, tfjsonpath.New("full_chain_pem")), plancheck.ExpectUnknownValue(address, tfjsonpath.New("chain_pem")))
	env.Mock.Configure(func(o *mockserver.Options) { o.Fields = mockserver.Fields{} })
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustHaveFullChain(t, tf, issued.CertificatePEM+issued.ChainPEM)
	tf.SavePlan(env.Config(resourceBlock(joinLines(minimalConfig, "auto_renew = true"))),
		plancheck.ExpectKnownValue(address, tfjsonpath.New("full_chain_pem"), knownvalue.NotNull()))
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustHaveFullChain(t, tf, issued.CertificatePEM+issued.ChainPEM)
}
