package killed_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const address = "tigertrust_certificate.test"

// world is a server, a Terraform, and random decisions.
type world struct {
	t      *testing.T
	env    *acctest.Environment
	tf     *acctest.Terraform
	binary *acctest.ProviderBinary
	clock  fastClock
	random *rand.Rand
	lag    time.Duration
	// size is the number of certificates in the configuration.
	size int
}

// newWorld starts a server that issues slowly and whose list lags behind.
func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	w := &world{t: t, random: random, clock: fastClock{time.Now()}}
	options := mockserver.Options{
		Now:           w.clock.Now,
		IssuanceDelay: time.Duration(random.IntN(40)) * time.Second,
		ListDelay:     time.Duration(random.IntN(40)) * time.Second,
		Latency:       time.Duration(random.IntN(20)) * time.Millisecond,
		UnstableOrder: random.IntN(2) == 0,
	}
	w.lag = options.IssuanceDelay + options.ListDelay
	w.env = acctest.NewWithClock(t, options)
	w.tf = w.env.Terraform(t)
	w.binary = acctest.OwnBinary(t, clockVariable+"="+w.clock.start.Format(time.RFC3339Nano))
	t.Logf("to repeat this run: go test ./internal/test/killed -runs 1 -first-seed %d; issuance takes %s, the list lags %s", seed, options.IssuanceDelay, options.ListDelay)
	return w
}

// configure writes the configuration of the fleet.
func (w *world) configure(size int, isAdopting bool) {
	w.size = size
	w.tf.WriteConfig("terraform {\n  required_providers {\n    tigertrust = { source = \"tigertrust/tigertrust\" }\n  }\n}\n" +
		w.env.ConfigWithSettings(fmt.Sprintf("adopt_existing = %t", isAdopting), fmt.Sprintf(`
resource "tigertrust_certificate" "test" {
  count       = %d
  common_name = "host-${count.index}.example.com"
}`, size)))
}

// applyAndKill applies, and kills Terraform, the provider or both during a random
// request.
func (w *world) applyAndKill() {
	killProvider := w.binary.Attach(w.tf)
	atRequest, victim := int64(1+w.random.IntN(8*w.size)), w.random.IntN(3)
	kill := sync.OnceFunc(func() {
		if victim != 0 {
			killProvider()
		}
		if victim != 1 {
			w.tf.Kill()
		}
	})
	var requests atomic.Int64
	w.env.SetBeforeRequest(func(*http.Request) {
		if requests.Add(1) == atRequest {
			kill()
		}
	})
	_, succeeded := w.tf.ApplyForPerson()
	w.env.SetBeforeRequest(nil)
	killProvider()
	w.dropBrokenState()
	w.t.Logf("killed %s at request %d of %d; succeeded: %t; %d certificates, of which %v are in no state",
		[]string{"Terraform", "the provider", "both"}[victim], atRequest, requests.Load(), succeeded, len(w.env.Mock.Certificates("")), w.orphans())
}

// dropBrokenState removes a state file that Terraform was killed while writing.
func (w *world) dropBrokenState() {
	file := w.tf.Path("terraform.tfstate")
	content, err := os.ReadFile(file)
	if err == nil && !json.Valid(content) {
		w.t.Log("the state is lost")
		if err := os.Remove(file); err != nil {
			w.t.Fatal(err)
		}
	}
}

// applyUntilSuccess applies until nothing fails, and returns the last output.
func (w *world) applyUntilSuccess() string {
	for range 5 {
		kill := w.binary.Attach(w.tf)
		output, succeeded := w.tf.ApplyForPerson()
		kill()
		if succeeded {
			return output
		}
		w.t.Log(output)
	}
	w.t.Fatal("no apply succeeds")
	return ""
}

// waitUntilListed waits until the list contains all certificates, and until the
// provider assumes that.
func (w *world) waitUntilListed() {
	_ = w.clock.Sleep(w.t.Context(), w.lag+time.Minute)
}

// orphans returns the live certificates that are not in the state.
func (w *world) orphans() []int64 {
	inState := map[any]bool{}
	for _, object := range w.tf.Instances(address) {
		inState[object.Attributes["id"]] = true
	}
	var orphans []int64
	for _, certificate := range w.env.Mock.Certificates("") {
		if !inState[acctest.ID(certificate.ID)] {
			orphans = append(orphans, certificate.ID)
		}
	}
	return orphans
}
