package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// fromRegistry names the provider that the binary says it is.
const fromRegistry = "terraform {\n  required_providers {\n    tigertrust = { source = \"tigertrust/tigertrust\" }\n  }\n}\n"

func fleetOf(count int) string {
	return fmt.Sprintf(`
resource "tigertrust_certificate" "test" {
  count       = %d
  common_name = "host-${count.index}.example.com"
}`, count)
}

// once waits until something is so, and then does something, both one time.
func once(isSo func() bool, do func()) func() {
	return sync.OnceFunc(func() {
		go func() {
			for !isSo() {
				time.Sleep(time.Millisecond)
			}
			do()
		}()
	})
}

// named are the certificates that warnings tell how to import.
func named(run *acctest.Run) []int64 {
	var ids []int64
	for _, diagnostic := range run.Diagnostics {
		for _, found := range regexp.MustCompile(`terraform import ADDRESS (\d+)`).FindAllStringSubmatch(diagnostic.Detail, -1) {
			if id, err := strconv.ParseInt(found[1], 10, 64); err == nil && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// TestKilledProviderLeavesNothingUnnamed kills the process in the middle of an
// apply. What it ordered is in the state, or the next apply names it.
func TestKilledProviderLeavesNothingUnnamed(t *testing.T) {
	binary := acctest.BuildProvider(t, "../..")
	for name, test := range map[string]struct {
		options mockserver.Options
		count   int
		// at is the request that brings the end, once the orders are carried out.
		method, path string
		orders       int
	}{
		"while an order is answered":      {mockserver.Options{}, 1, http.MethodPost, "/api/certificates", 1},
		"while it waits for the issuance": {mockserver.Options{IssuanceDelay: time.Minute}, 1, http.MethodGet, "/api/certificates/1001", 1},
		"in the middle of many":           {mockserver.Options{}, 12, http.MethodPost, "/api/certificates", 5},
	} {
		t.Run(name, func(t *testing.T) {
			env := acctest.New(t, test.options)
			// The built provider goes by the clock of the machine.
			env.Clock.Advance(time.Since(acctest.Start))
			tf := env.Terraform(t)
			kill := binary.Attach(tf)
			end := once(func() bool { return len(env.Mock.Certificates("")) >= test.orders }, kill)
			// The answers take long enough to be killed before them.
			env.Mock.Inject(mockserver.Fault{Method: test.method, Path: test.path, Skip: test.orders - 1, Times: mockserver.Always, Kind: mockserver.FaultSlowResponse, Delay: time.Minute})
			env.BeforeRequest = func(r *http.Request) {
				if r.Method == test.method && r.URL.Path == test.path {
					end()
				}
			}
			config := fromRegistry + env.Config(fleetOf(test.count))
			tf.Apply(config).MustFail()
			env.Mock.ClearFaults()
			env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = 0 })
			orphans := mustBeOrphans(t, env, tf)

			if test.count == 1 {
				mustImport(t, env, tf, binary)
				return
			}
			env.BeforeRequest = nil
			binary.Attach(tf)
			told := named(tf.Apply("").MustSucceed())
			for _, orphan := range orphans {
				if !slices.Contains(told, orphan) {
					t.Errorf("certificate %d is in no state, and only %v are named", orphan, told)
				}
			}
			if left := mustBeOrphans(t, env, tf); len(left) != len(orphans) {
				t.Errorf("%v are in no state, %v were before", left, orphans)
			}
		})
	}
}

// mustBeOrphans returns the certificates that the server has and the state has
// not.
func mustBeOrphans(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) []int64 {
	t.Helper()
	held := map[any]bool{}
	for _, object := range tf.Instances("tigertrust_certificate.test") {
		held[object.Attributes["id"]] = true
	}
	var orphans []int64
	for _, certificate := range env.Mock.Certificates("") {
		if !held[float64(certificate.ID)] {
			orphans = append(orphans, certificate.ID)
		}
	}
	if len(orphans) == 0 {
		t.Error("the process was killed too late for this test")
	}
	return orphans
}

// mustImport does what the warning says, before anything else is ordered.
func mustImport(t *testing.T, env *acctest.Environment, tf *acctest.Terraform, binary *acctest.ProviderBinary) {
	t.Helper()
	env.BeforeRequest = nil
	env.Mock.Advance(2 * time.Minute)
	binary.Attach(tf)
	tf.Import("tigertrust_certificate.test[0]", "1001").MustSucceed()
	tf.Apply("").MustHaveNoDiagnostics()
	if issued := env.Mock.Summary().Issued; issued != 1 {
		t.Errorf("%d certificates were issued", issued)
	}
}

// TestKilledProviderRevokesOnce kills the process while a revocation is answered.
func TestKilledProviderRevokesOnce(t *testing.T) {
	binary := acctest.BuildProvider(t, "../..")
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	kill := binary.Attach(tf)
	tf.Apply(fromRegistry + env.Config(fleetOf(1))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Kind: mockserver.FaultSlowResponse, Delay: time.Minute})
	end := once(func() bool { return env.Mock.Summary().Revoked == 1 }, kill)
	env.BeforeRequest = func(r *http.Request) {
		if r.Method == http.MethodPost {
			end()
		}
	}
	tf.Destroy().MustFail()

	env.BeforeRequest = nil
	binary.Attach(tf)
	tf.Destroy().MustSucceed()
	if objects := tf.Instances("tigertrust_certificate.test"); len(objects) != 0 || env.Mock.Summary().Revoked != 1 {
		t.Errorf("revoked %d times, the state holds %v", env.Mock.Summary().Revoked, objects)
	}
}
