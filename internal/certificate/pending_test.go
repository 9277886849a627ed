package certificate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// pendingNulls are the attributes that are null until the certificate is issued.

var pendingNulls = []string{"issuer", "serial_number", "fingerprint", "valid_from", "valid_to", "certificate_pem", "chain_pem", "full_chain_pem"}

// listed are the attributes that only lists contain.

var listed = []string{"certificate_authority_id", "created_at", "renewal_status"}

const (
	shortCreateTimeout = `timeouts = { create = "30s" }`
	withTargets        = `deployment_targets = ["nginx-main"]`
)

// nullAttributes returns those of the attributes that are null in the state.
func nullAttributes(object acctest.Instance, names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return object.Attributes[name] != nil })
}

func mustHavePendingCertificate(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	object := tf.Instance(address)
	if object.Tainted || object.Attributes["id"] != acctest.ID(firstID) {
		t.Errorf("the state has %+v", object)
	}
	if null := nullAttributes(object, append(pendingNulls, listed...)); len(null) != len(pendingNulls)+len(listed) {
		t.Errorf("only %v are null", null)
	}
}

func mustHaveIssuedCertificate(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	object := tf.Instance(address)
	if null := nullAttributes(object, append(pendingNulls, listed...)); object.Tainted || len(null) != 0 {
		t.Errorf("%v are null, tainted: %t", null, object.Tainted)
	}
}

func TestCreate_Timeout_NextRefreshCompletes(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"left out": {IssuanceDelay: -1},
		"null":     {IssuanceDelay: -1, NullEmptyFields: true},
		"id only":  {IssuanceDelay: -1, CreateResponse: mockserver.RespondID},
		"echoed":   {IssuanceDelay: -1, Fields: mockserver.IncludeSettings()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			warning := tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, shortCreateTimeout)))).MustSucceed().
				MustWarn(`(?s)Certificate 1001 \(www\.example\.com\) is ordered, but not issued yet.*not issued within 30s \(timeouts\.create\).*does not order another certificate`)
			if warning.Severity != "warning" {
				t.Errorf("%+v", warning)
			}
			if waited := env.Clock.Now().Sub(acctest.Start); waited != 30*time.Second {
				t.Errorf("waited was %s", waited)
			}
			mustHavePendingCertificate(t, tf)
			if status := tf.Instance(address).Attributes["status"]; status != "pending" {
				t.Errorf("the status is %v", status)
			}
			tf.Plan("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address)
			tf.Plan("").MustOnlyWarn(pendingWarning).MustPlan(address)

			if err := env.Mock.CompleteIssuance(firstID); err != nil {
				t.Fatal(err)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustHaveIssuedCertificate(t, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			env.MustHaveSent(t, "POST", certificatesPath, `{"commonName":"www.example.com"}`)
		})
	}
}

// Without a refresh, the outputs in the state are null.
func TestUpdate_PendingCertificate_Succeeds(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1, CreateResponse: mockserver.RespondID})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, shortCreateTimeout)))).MustSucceed()
	if err := env.Mock.CompleteIssuance(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, shortCreateTimeout, "auto_renew = false"))), "-refresh=false").
		MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "PUT", certificatePath, `{"autoRenew":false}`)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustHaveIssuedCertificate(t, tf)
}

func TestCreate_FailedIssuance_IsReplaced(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"at once": 0, "after a while": time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{IssuanceFails: true, IssuanceDelay: delay})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, withTargets)))).MustFail().
				MustError(`(?s)Certificate 1001 \(www\.example\.com\) was not issued.*status "failed".*orders a new certificate to replace`)
			if object := tf.Instance(address); !object.Tainted || object.Attributes["status"] != "failed" {
				t.Errorf("the state has %+v", object)
			}

			env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceFails = false })
			tf.Apply("").MustOnlyWarn(failedWarning).MustPlan(address, "replace")
			if id := tf.Instance(address).Attributes["id"]; id != acctest.ID(firstID+1) {
				t.Errorf("the state has certificate %v", id)
			}
			if count := env.Mock.Journal().Count("POST", revocationPath); count != 0 {
				t.Errorf("%d revocations of a certificate that was never issued", count)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestDelete_FailedOrder_SendsNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceFails: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustFail()
	tf.Destroy().MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", revocationPath)
}

// An order can fail long after the apply that submitted it.

func TestCreate_FailsAfterTimeout_IsReplaced(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, shortCreateTimeout)))).MustSucceed()
	if err := env.Mock.FailIssuance(firstID); err != nil {
		t.Fatal(err)
	}
	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = 0 })
	tf.Plan("").MustOnlyWarn(failedWarning).MustPlan(address, "replace")
	tf.Apply("").MustOnlyWarn(failedWarning)
	mustHaveIssuedCertificate(t, tf)
	env.MustHaveSent(t, "POST", revocationPath)
}

