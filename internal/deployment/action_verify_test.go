package deployment_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// verifyInvocation returns an invocation of the action for the first certificate.
func verifyInvocation(config acctest.Attributes) acctest.Invocation {
	all := acctest.Attributes{"certificate_id": firstID}
	for name, value := range config {
		all[name] = value
	}
	return acctest.Invocation{TypeName: "tigertrust_certificate_verify", Config: all}
}

// newServed starts a mock with one certificate and a service that serves it.
func newServed(t *testing.T) (*acctest.Environment, *acctest.Service, mockserver.Certificate) {
	t.Helper()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	served := mockCertificate(t, env, firstID)
	service.Load(served)
	return env, service, served
}

func TestVerifyAction_Served_Succeeds(t *testing.T) {
	t.Parallel()
	env, service, served := newServed(t)
	provider := env.Protocol(t)
	endpoints := []string{service.Endpoint}
	provider.InvokeAction(verifyInvocation(acctest.Attributes{"endpoints": endpoints})).MustHaveNoDiagnostics().MustReportProgress(
		"Verifying that certificate 1001 is served by "+service.Endpoint, "Certificate 1001 is served by "+service.Endpoint)
	for _, fingerprint := range []string{served.Fingerprint, served.Fingerprint[len("SHA256:"):]} {
		provider.InvokeAction(verifyInvocation(acctest.Attributes{"certificate_id": nil, "fingerprint": fingerprint, "endpoints": endpoints, "server_name": "www.example.com"})).
			MustHaveNoDiagnostics().MustReportProgress("Verifying that the certificate is served by "+service.Endpoint, "The certificate is served by "+service.Endpoint)
	}
}

func TestVerifyAction_NotServed_Waits(t *testing.T) {
	t.Parallel()
	env, service, served := newServed(t)
	renewOnServer(t, env)
	invocation := verifyInvocation(acctest.Attributes{"endpoints": []string{service.Endpoint}, "timeout": "30s"})
	run := env.Protocol(t).InvokeAction(invocation).MustFail()
	problem := run.MustError(`(?s)Certificate 1001 is not served.*within 30s \(timeout\).*serves CN=www\.example\.com with the fingerprint ` + served.Fingerprint)
	if problem.Location != `AttributeName("endpoints")` {
		t.Errorf("the error is at %s", problem.Location)
	}
	if run.Progress[1] != "Waiting for certificate 1001 to be served by "+service.Endpoint {
		t.Errorf("the progress was %q", run.Progress)
	}
	service.OnHandshake(func(int) { service.Load(mockCertificate(t, env, firstID)) })
	env.Protocol(t).InvokeAction(invocation).MustHaveNoDiagnostics()
}

func TestVerifyAction_Canceled_Ends(t *testing.T) {
	t.Parallel()
	env, service, _ := newServed(t)
	renewOnServer(t, env)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	invocation := verifyInvocation(acctest.Attributes{"endpoints": []string{service.Endpoint}, "timeout": "24h"})
	invocation.Context = ctx
	service.OnHandshake(func(number int) {
		if number == 3 {
			stop()
		}
	})
	env.Protocol(t).InvokeAction(invocation).MustFail().MustError("Terraform was interrupted")
}

func TestVerifyAction_BadInput_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	env, service, _ := newServed(t)
	for what, test := range map[string]struct {
		config        acctest.Attributes
		at, complaint string
	}{
		"both":                {acctest.Attributes{"fingerprint": "SHA256:ab"}, "", "certificate_id"},
		"neither":             {acctest.Attributes{"certificate_id": nil}, "", "certificate_id"},
		"bad fingerprint":     {acctest.Attributes{"certificate_id": nil, "fingerprint": "SHA256:abc123"}, "fingerprint", "64 hexadecimal digits"},
		"no certificate":      {acctest.Attributes{"certificate_id": 99}, "certificate_id", "(?s)Could not read certificate 99.*CERTIFICATE_NOT_FOUND"},
		"no id":               {acctest.Attributes{"certificate_id": 0}, "certificate_id", "must be an ID"},
		"no endpoint":         {acctest.Attributes{"endpoints": []string{}}, "endpoints", "at least 1"},
		"no port":             {acctest.Attributes{"endpoints": []string{"shop.example.com"}}, "endpoints", `Use "shop.example.com:443"`},
		"invalid timeout":     {acctest.Attributes{"timeout": "soon"}, "timeout", "must be a positive duration"},
		"invalid server name": {acctest.Attributes{"server_name": "www example"}, "server_name", "Invalid server name"},
	} {
		if test.config["endpoints"] == nil {
			test.config["endpoints"] = []string{service.Endpoint}
		}
		problem := env.Protocol(t).InvokeAction(verifyInvocation(test.config)).MustFail().MustError(test.complaint)
		if want := fmt.Sprintf("AttributeName(%q)", test.at); test.at != "" && !strings.HasPrefix(problem.Location, want) {
			t.Errorf("%s: the error is at %s", what, problem.Location)
		}
	}
}
