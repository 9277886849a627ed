package certificate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	asRSA   = "\n  key_type = \"RSA\""
	asECDSA = "\n  key_type = \"ECDSA\""
)

func TestReplacedCertificateIsRevokedAsSuperseded(t *testing.T) {
	t.Parallel()
	for name, lifecycle := range map[string]string{"destroyed first": "", "created first": createFirst} {
		for cause, test := range map[string]struct{ after, flag string }{
			"changed":   {asECDSA, "-refresh=true"},
			"requested": {asRSA, "-replace=" + address},
		} {
			t.Run(name+", "+cause, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, mockserver.Options{})
				tf := env.Terraform(t)
				tf.Apply(env.Config(resourceBlock(minimal + asRSA + lifecycle))).MustHaveNoDiagnostics()
				env.Mock.ResetJournal()
				tf.Apply(env.Config(resourceBlock(minimal+test.after+lifecycle)), test.flag).MustSucceed().MustPlan(address, "replace")
				env.MustHaveSent(t, "POST", revocations, `{"reason":"superseded"}`)
				if old, successor := issued(t, env, first).Status, issued(t, env, first+1).Status; old != "revoked" || successor != "active" {
					t.Errorf("the old one is %s, the new one %s", old, successor)
				}
				env.Mock.ResetJournal()
				tf.Destroy().MustHaveNoDiagnostics()
				env.MustHaveSent(t, "POST", revocations, `{"reason":"cessationOfOperation"}`)
			})
		}
	}
}

func TestSuccessorOfTheSameSecondIsFoundInAnyOrderOfTheList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{UnstableOrder: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimal + asRSA + createFirst))).MustHaveNoDiagnostics()
	for range 6 {
		tf.Apply("", "-replace="+address).MustSucceed()
	}
	for i, body := range env.SentBodies(t, "POST", revocations) {
		if body != `{"reason":"superseded"}` {
			t.Errorf("revocation %d was sent with %s", i, body)
		}
	}
}

func TestReplacedCertificateKeepsTheReasonThatIsConfigured(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	const reason = "\n  revocation_reason = \"keyCompromise\""
	tf.Apply(env.Config(resourceBlock(minimal + asRSA + reason))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(resourceBlock(minimal + asECDSA + reason))).MustSucceed()
	env.MustHaveSent(t, "POST", revocations, `{"reason":"keyCompromise"}`)
}

func pendingSuccessor(t *testing.T, env *acctest.Environment) *acctest.Terraform {
	t.Helper()
	const limits = "\n  timeouts = { create = \"30s\", delete = \"20s\" }"
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimal + asRSA + limits + createFirst))).MustHaveNoDiagnostics()
	env.Clock.Advance(day)
	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = -1 })
	run := tf.Apply(env.Config(resourceBlock(minimal + asECDSA + limits + createFirst))).MustFail()
	run.MustWarn(`(?s)Certificate 1002 \(www\.example\.com\) is ordered, but not issued yet`)
	run.MustError(`(?s)Certificate 1001 \(www\.example\.com\) was not revoked: certificate 1002, which may replace it, is not issued yet.*within 20s, the limit in timeouts\.delete.*Apply again`)
	if status := issued(t, env, first).Status; status != "active" {
		t.Fatalf("the live certificate is %s while its successor is pending", status)
	}
	if objects := tf.Instances(address); len(objects) != 2 || objects[0].Tainted {
		t.Fatalf("the state holds %+v", objects)
	}
	return tf
}

func TestLiveCertificateIsNotRevokedWhileItsSuccessorIsPending(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"as documented":       {},
		"nulls":               {NullEmptyFields: true},
		"no time of creation": {Fields: onlyWhereShown(mockserver.Omitted, "createdAt")},
		"no names in lists":   {Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "subjectAlternativeNames", "commonName")}},
		"no status in lists":  {Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "status")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := pendingSuccessor(t, env)
			if err := env.Mock.CompleteIssuance(first + 1); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustSucceed()
			env.MustHaveSent(t, "POST", revocations, `{"reason":"superseded"}`)
			if status := issued(t, env, first).Status; status != "revoked" {
				t.Errorf("the old certificate is %s", status)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestSuccessorThatComesToNothingIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*acctest.Environment) error{
		"revoked": func(env *acctest.Environment) error { return env.Mock.Revoke(first+1, "unspecified") },
		"failed":  func(env *acctest.Environment) error { return env.Mock.FailIssuance(first + 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := pendingSuccessor(t, env)
			if err := end(env); err != nil {
				t.Fatal(err)
			}
			tf.Destroy().MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", revocations, `{"reason":"cessationOfOperation"}`)
			if status := issued(t, env, first).Status; status != "revoked" {
				t.Errorf("the old certificate is %s", status)
			}
		})
	}
}

