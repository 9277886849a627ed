package apidiag_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestErrorIsAtTheAttributeOfItsCode(t *testing.T) {
	attributes := apidiag.Attributes{tigertrust.ErrCANotConfigured: path.Root("certificate_authority_id")}
	answer := &tigertrust.Error{Host: "api.example.com", StatusCode: 422, Code: tigertrust.ErrCANotConfigured}

	got := apidiag.Error("Could not do it", fmt.Errorf("wrapped: %w", answer), attributes)
	located, ok := got.(diag.DiagnosticWithPath)
	if !ok || !located.Path().Equal(path.Root("certificate_authority_id")) {
		t.Errorf("got %#v, want an error at certificate_authority_id", got)
	}
	if got.Severity() != diag.SeverityError || got.Summary() != "Could not do it" {
		t.Errorf("got %s %q", got.Severity(), got.Summary())
	}

	answer.Code = tigertrust.ErrAgentUnavailable
	if _, ok := apidiag.Error("Could not do it", answer, attributes).(diag.DiagnosticWithPath); ok {
		t.Error("a code that no attribute is about is at an attribute")
	}
}

func TestDetailSaysWhatHappenedAndWhatToDo(t *testing.T) {
	answer := func(status int, code tigertrust.Code) *tigertrust.Error {
		return &tigertrust.Error{Host: "api.example.com", StatusCode: status, Code: code, APIKeySource: "the environment variable TIGERTRUST_API_KEY"}
	}
	redirect := answer(307, "")
	redirect.Location = "https://elsewhere.example.com/"
	limit := poll.NewDeadline(time.Now(), "timeouts.update", 2*time.Minute)
	identified := answer(500, "")
	identified.RequestID = "req-7"

	for name, test := range map[string]struct {
		err  error
		want []string
	}{
		"key refused":       {answer(401, ""), []string{"401 Unauthorized from api.example.com.", "came from the environment variable TIGERTRUST_API_KEY"}},
		"key not allowed":   {answer(403, ""), []string{"403 Forbidden", "came from the environment variable TIGERTRUST_API_KEY", "scope"}},
		"proxy's not found": {answer(404, ""), []string{"404 Not Found", `"/api"`, "endpoint"}},
		"API's other":       {answer(404, "WORKSPACE_NOT_FOUND"), []string{"WORKSPACE_NOT_FOUND", "endpoint and workspace_id of the provider are those of what the message names."}},
		"API's not found":   {answer(404, tigertrust.ErrCertificateNotFound), []string{"CERTIFICATE_NOT_FOUND", "workspace_id"}},
		"no such authority": {answer(422, tigertrust.ErrCANotConfigured), []string{"CA_NOT_CONFIGURED", "certificate_authority_id"}},
		"no agent":          {answer(409, tigertrust.ErrAgentUnavailable), []string{"AGENT_UNAVAILABLE", "agent runs"}},
		"bad certificate":   {answer(422, tigertrust.ErrInvalidCertificate), []string{"INVALID_CERTIFICATE", "malformed", "Look at it in TigerTrust"}},
		"being renewed":     {answer(409, tigertrust.ErrRenewalInProgress), []string{"RENEWAL_IN_PROGRESS", "under way"}},
		"revoked already":   {answer(409, tigertrust.ErrAlreadyRevoked), []string{"ALREADY_REVOKED", "cannot be undone"}},
		"bad request":       {answer(400, "VALIDATION_ERROR"), []string{"VALIDATION_ERROR", "Change what the message names, and apply again."}},
		"unknown conflict":  {answer(409, "SOMETHING_ELSE"), []string{"SOMETHING_ELSE", "Change what the message names"}},
		"redirect":          {redirect, []string{"redirect to https://elsewhere.example.com/", "change the provider's endpoint"}},
		"too many requests": {answer(429, ""), []string{"429 Too Many Requests", "requests_per_second"}},
		"server's problem":  {identified, []string{"500 Internal Server Error", "request's id is req-7", "later"}},
		"untrusted":         {fmt.Errorf("tls: %w", x509.UnknownAuthorityError{}), []string{"ca_certificate_pem"}},
		"interrupted":       {context.Canceled, []string{"Terraform was interrupted. Apply again to continue."}},
		"not the API":       {&tigertrust.UnreadableResponseError{Host: "api.example.com", Err: errors.New("odd")}, []string{"does not match the API reference: odd.", "base URL"}},
		"too large":         {fmt.Errorf("no answer: %w", tigertrust.ResponseTooLargeError{}), []string{"32 MiB", "base URL"}},
		"restless list":     {&tigertrust.UnstableListError{Seen: 7, Total: 8}, []string{"kept changing", "Apply again when fewer changes are under way."}},
		"too late":          {fmt.Errorf("wrapped: %w", &poll.DeadlineError{Deadline: limit}), []string{"not done within 2m0s, the limit in timeouts.update.", "if it needs longer, raise timeouts.update."}},
		"no connection":     {errors.New("connection refused"), []string{"connection refused.", "network"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := apidiag.Detail(test.err)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("got %q, want it to contain %q", got, want)
				}
			}
		})
	}
}

// What is over needs no advice.
func TestToldSaysWhatHappenedOnly(t *testing.T) {
	refused := &tigertrust.Error{Host: "api.example.com", StatusCode: 422, Code: tigertrust.ErrInvalidCertificate, RequestID: "req-7"}
	want := "422 Unprocessable Entity from api.example.com: INVALID_CERTIFICATE.\n\nThe request's id is req-7."
	if got := apidiag.Response(fmt.Errorf("wrapped: %w", refused)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := apidiag.Response(errors.New("connection refused")); got != "connection refused." {
		t.Errorf("got %q", got)
	}
}
