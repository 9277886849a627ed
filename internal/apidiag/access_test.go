package apidiag_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
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

const operation = "Could not read certificate 5 (www.example.com)"

// accessErrors are errors with the summary of an operation that fails with them,
// and the summary of the access check.
func accessErrors() map[string]struct {
	err              error
	summary, ofCheck string
} {
	response := func(method string, status int, code tigertrust.Code, workspace string) error {
		return &tigertrust.Error{Host: "api.example.com", Method: method, StatusCode: status, Code: code, WorkspaceID: workspace, APIKeySource: "the environment variable TIGERTRUST_API_KEY"}
	}
	connection := func(err error) error {
		return &tigertrust.ConnectionError{Host: "api.example.com", Attempts: 1, Err: err}
	}
	proxy := func(status int) error {
		return &tigertrust.ProxyError{Proxy: "proxy.example.com:3128", StatusCode: status, Err: errors.New("refused")}
	}
	const (
		proxyRefusal = "A proxy refused the connection to TigerTrust"
		get, post    = http.MethodGet, http.MethodPost
		key          = "TigerTrust rejected the API key"
		workspace    = "The API key has no access to this workspace"
		scope        = "The API key does not permit this operation"
		unreachable  = "Could not reach TigerTrust"
		other        = "The endpoint is not a TigerTrust API"
		forbidden    = "Access to the endpoint is forbidden"
		ambiguous    = "The endpoint or the workspace does not exist"
		notChecked   = "Access to TigerTrust not checked"
	)
	redirect := &tigertrust.Error{Host: "api.example.com", Method: get, StatusCode: 302, Location: "https://login.example.com"}
	var syntax *json.SyntaxError
	errors.As(json.Unmarshal([]byte("<html>"), new(any)), &syntax)
	return map[string]struct {
		err              error
		summary, ofCheck string
	}{
		"401":                         {response(get, 401, "UNAUTHORIZED", ""), key, key},
		"401 with workspace":          {response(get, 401, "UNAUTHORIZED", "ws_1"), key, key},
		"401 without body":            {response(post, 401, "", ""), key, key},
		"403":                         {response(get, 403, "FORBIDDEN", ""), key, key},
		"403 with workspace":          {response(get, 403, "FORBIDDEN", "ws_1"), workspace, workspace},
		"403 about workspace":         {response(post, 403, "WORKSPACE_FORBIDDEN", ""), workspace, workspace},
		"403 for a write":             {response(post, 403, "FORBIDDEN", "ws_1"), scope, scope},
		"403 without code":            {response(get, 403, "", "ws_1"), forbidden, forbidden},
		"404 about workspace":         {response(get, 404, "WORKSPACE_NOT_FOUND", "ws_1"), workspace, workspace},
		"404 without code":            {response(get, 404, "", "ws_1"), other, other},
		"404 with other code":         {response(get, 404, "NOT_FOUND", ""), operation, other},
		"404 with code and workspace": {response(get, 404, "NOT_FOUND", "ws_1"), operation, ambiguous},
		"404 of certificate":          {response(get, 404, tigertrust.ErrCertificateNotFound, ""), operation, other},
		"redirect":                    {redirect, other, other},
		"400":                         {response(get, 400, "VALIDATION_ERROR", ""), operation, notChecked},
		"429":                         {response(get, 429, "", ""), operation, notChecked},
		"500":                         {response(get, 500, "INTERNAL_ERROR", ""), operation, notChecked},
		"refused":                     {connection(&net.OpError{Op: "dial", Err: errors.New("connection refused")}), unreachable, unreachable},
		"DNS":                         {connection(&net.DNSError{Name: "api.example.com", IsNotFound: true}), unreachable, unreachable},
		"timeout":                     {connection(&tigertrust.TimeoutError{After: time.Second}), unreachable, unreachable},
		"unknown CA":                  {connection(x509.UnknownAuthorityError{}), unreachable, unreachable},
		"refused by a proxy":          {connection(proxy(407)), proxyRefusal, proxyRefusal},
		"overloaded proxy":            {connection(proxy(503)), proxyRefusal, proxyRefusal},
		"unreachable proxy":           {connection(proxy(0)), unreachable, unreachable},
		"407":                         {response(get, 407, "", ""), proxyRefusal, proxyRefusal},
		"too large":                   {connection(tigertrust.ResponseTooLargeError{}), operation, other},
		"HTML":                        {&tigertrust.UnreadableResponseError{Host: "api.example.com", Err: syntax}, other, other},
		"wrong types":                 {&tigertrust.UnreadableResponseError{Host: "api.example.com", Err: errors.New("wrong type")}, operation, other},
		"wrapped":                     {fmt.Errorf("wrapped: %w", response(get, 401, "", "")), key, key},
		"outcome unknown":             {&poll.UnknownOutcomeError{Lost: connection(errors.New("EOF"))}, operation, notChecked},
		"interrupted":                 {context.Canceled, operation, notChecked},
	}
}

func TestError_AccessProblem_SummaryIsCause(t *testing.T) {
	t.Parallel()
	attributes := apidiag.Attributes{tigertrust.ErrCertificateNotFound: path.Root("id")}
	for name, test := range accessErrors() {
		got := apidiag.Error(operation, test.err, attributes)
		if got.Severity() != diag.SeverityError || got.Summary() != test.summary {
			t.Errorf("%s: got %s %q, want %q", name, got.Severity(), got.Summary(), test.summary)
		}
		want := apidiag.Detail(test.err)
		if test.summary != operation {
			want = operation + ". " + want
		}
		if got.Detail() != want {
			t.Errorf("%s: got the detail %q, want %q", name, got.Detail(), want)
		}
	}
}

func TestAccess_SummaryIsCause(t *testing.T) {
	t.Parallel()
	for name, test := range accessErrors() {
		severity := diag.SeverityError
		if name == "429" || name == "500" {
			severity = diag.SeverityWarning
		}
		got := apidiag.Access(test.err)
		if got.Severity() != severity || got.Summary() != test.ofCheck {
			t.Errorf("%s: got %s %q, want %s %q", name, got.Severity(), got.Summary(), severity, test.ofCheck)
		}
		canSkip := strings.Contains(got.Detail(), "skip_credentials_check")
		if !strings.HasPrefix(got.Detail(), apidiag.Response(test.err)) || canSkip != (got.Summary() == "Could not reach TigerTrust" || got.Summary() == "A proxy refused the connection to TigerTrust") {
			t.Errorf("%s: got the detail %q", name, got.Detail())
		}
	}
}

func TestAccess_NoList_AdvisesToCheckEndpoint(t *testing.T) {
	t.Parallel()
	for workspace, want := range map[string]string{
		"":     `Check the provider's endpoint. It usually ends with "/api".`,
		"ws_1": `Check the provider's endpoint, which usually ends with "/api", and its workspace_id.`,
	} {
		err := &tigertrust.Error{Host: "api.example.com", Method: http.MethodGet, StatusCode: http.StatusNotFound, Code: "NOT_FOUND", WorkspaceID: workspace}
		if detail := apidiag.Access(err).Detail(); !strings.HasSuffix(detail, want) {
			t.Errorf("the detail is %s", detail)
		}
	}
}
