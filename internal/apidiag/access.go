package apidiag

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Summaries of errors that are about the connection, or about the settings of the
// provider, and not about an object. Equal causes have equal summaries, whatever
// the operation was.
const (
	keyRejected        = "TigerTrust rejected the API key"
	operationForbidden = "The API key does not permit this operation"
	requestForbidden   = "Access to the endpoint is forbidden"
	noWorkspaceAccess  = "The API key has no access to this workspace"
	notFound           = "The endpoint or the workspace does not exist"
	unreachable        = "Could not reach TigerTrust"
	proxyRefusal       = "A proxy refused the connection to TigerTrust"
	notAnAPI           = "The endpoint is not a TigerTrust API"
	notChecked         = "Access to TigerTrust not checked"
)

// Access returns the diagnostic for an error of an access check. The check
// requests the list of certificates, which exists in every workspace.
func Access(err error) diag.Diagnostic {
	var (
		apiErr     *tigertrust.Error
		unreadable *tigertrust.UnreadableResponseError
		tooLarge   tigertrust.ResponseTooLargeError
	)
	detail, summary := Detail(err), accessSummary(err)
	switch {
	case summary == unreachable, summary == proxyRefusal:
		detail += "\n\nTo plan without access to TigerTrust, set skip_credentials_check = true in the provider block."
	case summary != "":
	case errors.As(err, &unreadable), errors.As(err, &tooLarge):
		summary = notAnAPI
	case errors.As(err, &apiErr) && apiErr.IsTemporary():
		return diag.NewWarningDiagnostic(notChecked, detail)
	case errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusNotFound:
		// The object that does not exist is the list of certificates.
		summary, detail = notAnAPI, join(Response(err), `Check the provider's endpoint. It usually ends with "/api".`)
		if apiErr.WorkspaceID != "" {
			summary, detail = notFound, join(Response(err), `Check the provider's endpoint, which usually ends with "/api", and its workspace_id.`)
		}
	default:
		summary = notChecked
	}
	return diag.NewErrorDiagnostic(summary, detail)
}

// accessSummary returns the summary of an error that is not about an object, an
// empty text for other errors.
func accessSummary(err error) string {
	var (
		unknown    *poll.UnknownOutcomeError
		apiErr     *tigertrust.Error
		unreadable *tigertrust.UnreadableResponseError
		tooLarge   tigertrust.ResponseTooLargeError
		connection *tigertrust.ConnectionError
		proxy      *tigertrust.ProxyError
	)
	switch {
	case errors.As(err, &unknown), errors.Is(err, context.Canceled), errors.As(err, &tooLarge):
		return ""
	case errors.As(err, &apiErr):
		return responseSummary(apiErr)
	case errors.As(err, &unreadable) && unreadable.IsForeign():
		return notAnAPI
	case errors.As(err, &proxy) && proxy.StatusCode != 0:
		return proxyRefusal
	case errors.As(err, &connection):
		return unreachable
	default:
		return ""
	}
}

// responseSummary is [accessSummary] for a response of the API or of a proxy. The
// reference does not document the codes of these errors.
func responseSummary(apiErr *tigertrust.Error) string {
	isAboutWorkspace := strings.Contains(string(apiErr.Code), "WORKSPACE")
	isFromAPI := apiErr.Code != "" || apiErr.Message != ""
	switch status := apiErr.StatusCode; {
	case status == http.StatusUnauthorized:
		return keyRejected
	case status == http.StatusProxyAuthRequired:
		return proxyRefusal
	case status != http.StatusForbidden && status != http.StatusNotFound:
		if apiErr.Location != "" {
			return notAnAPI
		}
		return ""
	case isAboutWorkspace:
		return noWorkspaceAccess
	case status == http.StatusNotFound && apiErr.Code == "":
		return notAnAPI
	case status == http.StatusNotFound:
		return ""
	case !isFromAPI:
		return requestForbidden
	case apiErr.Method != http.MethodGet:
		return operationForbidden
	case apiErr.WorkspaceID != "":
		return noWorkspaceAccess
	default:
		return keyRejected
	}
}
