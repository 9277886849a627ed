package apidiag_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestError_KnownCode_IsAtItsAttribute(t *testing.T) {
	t.Parallel()
	attributes := apidiag.Attributes{tigertrust.ErrCANotConfigured: path.Root("certificate_authority_id")}
	apiErr := &tigertrust.Error{Host: "api.example.com", StatusCode: 422, Code: tigertrust.ErrCANotConfigured}

	got := apidiag.Error("Could not do it", fmt.Errorf("wrapped: %w", apiErr), attributes)
	located, ok := got.(diag.DiagnosticWithPath)
	if !ok || !located.Path().Equal(path.Root("certificate_authority_id")) {
		t.Errorf("got %#v, want an error at certificate_authority_id", got)
	}
	if got.Severity() != diag.SeverityError || got.Summary() != "Could not do it" {
		t.Errorf("got %s %q", got.Severity(), got.Summary())
	}

	apiErr.Code = tigertrust.ErrAgentUnavailable
	if _, ok := apidiag.Error("Could not do it", apiErr, attributes).(diag.DiagnosticWithPath); ok {
		t.Error("the error of a code without an attribute is at an attribute")
	}
}

func TestDetail_NamesCauseAndNextStep(t *testing.T) {
	t.Parallel()
	response := func(status int, code tigertrust.Code) *tigertrust.Error {
		return &tigertrust.Error{Host: "api.example.com", StatusCode: status, Code: code, APIKeySource: "the environment variable TIGERTRUST_API_KEY"}
	}
	redirect := response(307, "")
	redirect.Location = "https://elsewhere.example.com/"
	proxy := func(status int, err error) error {
		return fmt.Errorf("no response: %w", &tigertrust.ProxyError{Proxy: "proxy.example.com:3128", StatusCode: status, Err: err})
	}
	deadline := poll.NewDeadline(time.Now(), "timeouts.update", 2*time.Minute)
	identified := response(500, "")
	identified.RequestID = "req-7"

	for name, test := range map[string]struct {
		err  error
		want []string
	}{
		"key rejected":              {response(401, ""), []string{"401 Unauthorized from api.example.com.", "came from the environment variable TIGERTRUST_API_KEY"}},
		"key not permitted":         {response(403, ""), []string{"403 Forbidden", "came from the environment variable TIGERTRUST_API_KEY", "scope"}},
		"proxy's not found":         {response(404, ""), []string{"404 Not Found", `"/api"`, "endpoint"}},
		"no workspace":              {response(404, "WORKSPACE_NOT_FOUND"), []string{"WORKSPACE_NOT_FOUND", "Check that the default workspace exists"}},
		"other not found":           {response(404, "NOT_FOUND"), []string{"NOT_FOUND", "endpoint and workspace_id of the provider"}},
		"failing server":            {response(500, tigertrust.ErrAlreadyRevoked), []string{"ALREADY_REVOKED", "often temporary"}},
		"mixed up":                  {&tigertrust.OtherCertificateError{Returned: "6", Reason: "certificate 6 existed before"}, []string{"Response about another certificate: certificate 6 existed before.", "mixes up responses"}},
		"not found":                 {response(404, tigertrust.ErrCertificateNotFound), []string{"CERTIFICATE_NOT_FOUND", "workspace_id"}},
		"CA not configured":         {response(422, tigertrust.ErrCANotConfigured), []string{"CA_NOT_CONFIGURED", "certificate_authority_id"}},
		"agent unavailable":         {response(409, tigertrust.ErrAgentUnavailable), []string{"AGENT_UNAVAILABLE", "agent runs"}},
		"invalid PEM":               {response(422, tigertrust.ErrInvalidCertificate), []string{"INVALID_CERTIFICATE", "malformed", "Check the certificate in TigerTrust."}},
		"renewal open":              {response(409, tigertrust.ErrRenewalInProgress), []string{"RENEWAL_IN_PROGRESS", "in progress has ended"}},
		"already revoked":           {response(409, tigertrust.ErrAlreadyRevoked), []string{"ALREADY_REVOKED", "cannot be undone"}},
		"bad request":               {response(400, "VALIDATION_ERROR"), []string{"VALIDATION_ERROR", "Correct the value in the message and apply again."}},
		"unknown conflict":          {response(409, "SOMETHING_ELSE"), []string{"SOMETHING_ELSE", "Correct the value in the message"}},
		"redirect":                  {redirect, []string{"redirect to https://elsewhere.example.com/", "change the provider's endpoint"}},
		"too many requests":         {response(429, ""), []string{"429 Too Many Requests", "requests_per_second"}},
		"overloaded proxy":          {&tigertrust.Error{Host: "api.example.com", StatusCode: 503, IsThrottled: true}, []string{"503 Service Unavailable", "a proxy in front of it", "lower requests_per_second"}},
		"server error":              {identified, []string{"500 Internal Server Error", "Request ID: req-7", "often temporary"}},
		"unknown CA":                {fmt.Errorf("tls: %w", x509.UnknownAuthorityError{}), []string{"ca_certificate_pem"}},
		"certificate of other host": {x509.HostnameError{Certificate: &x509.Certificate{}, Host: "a"}, []string{"Check the host in the provider's endpoint."}},
		"expired certificate":       {x509.CertificateInvalidError{Cert: &x509.Certificate{}, Reason: x509.Expired}, []string{"expired", "Check the clock of this machine."}},
		"no TLS":                    {http.ErrSchemeMismatch, []string{"Check the port in the provider's endpoint."}},
		"proxy without TLS":         {proxy(0, http.ErrSchemeMismatch), []string{"HTTPS_PROXY", "http://"}},
		"proxy wants a password":    {proxy(407, errors.New("407 Who are you")), []string{"proxy proxy.example.com:3128 refused the connection: 407 Who are you.", "HTTPS_PROXY: http://USER:PASSWORD@proxy.example.com:3128.", "NO_PROXY"}},
		"proxy forbids":             {proxy(403, errors.New("403 Forbidden")), []string{"Ask the operator of the proxy", "HTTPS_PROXY", "NO_PROXY"}},
		"proxy without connection":  {proxy(502, errors.New("502 Bad Gateway")), []string{"could not connect to TigerTrust", "HTTPS_PROXY"}},
		"proxy down":                {proxy(0, errors.New("connection refused")), []string{"no connection through the proxy proxy.example.com:3128: connection refused.", "Check that the proxy is running", "HTTPS_PROXY"}},
		"407":                       {response(407, ""), []string{"407 Proxy Authentication Required", "HTTPS_PROXY: http://USER:PASSWORD@PROXY:PORT."}},
		"interrupted":               {context.Canceled, []string{"Terraform was interrupted. Apply again to continue."}},
		"not the API":               {&tigertrust.UnreadableResponseError{Host: "api.example.com", Err: errors.New("odd")}, []string{"odd.", "base URL"}},
		"too large":                 {fmt.Errorf("no response: %w", tigertrust.ResponseTooLargeError{}), []string{"32 MiB", "base URL"}},
		"unstable list":             {&tigertrust.UnstableListError{Seen: 7, Total: 8}, []string{"kept changing", "Apply again when fewer certificates are being changed."}},
		"deadline":                  {fmt.Errorf("wrapped: %w", &poll.DeadlineError{Deadline: deadline}), []string{"timed out after 2m0s (timeouts.update).", "raise timeouts.update."}},
		"fixed deadline":            {&poll.DeadlineError{Deadline: poll.NewDeadline(time.Now(), "", time.Minute)}, []string{"Timed out after 1m0s.", "network"}},
		"connection refused":        {errors.New("connection refused"), []string{"Connection refused.", "network"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := apidiag.Detail(test.err)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("got %q, want it to contain %q", got, want)
				}
			}
		})
	}
}

func TestResponse_ContainsNoAdvice(t *testing.T) {
	t.Parallel()
	refused := &tigertrust.Error{Host: "api.example.com", StatusCode: 422, Code: tigertrust.ErrInvalidCertificate, RequestID: "req-7"}
	want := "422 Unprocessable Entity from api.example.com: INVALID_CERTIFICATE.\n\nRequest ID: req-7"
	if got := apidiag.Response(fmt.Errorf("wrapped: %w", refused)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := apidiag.Response(errors.New("connection refused")); got != "Connection refused." {
		t.Errorf("got %q", got)
	}
}
