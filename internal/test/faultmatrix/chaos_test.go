package faultmatrix_test

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

var (
	seeds     = flag.Int("seeds", 2, "number of seeds of TestChaos")
	firstSeed = flag.Uint64("first-seed", 1, "first seed of TestChaos")
)

// Number of instances of each resource, 60 in total.
const (
	chaosCertificates = 40
	chaosDeployments  = 10
	chaosImports      = 10
)

// maxApplies is the number of applies after which a step must have succeeded.
const maxApplies = 40

// A fleet is applied, changed and destroyed on a server with random faults. Each
// step may take several applies. In the end, server and state must agree, without
// duplicates.
func TestChaos(t *testing.T) {
	for n := range *seeds {
		seed := *firstSeed + uint64(n)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Logf("to repeat this run: go test ./internal/test/faultmatrix -run TestChaos -seeds 1 -first-seed %d", seed)
			f := newFleet(t, seed)
			f.applyUntilSuccess(f.configuration(false))
			f.mustAgree(chaosCertificates)
			f.applyUntilSuccess(f.configuration(true))
			f.mustAgree(chaosCertificates)
			f.applyUntilSuccess("")
			f.mustAgree(0)
			summary := f.env.Mock.Summary()
			t.Logf("%d applies, %+v", f.applies, summary)
		})
	}
}

// fleet is a server and a Terraform with many resources.
type fleet struct {
	t          *testing.T
	env        *acctest.Environment
	tf         *acctest.Terraform
	chaos      mockserver.Chaos
	discovered []string
	applies    int
}

func newFleet(t *testing.T, seed uint64) *fleet {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	f := &fleet{t: t, chaos: mockserver.Chaos{
		Seed: seed, FaultRate: 0.1, MaxDelay: 4 * time.Millisecond, RandomFields: true,
	}}
	f.env = acctest.New(t, mockserver.Options{
		UnstableOrder:   true,
		IssuanceDelay:   time.Duration(random.IntN(20)) * time.Second,
		RenewalDelay:    time.Duration(random.IntN(20)) * time.Second,
		DeploymentDelay: time.Duration(random.IntN(10)) * time.Second,
		NullEmptyFields: random.IntN(2) == 0,
		StringIDs:       random.IntN(2) == 0,
		CreateResponse:  mockserver.ResponseForm(random.IntN(2)),
		ChangeResponse:  mockserver.ResponseForm(random.IntN(3)),
		OpaqueIDs:       random.IntN(3) == 0,
	})
	for n := range chaosImports {
		id := f.env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: fmt.Sprintf("found-%d.example.com", n)})
		f.discovered = append(f.discovered, f.env.Mock.DiscoveredID(id))
	}
	f.tf = f.env.Terraform(t)
	return f
}

// configuration returns the configuration of the fleet before or after the change.
func (f *fleet) configuration(isChanged bool) string {
	autoRenew, trigger, keyType := "true", "1", "RSA"
	if isChanged {
		autoRenew, trigger, keyType = "false", "2", "ECDSA"
	}
	return f.env.Config(strings.Join([]string{
		certificates("plain", `auto_renew = `+autoRenew),
		certificates("deployed", `deployment_targets = ["nginx-main"]`, `renewal_threshold_days = 20`, `auto_renew = `+autoRenew),
		certificates("renewed", `renewal = { method = "acme", triggers = { reason = "`+trigger+`" } }`),
		certificates("replaced", `key_type = "`+keyType+`"`, "lifecycle {\n    create_before_destroy = true\n  }"),
		fmt.Sprintf(`resource "tigertrust_certificate_deployment" "it" {
  count                   = %d
  certificate_id          = tigertrust_certificate.replaced[count.index].id
  certificate_fingerprint = tigertrust_certificate.replaced[count.index].fingerprint
  targets                 = ["nginx-main"]
}
resource "tigertrust_discovered_import" "it" {
  count                     = %d
  discovered_certificate_id = %s[count.index]
  auto_renew                = %s
}
`, chaosDeployments, chaosImports, strings.ReplaceAll(fmt.Sprintf("%q", f.discovered), " ", ", "), autoRenew),
	}, "\n"))
}

// certificates returns the configuration of a quarter of the certificates.
func certificates(name string, attributes ...string) string {
	return fmt.Sprintf("resource \"tigertrust_certificate\" %q {\n  count       = %d\n  common_name = \"%s-${count.index}.example.com\"\n  %s\n}\n",
		name, chaosCertificates/4, name, strings.Join(attributes, "\n  "))
}

// applyUntilSuccess applies a configuration until that succeeds. An empty one
// destroys everything.
func (f *fleet) applyUntilSuccess(config string) {
	f.t.Helper()
	f.setChaos(f.chaos)
	defer f.setChaos(mockserver.Chaos{})
	var last *acctest.Run
	for range maxApplies {
		f.applies++
		if config == "" {
			last = f.tf.Destroy()
		} else {
			last = f.tf.Apply(config)
		}
		if last.Succeeded {
			return
		}
	}
	last.MustSucceed()
}

func (f *fleet) setChaos(chaos mockserver.Chaos) {
	f.env.Mock.Configure(func(o *mockserver.Options) { o.Chaos = chaos })
}

// mustAgree checks that nothing is left to do after an apply without faults, and
// that server and state contain the same certificates, of which count were ordered.
func (f *fleet) mustAgree(count int) {
	f.t.Helper()
	f.env.Clock.Advance(time.Minute)
	if count > 0 {
		f.tf.Apply("").MustSucceed()
		if run := f.tf.Plan("").MustSucceed(); len(run.Changes) > 0 {
			f.t.Errorf("expected no changes, got %+v", run.Changes)
		}
	}
	var live, held []int64
	for _, certificate := range f.env.Mock.Certificates("") {
		isImported := strings.HasPrefix(certificate.CommonName, "found-")
		if certificate.Status != "revoked" && !isImported {
			live = append(live, certificate.ID)
		}
	}
	for _, name := range []string{"plain", "deployed", "renewed", "replaced"} {
		for _, instance := range f.tf.Instances("tigertrust_certificate." + name) {
			held = append(held, f.env.Mock.CertificateNumber(fmt.Sprint(instance.Attributes["id"])))
			f.mustBeCurrent(instance)
		}
	}
	slices.SortFunc(held, cmp.Compare)
	if !slices.Equal(live, held) || len(held) != count {
		f.t.Errorf("expected %d certificates on the server and in the state, got %v and %v", count, live, held)
	}
	if imported := f.env.Mock.Summary().Imported; imported != chaosImports {
		f.t.Errorf("expected %d imported certificates, got %d", chaosImports, imported)
	}
}

func (f *fleet) mustBeCurrent(instance acctest.Instance) {
	f.t.Helper()
	certificate, _ := f.env.Mock.Certificate(f.env.Mock.CertificateNumber(fmt.Sprint(instance.Attributes["id"])))
	if instance.Tainted || instance.Deposed || instance.Attributes["serial_number"] != certificate.SerialNumber {
		f.t.Errorf("the state of certificate %d differs from the server or is tainted: %+v", certificate.ID, instance)
	}
}
