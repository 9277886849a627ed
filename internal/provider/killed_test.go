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

// fromRegistry declares the provider under its registry address, as a built
// binary requires.
const fromRegistry = "terraform {\n  required_providers {\n    tigertrust = { source = \"tigertrust/tigertrust\" }\n  }\n}\n"

func certificateFleet(count int) string {
	return fmt.Sprintf(`
resource "tigertrust_certificate" "test" {
  count       = %d
  common_name = "host-${count.index}.example.com"
}`, count)
}

// killOnce returns a function that starts to wait for the condition when it is
// first called, and then kills the process.
func killOnce(condition func() bool, kill func()) func() {
	return sync.OnceFunc(func() {
		go func() {
			for !condition() {
				time.Sleep(time.Millisecond)
			}
			kill()
		}()
	})
}

// importableIDs returns the ids that warnings propose to import.
func importableIDs(run *acctest.Run) []int64 {
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

// The test kills the process during an apply. Every order must be in the state,
// or a warning of the next apply must name it.
func TestKilled_OrdersAreInStateOrReported(t *testing.T) {
	binary := acctest.BuildProvider(t)
	for name, test := range map[string]struct {
		options mockserver.Options
		count   int
		// The process is killed during this request, after this many orders.
		method, path string
		orders       int
	}{
		"during the response to an order":  {mockserver.Options{}, 1, http.MethodPost, "/api/certificates", 1},
		"during the wait for the issuance": {mockserver.Options{IssuanceDelay: time.Minute}, 1, http.MethodGet, "/api/certificates/1001", 1},
		"between many orders":              {mockserver.Options{}, 12, http.MethodPost, "/api/certificates", 5},
	} {
		t.Run(name, func(t *testing.T) {
			env := acctest.New(t, test.options)
			// The built provider uses the system clock.
			env.Clock.Advance(time.Since(acctest.Start))
			tf := env.Terraform(t)
			kill := binary.Attach(tf)
			end := killOnce(func() bool { return len(env.Mock.Certificates("")) >= test.orders }, kill)
			// Responses are slow, so that the kill comes first.
			env.Mock.Inject(mockserver.Fault{Method: test.method, Path: test.path, Skip: test.orders - 1, Times: mockserver.Always, Kind: mockserver.FaultSlowResponse, Delay: time.Minute})
			env.SetBeforeRequest(func(r *http.Request) {
				if r.Method == test.method && r.URL.Path == test.path {
					end()
				}
			})
			config := fromRegistry + env.Config(certificateFleet(test.count))
			tf.Apply(config).MustFail()
			env.Mock.ClearFaults()
			env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = 0 })
			orphans := mustHaveOrphans(t, env, tf)

			if test.count == 1 {
				mustImport(t, env, tf, binary)
				return
			}
			env.SetBeforeRequest(nil)
			binary.Attach(tf)
			reported := importableIDs(tf.Apply("").MustSucceed())
			for _, orphan := range orphans {
				if !slices.Contains(reported, orphan) {
					t.Errorf("certificate %d is in no state, and the warnings name only %v", orphan, reported)
				}
			}
			if after := mustHaveOrphans(t, env, tf); len(after) != len(orphans) {
				t.Errorf("%v are in no state, want %v", after, orphans)
			}
		})
	}
}

// mustHaveOrphans returns the ids of the certificates that are not in the state.
func mustHaveOrphans(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) []int64 {
	t.Helper()
	inState := map[any]bool{}
	for _, object := range tf.Instances("tigertrust_certificate.test") {
		inState[object.Attributes["id"]] = true
	}
	var orphans []int64
	for _, certificate := range env.Mock.Certificates("") {
		if !inState[acctest.ID(certificate.ID)] {
			orphans = append(orphans, certificate.ID)
		}
	}
	if len(orphans) == 0 {
		t.Error("the process was killed too late for this test")
	}
	return orphans
}

// mustImport imports the certificate before anything else is ordered.
func mustImport(t *testing.T, env *acctest.Environment, tf *acctest.Terraform, binary *acctest.ProviderBinary) {
	t.Helper()
	env.SetBeforeRequest(nil)
	env.Mock.Advance(2 * time.Minute)
	binary.Attach(tf)
	tf.Import("tigertrust_certificate.test[0]", "1001").MustSucceed()
	tf.Apply("").MustHaveNoDiagnostics()
	if issued := env.Mock.Summary().Issued; issued != 1 {
		t.Errorf("%d certificates were issued", issued)
	}
}

// The test kills the process during the response to a revocation.
func TestKilled_RevokesOnce(t *testing.T) {
	binary := acctest.BuildProvider(t)
	env := acctest.New(t, mockserver.Options{})
	// The built provider uses the system clock.
	env.Clock.Advance(time.Since(acctest.Start))
	tf := env.Terraform(t)
	kill := binary.Attach(tf)
	tf.Apply(fromRegistry + env.Config(certificateFleet(1))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Kind: mockserver.FaultSlowResponse, Delay: time.Minute})
	end := killOnce(func() bool { return env.Mock.Summary().Revoked == 1 }, kill)
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost {
			end()
		}
	})
	tf.Destroy().MustFail()

	env.SetBeforeRequest(nil)
	binary.Attach(tf)
	tf.Destroy().MustSucceed()
	if objects := tf.Instances("tigertrust_certificate.test"); len(objects) != 0 || env.Mock.Summary().Revoked != 1 {
		t.Errorf("revoked %d times, the state contains %v", env.Mock.Summary().Revoked, objects)
	}
}
