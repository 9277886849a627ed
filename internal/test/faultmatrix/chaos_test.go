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
	seeds     = flag.Int("seeds", 2, "how many seeds the test of chaos runs")
	firstSeed = flag.Uint64("first-seed", 1, "the seed of the first run of the test of chaos")
)

// How many objects of each resource there are in a fleet: 60 together.
const (
	chaosCertificates = 40
	chaosDeployments  = 10
	chaosImports      = 10
)

// patience is how often an apply may be repeated until it succeeds.
const patience = 40

// TestChaos applies, changes and destroys a fleet on a server that is hostile at
// random. Each step may take several applies; in the end the server has what the
// state holds, and nothing twice.
func TestChaos(t *testing.T) {
	for n := range *seeds {
		seed := *firstSeed + uint64(n)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Logf("to run this again: go test ./internal/test/faultmatrix -run TestChaos -seeds 1 -first-seed %d", seed)
			f := newFleet(t, seed)
			f.endure(f.configuration(false))
			f.mustAgree(chaosCertificates)
			f.endure(f.configuration(true))
			f.mustAgree(chaosCertificates)
			f.endure("")
			f.mustAgree(0)
			summary := f.env.Mock.Summary()
			t.Logf("%d applies, %+v", f.applies, summary)
		})
	}
}

// fleet is a configuration, and the server and the Terraform that it is for.
type fleet struct {
	t          *testing.T
	env        *acctest.Environment
	tf         *acctest.Terraform
	hostility  mockserver.Chaos
	discovered []int64
	applies    int
}

func newFleet(t *testing.T, seed uint64) *fleet {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	f := &fleet{t: t, hostility: mockserver.Chaos{
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
	})
	for n := range chaosImports {
		f.discovered = append(f.discovered, f.env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: fmt.Sprintf("found-%d.example.com", n)}))
	}
	f.tf = f.env.Terraform(t)
	return f
}

// configuration is that of the fleet, as it is first or as it is changed.
func (f *fleet) configuration(isChanged bool) string {
	autoRenew, trigger, keyType := "true", "1", "RSA"
	if isChanged {
		autoRenew, trigger, keyType = "false", "2", "ECDSA"
	}
	return f.env.Config(strings.Join([]string{
		certificates("plain", `auto_renew = `+autoRenew),
		certificates("aimed", `deployment_targets = ["nginx-main"]`, `renewal_threshold_days = 20`, `auto_renew = `+autoRenew),
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
  discovered_certificate_id = %v[count.index]
  auto_renew                = %s
}
`, chaosDeployments, chaosImports, strings.ReplaceAll(fmt.Sprint(f.discovered), " ", ", "), autoRenew),
	}, "\n"))
}

// certificates is a quarter of them.
func certificates(name string, attributes ...string) string {
	return fmt.Sprintf("resource \"tigertrust_certificate\" %q {\n  count       = %d\n  common_name = \"%s-${count.index}.example.com\"\n  %s\n}\n",
		name, chaosCertificates/4, name, strings.Join(attributes, "\n  "))
}

// endure applies a configuration until that succeeds, and destroys all without
// one.
func (f *fleet) endure(config string) {
	f.t.Helper()
	f.setHostility(f.hostility)
	defer f.setHostility(mockserver.Chaos{})
	var last *acctest.Run
	for range patience {
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

func (f *fleet) setHostility(hostility mockserver.Chaos) {
	f.env.Mock.Configure(func(o *mockserver.Options) { o.Chaos = hostility })
}

// mustAgree expects that, after one apply in peace, nothing is left to do, and
// that the server has the live certificates that the state holds, so many beside
// those that were imported.
func (f *fleet) mustAgree(count int) {
	f.t.Helper()
	f.env.Clock.Advance(time.Minute)
	if count > 0 {
		f.tf.Apply("").MustSucceed()
		if run := f.tf.Plan("").MustSucceed(); len(run.Changes) > 0 {
			f.t.Errorf("left to do: %+v", run.Changes)
		}
	}
	var live, held []int64
	for _, certificate := range f.env.Mock.Certificates("") {
		isImported := strings.HasPrefix(certificate.CommonName, "found-")
		if certificate.Status != "revoked" && !isImported {
			live = append(live, certificate.ID)
		}
	}
	for _, name := range []string{"plain", "aimed", "renewed", "replaced"} {
		for _, object := range f.tf.Instances("tigertrust_certificate." + name) {
			id, _ := object.Attributes["id"].(float64)
			held = append(held, int64(id))
			f.mustBeWhole(object)
		}
	}
	slices.SortFunc(held, cmp.Compare)
	if !slices.Equal(live, held) || len(held) != count {
		f.t.Errorf("the server has the certificates %v, the state holds %v", live, held)
	}
	if imported := f.env.Mock.Summary().Imported; imported != chaosImports {
		f.t.Errorf("%d certificates were imported", imported)
	}
}

func (f *fleet) mustBeWhole(object acctest.Instance) {
	f.t.Helper()
	id, _ := object.Attributes["id"].(float64)
	certificate, _ := f.env.Mock.Certificate(int64(id))
	if object.Tainted || object.Deposed || object.Attributes["serial_number"] != certificate.SerialNumber {
		f.t.Errorf("the state of certificate %d is not what the server has, or is tainted: %+v", certificate.ID, object)
	}
}
