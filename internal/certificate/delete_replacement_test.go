package certificate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	withRSA   = "\n  key_type = \"RSA\""
	withECDSA = "\n  key_type = \"ECDSA\""
)

func TestReplace_RevokesAsSuperseded(t *testing.T) {
	t.Parallel()
	for name, lifecycle := range map[string]string{"destroyed first": "", "created first": createBeforeDestroy} {
		for cause, test := range map[string]struct{ after, flag string }{
			"changed":   {withECDSA, "-refresh=true"},
			"requested": {withRSA, "-replace=" + address},
		} {
			t.Run(name+", "+cause, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, mockserver.Options{})
				tf := env.Terraform(t)
				tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + lifecycle))).MustHaveNoDiagnostics()
				env.Mock.ResetJournal()
				tf.Apply(env.Config(resourceBlock(minimalConfig+test.after+lifecycle)), test.flag).MustSucceed().MustPlan(address, "replace")
				env.MustHaveSent(t, "POST", revocationPath, `{"reason":"superseded"}`)
				if old, replacement := mockCertificate(t, env, firstID).Status, mockCertificate(t, env, firstID+1).Status; old != "revoked" || replacement != "active" {
					t.Errorf("the old one is %s, the new one %s", old, replacement)
				}
				env.Mock.ResetJournal()
				tf.Destroy().MustOnlyWarn(revocationWarning)
				env.MustHaveSent(t, "POST", revocationPath, `{"reason":"cessationOfOperation"}`)
			})
		}
	}
}

// Lists return certificates of the same second in any order.
func TestReplace_SameSecond_FindsReplacement(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{UnstableOrder: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + createBeforeDestroy))).MustHaveNoDiagnostics()
	for range 6 {
		tf.Apply("", "-replace="+address).MustSucceed()
	}
	for i, body := range env.SentBodies(t, "POST", revocationPath) {
		if body != `{"reason":"superseded"}` {
			t.Errorf("revocation %d was sent with %s", i, body)
		}
	}
}

func TestReplace_ConfiguredReason_IsSent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	const reason = "\n  revocation_reason = \"keyCompromise\""
	tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + reason))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(resourceBlock(minimalConfig + withECDSA + reason))).MustSucceed()
	env.MustHaveSent(t, "POST", revocationPath, `{"reason":"keyCompromise"}`)
}

// replaceWithPending replaces a certificate with create_before_destroy by one
// that is not issued in time.
func replaceWithPending(t *testing.T, env *acctest.Environment) *acctest.Terraform {
	t.Helper()
	const limits = "\n  timeouts = { create = \"30s\", delete = \"20s\" }"
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + limits + createBeforeDestroy))).MustHaveNoDiagnostics()
	env.Clock.Advance(day)
	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = -1 })
	run := tf.Apply(env.Config(resourceBlock(minimalConfig + withECDSA + limits + createBeforeDestroy))).MustFail()
	run.MustWarn(`(?s)Certificate 1002 \(www\.example\.com\) is ordered, but not issued yet`)
	run.MustError(`(?s)Certificate 1001 \(www\.example\.com\) was not revoked: certificate 1002, which may replace it, is not issued yet.*within 20s \(timeouts\.delete\).*Apply again`)
	if status := mockCertificate(t, env, firstID).Status; status != "active" {
		t.Fatalf("the live certificate is %s while its replacement is pending", status)
	}
	if objects := tf.Instances(address); len(objects) != 2 || objects[0].Tainted {
		t.Fatalf("the state has %+v", objects)
	}
	return tf
}

func TestReplace_PendingReplacement_KeepsCurrent(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"as documented":       {},
		"nulls":               {NullEmptyFields: true},
		"no time of creation": {Fields: withFieldMode(mockserver.Omitted, "createdAt")},
		"no names in lists":   {Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "subjectAlternativeNames", "commonName")}},
		"no status in lists":  {Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "status")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := replaceWithPending(t, env)
			if err := env.Mock.CompleteIssuance(firstID + 1); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustSucceed()
			env.MustHaveSent(t, "POST", revocationPath, `{"reason":"superseded"}`)
			if status := mockCertificate(t, env, firstID).Status; status != "revoked" {
				t.Errorf("the old certificate is %s", status)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

// The certificate is revoked as planned, but without the reason superseded.
func TestReplace_FailedReplacement_DoesNotWait(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*acctest.Environment) error{
		"revoked": func(env *acctest.Environment) error { return env.Mock.Revoke(firstID+1, "unspecified") },
		"failed":  func(env *acctest.Environment) error { return env.Mock.FailIssuance(firstID + 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := replaceWithPending(t, env)
			if err := end(env); err != nil {
				t.Fatal(err)
			}
			tf.Destroy().MustSucceed().MustWarn(revocationWarning)
			env.MustHaveSent(t, "POST", revocationPath, `{"reason":"cessationOfOperation"}`)
			if status := mockCertificate(t, env, firstID).Status; status != "revoked" {
				t.Errorf("the old certificate is %s", status)
			}
		})
	}
}

func TestReplace_RevokedWhileWaiting_IsNotSuperseded(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := replaceWithPending(t, env)
	env.Mock.ResetJournal()
	env.SetBeforeRequest(func(r *http.Request) {
		deleting := env.Mock.Journal().Count("GET", certificatesPath) > 0
		if deleting && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/1002") {
			_ = env.Mock.Revoke(firstID+1, "unspecified")
		}
	})
	tf.Apply("").MustSucceed().MustWarn(revocationWarning)
	env.MustHaveSent(t, "POST", revocationPath, `{"reason":"cessationOfOperation"}`)
}

