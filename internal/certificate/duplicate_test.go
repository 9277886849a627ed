package certificate_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Every refresh mentions the duplicates until nobody has to act on them.
func TestDuplicates_EveryRefresh_MentionsThem(t *testing.T) {
	t.Parallel()
	for name, resolve := range map[string]func(env *acctest.Environment, tf *acctest.Terraform, id int64){
		"revoked": func(env *acctest.Environment, _ *acctest.Terraform, id int64) {
			if err := env.Mock.Revoke(id, "unspecified"); err != nil {
				t.Error(err)
			}
		},
		"expired": func(env *acctest.Environment, _ *acctest.Terraform, _ int64) { env.Clock.Advance(80 * day) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			first := seedIssued(env, 2*time.Hour, func(s *mockserver.Seed) { s.ValidTo = env.Clock.Now().Add(40 * day) })
			second := seedIssued(env, time.Hour, func(s *mockserver.Seed) { s.ValidTo = env.Clock.Now().Add(40 * day) })
			tf := env.Terraform(t)
			const summary = `^Certificates 1002, 1001 \(www\.example\.com\) may be duplicates`
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustOnlyWarn(summary)
			tf.Plan("").MustOnlyWarn(summary)
			env.Clock.Advance(30 * day)
			tf.Apply("").MustOnlyWarn(summary)
			resolve(env, tf, first)
			resolve(env, tf, second)
			tf.Apply("").MustSucceed().MustNotMention("duplicate")
		})
	}
}

// A duplicate that is imported into a resource of its own is none.
func TestDuplicates_Imported_AreNotMentioned(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedIssued(env, time.Hour, nil)
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustOnlyWarn("Certificate 1001 .*may be a duplicate")
	tf.WriteConfig(env.Config(resourceBlock(minimalConfig) + "resource \"tigertrust_certificate\" \"other\" {\n" + minimalConfig + "\n}\n"))
	tf.Import("tigertrust_certificate.other", "1001").MustSucceed()
	tf.Plan("")
	tf.Plan("").MustHaveNoDiagnostics()
}

// Terraform refreshes one resource while it has yet to pass the other to the
// provider.
func TestDuplicates_InState_AreNotMentioned(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	injectOrderFault(env, mockserver.FaultDropAfter, mockserver.Always)
	config := acctest.Attributes{"common_name": "www.example.com"}
	run := env.Protocol(t)
	first, second := run.Resource("tigertrust_certificate"), run.Resource("tigertrust_certificate")
	first.Apply(config).MustSucceed()
	second.Apply(config).MustSucceed()
	for range 2 {
		plan := env.Protocol(t)
		isRefreshed := false
		env.Clock.AfterSleep(func() {
			if !isRefreshed {
				isRefreshed = true
				second.WithProvider(plan).Refresh().MustHaveNoDiagnostics()
			}
		})
		first = first.WithProvider(plan)
		first.Refresh().MustHaveNoDiagnostics()
		env.Clock.AfterSleep(nil)
		if !isRefreshed {
			t.Error("the refresh did not wait for the state")
		}
	}
}

// The list shows the orphan of a killed run only after the next run has ended.
func TestDuplicates_LaggingList_AreMentionedLater(t *testing.T) {
	t.Parallel()
	for name, issuance := range map[string]time.Duration{"issued at once": 0, "issued later": 20 * time.Second, "issued after the list shows it": 50 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{ListDelay: 40 * time.Second, IssuanceDelay: issuance})
			killed := env.Protocol(t).Resource("tigertrust_certificate")
			killed.Apply(minimalAttributes).MustSucceed()
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(minimalAttributes).MustSucceed()
			for range 3 {
				env.Clock.Advance(time.Minute)
				certificate.Refresh().MustOnlyWarn(`^Certificate 1001 \(www\.example\.com\) may be a duplicate`)
			}
		})
	}
}

// A double order warns, whatever the list shows at that moment, and the next
// refresh names the duplicate. Neither waits for it.
func TestCreate_OrderedTwice_AlwaysWarns(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ListDelay: 5 * time.Minute})
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: mockserver.FaultDropAfter})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	began := env.Clock.Now()
	certificate.Apply(minimalAttributes).MustWarn(`^The order for www\.example\.com was sent twice and may have produced a duplicate`)
	if took := env.Clock.Now().Sub(began); took > 70*time.Second {
		t.Errorf("the order took %s", took)
	}
	env.Clock.Advance(6 * time.Minute)
	certificate.Refresh().MustOnlyWarn(`^Certificate 1001 \(www\.example\.com\) may be a duplicate`)
	certificate.Refresh().MustOnlyWarn(`^Certificate 1001 \(www\.example\.com\) may be a duplicate`)
}

// Another workspace orders the same name while the response is lost.
func TestCreate_LostResponse_AdoptsOldest(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: certificatesPath, Kind: mockserver.FaultDropAfter})
	appear := sync.OnceFunc(func() {
		env.Clock.Advance(2 * time.Second)
		seedIssued(env, 0, nil)
	})
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodGet && len(env.Mock.Certificates("")) == 1 {
			appear()
		}
	})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(minimalAttributes).MustWarn(`^Certificate 1001 \(www\.example\.com\) was recovered after a lost response, possible duplicates: 1002`)
	if certificate.Attribute("id") != acctest.ID(firstID) {
		t.Errorf("the state has certificate %v", certificate.Attribute("id"))
	}
}