// After the order, every problem is a warning: an error would taint the resource,
// and the next apply would revoke the certificate and order another one.
func TestCreate_FaultsAfterOrder_KeepID(t *testing.T) {
	t.Parallel()
	const get, list = "/api/certificates/1001", certificatesPath
	type fault = mockserver.Fault
	for name, test := range map[string]struct {
		faults  []fault
		options mockserver.Options
		warning string
	}{
		"GET unauthorized":    {faults: []fault{{Path: get, Kind: mockserver.FaultUnauthorized, Times: mockserver.Always}}, warning: `not issued yet.*The certificate could not be read\. .*401 Unauthorized`},
		"GET forbidden":       {faults: []fault{{Path: get, Kind: mockserver.FaultErrorBefore, Status: 403, Times: mockserver.Always}}, warning: `not issued yet.*The certificate could not be read\. .*403 Forbidden`},
		"GET fails":           {faults: []fault{{Path: get, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always}}, warning: `not issued yet.*within 30s.*500 Internal Server Error`},
		"GET unavailable":     {faults: []fault{{Path: get, Kind: mockserver.FaultBadGateway, Times: mockserver.Always}}, warning: `not issued yet.*within 30s.*502 Bad Gateway`},
		"GET is cut off":      {faults: []fault{{Path: get, Kind: mockserver.FaultDropBefore, Times: mockserver.Always}}, warning: `not issued yet.*within 30s.*No response from`},
		"GET is garbage":      {faults: []fault{{Path: get, Kind: mockserver.FaultGarbage, Times: mockserver.Always}}, warning: `not issued yet.*does not match the API reference`},
		"GET has wrong types": {faults: []fault{{Path: get, Kind: mockserver.FaultWrongTypes, Times: mockserver.Always}}, warning: `not issued yet.*does not match the API reference`},
		"GET redirects":       {faults: []fault{{Path: get, Kind: mockserver.FaultRedirect, Times: mockserver.Always}}, warning: `not issued yet.*The certificate could not be read\. .*redirect to`},
		"GET meets a proxy":   {faults: []fault{{Path: get, Kind: mockserver.FaultProxyNotFoundHTML, Times: mockserver.Always}}, warning: `not issued yet.*The certificate could not be read\. .*404 Not Found`},
		"GET does not find":   {options: mockserver.Options{ReadDelay: time.Hour}, warning: `not issued yet.*within 30s`},
		"list fails":          {faults: []fault{{Method: "GET", Path: list, Skip: 1, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always}}, warning: `Some attributes of certificate 1001.*not known yet.*500`},
		"list forbidden":      {faults: []fault{{Method: "GET", Path: list, Skip: 1, Kind: mockserver.FaultErrorBefore, Status: 403, Times: mockserver.Always}}, warning: `Some attributes of certificate 1001.*not known yet.*403`},
		"PUT fails":           {faults: []fault{{Method: "PUT", Kind: mockserver.FaultErrorBefore, Times: mockserver.Always}}, warning: `deployment targets of certificate 1001.*were not set.*500`},
		"PUT refused":         {faults: []fault{{Method: "PUT", Kind: mockserver.FaultErrorBefore, Status: 422, Times: mockserver.Always}}, warning: `deployment targets of certificate 1001.*were not set.*422`},
		"PUT is cut off":      {faults: []fault{{Method: "PUT", Kind: mockserver.FaultDropBefore, Times: mockserver.Always}}, warning: `deployment targets of certificate 1001.*were not set.*No response`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.options.CreateResponse = mockserver.RespondID
			env := acctest.New(t, test.options)
			for _, fault := range test.faults {
				env.Mock.Inject(fault)
			}
			tf := env.Terraform(t)
			tf.Apply(env.ConfigWithSettings("skip_credentials_check = true", resourceBlock(joinLines(minimalConfig, shortCreateTimeout, withTargets)))).MustSucceed().MustWarn("(?s)" + test.warning)
			object := tf.Instance(address)
			if object.Tainted || object.Attributes["id"] != acctest.ID(firstID) {
				t.Errorf("the state has %+v", object)
			}

			env.Mock.ClearFaults()
			env.Mock.Configure(func(o *mockserver.Options) { o.ReadDelay = 0 })
			env.Clock.Advance(time.Hour)
			tf.Apply("").MustSucceed()
			mustHaveIssuedCertificate(t, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			if set := mockCertificate(t, env, firstID).Settings.DeploymentTargets; strings.Join(set, ",") != "nginx-main" {
				t.Errorf("the server has the targets %v", set)
			}
			if count := env.Mock.Journal().Count("POST", certificatesPath); count != 1 {
				t.Errorf("%d certificates were ordered", count)
			}
		})
	}
}

// A new certificate that is not found may not be visible yet. If the provider
// removed it from the state, the next apply would order another one.
func TestRead_NotVisibleYet_KeepsState(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"issued at once": {ReadDelay: 20 * time.Minute},
		"id only":        {ReadDelay: 20 * time.Minute, CreateResponse: mockserver.RespondID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustSucceed()
			for range 2 {
				tf.Apply("").MustSucceed().MustPlan(address).MustWarn(`(?s)Certificate 1001.* cannot be found yet.*stays in the state`)
			}
			env.Clock.Advance(20 * time.Minute)
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustHaveIssuedCertificate(t, tf)
			if count := env.Mock.Journal().Count("POST", certificatesPath); count != 1 {
				t.Errorf("%d certificates were ordered", count)
			}
		})
	}
}