func TestReplace_UnreadableReplacement_KeepsCurrent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + createBeforeDestroy))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Path: "/api/certificates/1002", Kind: mockserver.FaultErrorBefore, Status: 403, Times: mockserver.Always})
	tf.Apply(env.Config(resourceBlock(minimalConfig + withECDSA + createBeforeDestroy))).MustFail().
		MustError(`(?s)Certificate 1001.*was not revoked.*1002.*403 Forbidden`)
	if status := mockCertificate(t, env, firstID).Status; status != "active" {
		t.Errorf("the live certificate is %s", status)
	}
	env.Mock.ClearFaults()
	tf.Apply("").MustSucceed()
	env.MustHaveSent(t, "POST", revocationPath, `{"reason":"superseded"}`)
}

func TestReplace_InterruptedWait_KeepsCurrent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := replaceWithPending(t, env)
	env.SetBeforeRequest(func(r *http.Request) {
		asksForSuccessor := strings.HasSuffix(r.URL.Path, "/1002")
		deleting := env.Mock.Journal().Count("GET", certificatesPath) > 0
		if asksForSuccessor && deleting {
			tf.Interrupt()
			<-r.Context().Done()
		}
	})
	env.Mock.ResetJournal()
	tf.Apply("").MustFail().MustError(`(?s)Certificate 1001.*was not revoked.*Terraform was interrupted during the wait`)
	if status := mockCertificate(t, env, firstID).Status; status != "active" || len(tf.Instances(address)) != 2 {
		t.Errorf("the live certificate is %s, the state has %v", status, tf.Instances(address))
	}
}

func TestDelete_UnrelatedCertificates_AreIgnored(t *testing.T) {
	t.Parallel()
	const name = "www.example.com"
	for what, seed := range map[string]mockserver.Seed{
		"older, pending":     {CommonName: name, CreatedAt: acctest.Start.Add(-day), Status: "pending"},
		"older, issued":      {CommonName: name, ValidFrom: acctest.Start.Add(-day)},
		"newer, longer name": {CommonName: name + ".au", ValidFrom: acctest.Start.Add(second), Status: "pending"},
		"newer, revoked":     {CommonName: name, ValidFrom: acctest.Start.Add(second), Status: "revoked"},
		"newer, failed":      {CommonName: name, ValidFrom: acctest.Start.Add(second), Status: "failed"},
		"newer, expired":     {CommonName: name, CreatedAt: acctest.Start.Add(second), ValidFrom: acctest.Start.Add(-2 * day), ValidTo: acctest.Start.Add(-day)},
		"newer, elsewhere":   {CommonName: name, ValidFrom: acctest.Start.Add(second), Workspace: mockserver.OtherWorkspace},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			env.Mock.Seed(seed)
			tf.Destroy().MustOnlyWarn(revocationWarning)
			env.MustHaveSent(t, "POST", revocationPath, `{"reason":"cessationOfOperation"}`)
		})
	}
}

// After the failed apply, the current certificate is deposed. It must not be
// revoked before the next attempt succeeds.
func TestReplace_FailedCreate_KeepsCurrent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + createBeforeDestroy))).MustHaveNoDiagnostics()
	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceFails = true })
	replacement := env.Config(resourceBlock(minimalConfig + withECDSA + createBeforeDestroy))
	tf.Apply(replacement).MustFail()
	if status := mockCertificate(t, env, firstID).Status; status != "active" {
		t.Fatalf("the live certificate is %s after its replacement failed", status)
	}

	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceFails = false })
	tf.Apply(replacement).MustSucceed()
	env.MustHaveSent(t, "POST", revocationPath, `{"reason":"superseded"}`)
	if old, replacement := mockCertificate(t, env, firstID).Status, mockCertificate(t, env, firstID+2).Status; old != "revoked" || replacement != "active" {
		t.Errorf("the old one is %s, the new one %s", old, replacement)
	}
}

// Replacements that the list does not show as such.
func TestReplace_PendingOtherNames_KeepsCurrent(t *testing.T) {
	t.Parallel()
	const limits = "\n  timeouts = { create = \"30s\", delete = \"20s\" }"
	for what, test := range map[string]struct {
		replacement string
		options     mockserver.Options
		reason      string
	}{
		"one name more":       {minimalConfig + "\n  subject_alternative_names = [\"a.example.com\"]", mockserver.Options{}, "superseded"},
		"another common name": {"common_name = \"api.example.com\"", mockserver.Options{}, "cessationOfOperation"},
		"lists that lag":      {minimalConfig + "\n  key_type = \"ECDSA\"", mockserver.Options{ListDelay: day}, "superseded"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + limits + createBeforeDestroy))).MustSucceed()
			env.Clock.Advance(2 * day)
			env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = -1 })
			tf.Apply(env.Config(resourceBlock(test.replacement + limits + createBeforeDestroy))).MustFail().
				MustError(`(?s)Certificate 1001 .*was not revoked: certificate 1002, which may replace it, is not issued yet`)
			if status := mockCertificate(t, env, firstID).Status; status != "active" {
				t.Fatalf("the live certificate is %s while its replacement is pending", status)
			}

			if err := env.Mock.CompleteIssuance(firstID + 1); err != nil {
				t.Fatal(err)
			}
			env.Clock.Advance(2 * day)
			tf.Apply("").MustSucceed()
			env.MustHaveSent(t, "POST", revocationPath, `{"reason":"`+test.reason+`"}`)
		})
	}
}