func TestSuccessorThatIsRevokedDuringTheWaitSupersedesNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := pendingSuccessor(t, env)
	env.Mock.ResetJournal()
	env.BeforeRequest = func(r *http.Request) {
		deleting := env.Mock.Journal().Count("GET", certificates) > 0
		if deleting && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/1002") {
			_ = env.Mock.Revoke(first+1, "unspecified")
		}
	}
	tf.Apply("").MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", revocations, `{"reason":"cessationOfOperation"}`)
}

func TestLiveCertificateIsNotRevokedWhenItsSuccessorCannotBeRead(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimal + asRSA + createFirst))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Path: "/api/certificates/1002", Kind: mockserver.FaultErrorBefore, Status: 403, Times: mockserver.Always})
	tf.Apply(env.Config(resourceBlock(minimal + asECDSA + createFirst))).MustFail().
		MustError(`(?s)Certificate 1001.*was not revoked.*1002.*403 Forbidden`)
	if status := issued(t, env, first).Status; status != "active" {
		t.Errorf("the live certificate is %s", status)
	}
	env.Mock.ClearFaults()
	tf.Apply("").MustSucceed()
	env.MustHaveSent(t, "POST", revocations, `{"reason":"superseded"}`)
}

func TestInterruptWhileWaitingForASuccessorKeepsTheLiveCertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := pendingSuccessor(t, env)
	env.BeforeRequest = func(r *http.Request) {
		asksForSuccessor := strings.HasSuffix(r.URL.Path, "/1002")
		deleting := env.Mock.Journal().Count("GET", certificates) > 0
		if asksForSuccessor && deleting {
			tf.Interrupt()
			<-r.Context().Done()
		}
	}
	env.Mock.ResetJournal()
	tf.Apply("").MustFail().MustError(`(?s)Certificate 1001.*was not revoked.*Terraform was interrupted during the wait`)
	if status := issued(t, env, first).Status; status != "active" || len(tf.Instances(address)) != 2 {
		t.Errorf("the live certificate is %s, the state holds %v", status, tf.Instances(address))
	}
}

func TestOlderAndOtherCertificatesAreNoSuccessors(t *testing.T) {
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
			tf.Apply(env.Config(resourceBlock(minimal))).MustHaveNoDiagnostics()
			env.Mock.Seed(seed)
			tf.Destroy().MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", revocations, `{"reason":"cessationOfOperation"}`)
		})
	}
}

// TestLiveCertificateOutlivesAReplacementThatFailed is about the order in
// which Terraform goes on: the certificate that was to be replaced is deposed,
// and must not be revoked before the second attempt has succeeded.
func TestLiveCertificateOutlivesAReplacementThatFailed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimal + asRSA + createFirst))).MustHaveNoDiagnostics()
	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceFails = true })
	replacement := env.Config(resourceBlock(minimal + asECDSA + createFirst))
	tf.Apply(replacement).MustFail()
	if status := issued(t, env, first).Status; status != "active" {
		t.Fatalf("the live certificate is %s after its replacement failed", status)
	}

	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceFails = false })
	tf.Apply(replacement).MustSucceed()
	env.MustHaveSent(t, "POST", revocations, `{"reason":"superseded"}`)
	if old, successor := issued(t, env, first).Status, issued(t, env, first+2).Status; old != "revoked" || successor != "active" {
		t.Errorf("the old one is %s, the new one %s", old, successor)
	}
}

// TestLiveCertificateIsNotRevokedWhileASuccessorForOtherNamesIsPending covers
// the replacements that the list does not show as such.
func TestLiveCertificateIsNotRevokedWhileASuccessorForOtherNamesIsPending(t *testing.T) {
	t.Parallel()
	const limits = "\n  timeouts = { create = \"30s\", delete = \"20s\" }"
	for what, test := range map[string]struct {
		replacement string
		options     mockserver.Options
		reason      string
	}{
		"one name more":       {minimal + "\n  subject_alternative_names = [\"a.example.com\"]", mockserver.Options{}, "superseded"},
		"another common name": {"common_name = \"api.example.com\"", mockserver.Options{}, "cessationOfOperation"},
		"lists that lag":      {minimal + "\n  key_type = \"ECDSA\"", mockserver.Options{ListDelay: day}, "superseded"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimal + asRSA + limits + createFirst))).MustSucceed()
			env.Clock.Advance(2 * day)
			env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = -1 })
			tf.Apply(env.Config(resourceBlock(test.replacement + limits + createFirst))).MustFail().
				MustError(`(?s)Certificate 1001 .*was not revoked: certificate 1002, which may replace it, is not issued yet`)
			if status := issued(t, env, first).Status; status != "active" {
				t.Fatalf("the live certificate is %s while its successor is pending", status)
			}

			if err := env.Mock.CompleteIssuance(first + 1); err != nil {
				t.Fatal(err)
			}
			env.Clock.Advance(2 * day)
			tf.Apply("").MustSucceed()
			env.MustHaveSent(t, "POST", revocations, `{"reason":"`+test.reason+`"}`)
		})
	}
}
