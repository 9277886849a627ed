package certificate_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// inSingleResponses returns the option to include a field in single responses.
func inSingleResponses(field string) mockserver.Fields {
	return mockserver.Fields{Single: fieldModes(mockserver.Included, field)}
}

// Whatever fields a response lacks, the state never contains values of two
// issuances.
func TestRenewal_MissingFields_AreNotMixed(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{"all": {"serialNumber", "fingerprint", "validTo"}}
	for _, field := range []string{"fingerprint", "serialNumber", "validTo", "issuer", "chain"} {
		tests[field] = []string{field}
	}
	for name, fields := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, fields...)}})
			tf := env.Terraform(t)
			tf.Apply(env.Config(withTriggers("1"))).MustSucceed()
			started := env.Clock.Now()
			tf.Apply(env.Config(withTriggers("2"))).MustHaveNoDiagnostics()
			if waited := env.Clock.Now().Sub(started); waited > time.Minute {
				t.Errorf("waited %s", waited)
			}
			mustMatchServer(t, env, tf)
			if _, err := env.Mock.Renew(firstID); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustMatchServer(t, env, tf)
		})
	}
}

func TestRenewal_MissingPEM_IsAwaited(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: 5 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	reads := -1
	env.SetBeforeRequest(func(r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/renew"):
			reads = 0
			env.Mock.Configure(func(options *mockserver.Options) {
				options.Fields.Single = fieldModes(mockserver.Omitted, "certificate", "chain")
			})
		case reads >= 0 && r.URL.Path == "/api/certificates/1001":
			if reads++; reads == 10 {
				env.Mock.Configure(func(options *mockserver.Options) { options.Fields.Single = nil })
			}
		}
	})
	tf.Apply(env.Config(withTriggers("2"))).MustHaveNoDiagnostics()
	mustMatchServer(t, env, tf)
}

func TestRenewal_Status_IsOfNewCertificate(t *testing.T) {
	t.Parallel()
	t.Run("finished later", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{RenewalDelay: -1})
		tf := env.Terraform(t)
		tf.Apply(env.Config(withTriggers("1", shortUpdate))).MustHaveNoDiagnostics()
		tf.Apply(env.Config(withTriggers("2", shortUpdate))).MustSucceed()
		if _, err := env.Mock.CompleteRenewal(firstID); err != nil {
			t.Fatal(err)
		}
		tf.Apply("").MustSucceed()
		if status := tf.Instance(address).Attributes["renewal_status"]; status != "pending" {
			t.Errorf("renewal_status is %v", status)
		}
	})
	t.Run("list unavailable", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{})
		tf := env.Terraform(t)
		tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
		env.SetBeforeRequest(func(r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/renew") {
				env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificatesPath, Kind: mockserver.FaultGarbage, Times: mockserver.Always})
			}
		})
		tf.Apply(env.Config(withTriggers("2"))).MustSucceed().MustWarn(`Some attributes of certificate 1001 .* are not known yet`)
		env.SetBeforeRequest(nil)
		env.Mock.ClearFaults()
		tf.Apply("").MustHaveNoDiagnostics()
		if status := tf.Instance(address).Attributes["renewal_status"]; status != "pending" {
			t.Errorf("renewal_status is %v", status)
		}
	})
}
