// Package apidiag turns errors of the API client into Terraform diagnostics:
// what was attempted, what the API said, and what to do next, at the attribute
// that the error code is about.
package apidiag

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Attributes says which attribute of a resource or data source an error code
// is about.
type Attributes map[tigertrust.Code]path.Path

// Error returns the diagnostic of a failed attempt. The summary says what was
// attempted, and on what.
func Error(summary string, err error, attributes Attributes) diag.Diagnostic {
	detail := Detail(err)
	var answer *tigertrust.Error
	if errors.As(err, &answer) {
		if attribute, ok := attributes[answer.Code]; ok {
			return diag.NewAttributeErrorDiagnostic(attribute, summary, detail)
		}
	}
	return diag.NewErrorDiagnostic(summary, detail)
}

// Detail returns what the API said and what to do next, for diagnostics that
// have more to say.
func Detail(err error) string {
	var answer *tigertrust.Error
	if !errors.As(err, &answer) {
		return join(Response(err), connectionAdvice(err))
	}
	return join(Response(err), answerAdvice(answer))
}

// Response returns what the API said, for diagnostics after which nothing is to be
// done about it.
func Response(err error) string {
	var answer *tigertrust.Error
	if !errors.As(err, &answer) {
		return sentence(err.Error())
	}
	requestID := ""
	if answer.RequestID != "" {
		requestID = "The request's id is " + answer.RequestID + "."
	}
	return join(sentence(answer.Error()), requestID)
}

func answerAdvice(answer *tigertrust.Error) string {
	if advice, ok := codeAdvice[answer.Code]; ok {
		return advice
	}
	switch status := answer.StatusCode; {
	case status == http.StatusUnauthorized:
		return fmt.Sprintf("The API key came from %s. Check that it is complete, active and not expired.", answer.APIKeySource)
	case status == http.StatusForbidden:
		return fmt.Sprintf("The API key came from %s. Check that its type and scope allow this, and that it may use the workspace.", answer.APIKeySource)
	case status == http.StatusNotFound && answer.Code != "":
		return "Check that endpoint and workspace_id of the provider are those of what the message names."
	case status == http.StatusNotFound:
		return `The answer does not have the API's own code for a certificate that does not exist, so it may come from a proxy, or from an endpoint without the "/api" at its end. Check the provider's endpoint.`
	case answer.Location != "":
		return "The API key is sent to the configured endpoint only. If the API has moved, change the provider's endpoint."
	case status == http.StatusTooManyRequests:
		return "The API wants fewer requests. Lower requests_per_second of the provider, above all where several workspaces share one key, and apply again."
	case status >= http.StatusInternalServerError, status == http.StatusRequestTimeout:
		return "The API has a problem, which often passes. Apply again later."
	case answer.IsRefusal():
		return "Change what the message names, and apply again."
	}
	return ""
}

var codeAdvice = map[tigertrust.Code]string{
	tigertrust.ErrCertificateNotFound: "Check the id, and that endpoint, API key and workspace_id of the provider are those that the certificate belongs to.",
	tigertrust.ErrInvalidCertificate:  "The certificate's PEM is missing or malformed on the server. Look at it in TigerTrust; a discovered certificate like this cannot be imported, so leave it out.",
	tigertrust.ErrAlreadyRevoked:      "A revocation cannot be undone; order a new certificate instead.",
	tigertrust.ErrRenewalInProgress:   "Apply again when the renewal that is under way has ended.",
	tigertrust.ErrCANotConfigured:     "Set up the certificate authority in TigerTrust first, or choose another certificate_authority_id.",
	tigertrust.ErrAgentUnavailable:    "Check that the agent runs and is connected, then apply again.",
}

func connectionAdvice(err error) string {
	var (
		unknownAuthority x509.UnknownAuthorityError
		unreadable       *tigertrust.UnreadableResponseError
		tooLarge         tigertrust.ResponseTooLargeError
		unsettled        *tigertrust.UnstableListError
		late             *poll.DeadlineError
	)
	switch {
	case errors.As(err, &unknownAuthority):
		return "If the API, or a proxy on the way to it, has a private certificate authority, put its certificate into ca_certificate_pem of the provider."
	case errors.Is(err, context.Canceled):
		return "Terraform was interrupted. Apply again to continue."
	case errors.As(err, &unreadable), errors.As(err, &tooLarge):
		return "Check that the provider's endpoint is the base URL of the TigerTrust API."
	case errors.As(err, &unsettled):
		return "The inventory changed during each reading. Apply again when fewer changes are under way."
	case errors.As(err, &late) && late.Deadline.Setting != "":
		return fmt.Sprintf("Apply again; if it needs longer, raise %s.", late.Deadline.Setting)
	default:
		return "Check the provider's endpoint and the network, proxies included, and apply again."
	}
}

func sentence(text string) string {
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

func join(paragraphs ...string) string {
	var filled []string
	for _, paragraph := range paragraphs {
		if paragraph != "" {
			filled = append(filled, paragraph)
		}
	}
	return strings.Join(filled, "\n\n")
}
