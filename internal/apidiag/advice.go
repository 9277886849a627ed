package apidiag

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// advice returns the next step after an error.
func advice(err error) string {
	var (
		apiErr   *tigertrust.Error
		deadline *poll.DeadlineError
	)
	switch {
	case errors.As(err, &deadline) && deadline.Deadline.Setting != "":
		return strings.TrimSpace(fmt.Sprintf("%s If the operation needs more time, raise %s.", deadlineAdvice(err, deadline), deadline.Deadline.Setting))
	case errors.As(err, &apiErr):
		return responseAdvice(apiErr)
	default:
		return connectionAdvice(err)
	}
}

// deadlineAdvice returns the next step after a deadline, apart from raising it.
func deadlineAdvice(err error, deadline *poll.DeadlineError) string {
	var lost *tigertrust.ConnectionError
	switch {
	case deadline.Last != nil:
		return advice(deadline.Last)
	case errors.As(err, &lost):
		// The outcome of the request comes first.
		return ""
	default:
		return "Apply again."
	}
}

// responseAdvice returns the next step after a response of the API or of a proxy.
func responseAdvice(apiErr *tigertrust.Error) string {
	if errors.Is(apiErr, apiErr.Code) {
		if advice, ok := codeAdvice[apiErr.Code]; ok {
			return advice
		}
	}
	switch status := apiErr.StatusCode; {
	case status == http.StatusProxyAuthRequired:
		return proxyAdvice(status, apiErr.Proxy)
	case status == http.StatusUnauthorized:
		return fmt.Sprintf("The API key came from %s. Check that it is complete, active and not expired.", apiErr.APIKeySource)
	case responseSummary(apiErr) == noWorkspaceAccess:
		return fmt.Sprintf("Check that %s exists, and that the API key has access to it.", workspace(apiErr))
	case responseSummary(apiErr) == requestForbidden:
		return fmt.Sprintf("The response does not contain an error of the API. It may come from a proxy or a firewall. "+
			"If it comes from TigerTrust, check that the type and scope of the API key permit the operation. The API key came from %s.", apiErr.APIKeySource)
	case status == http.StatusForbidden:
		return fmt.Sprintf("The API key came from %s. Check that its type and scope permit the operation in %s.", apiErr.APIKeySource, workspace(apiErr))
	case status == http.StatusNotFound && apiErr.Code != "":
		return "Check that the object in the message exists, and that the endpoint and workspace_id of the provider are those of the object."
	case status == http.StatusNotFound:
		return `The response does not contain the API's error code for a missing certificate. It may come from a proxy, or from an endpoint without "/api" at its end. Check the provider's endpoint.`
	case apiErr.Location != "":
		return "The provider sends the API key to the configured endpoint only. If the API has moved, change the provider's endpoint."
	case apiErr.IsTemporary(), status >= http.StatusInternalServerError:
		return serverAdvice(apiErr)
	case apiErr.IsRefusal():
		return "Correct the value in the message and apply again."
	}
	return ""
}

// serverAdvice returns the next step after a response of an overloaded or failing
// server.
func serverAdvice(apiErr *tigertrust.Error) string {
	switch {
	case apiErr.StatusCode == http.StatusTooManyRequests:
		return "The API limits the rate of requests. Lower requests_per_second of the provider, especially if several workspaces share the API key, and apply again."
	case apiErr.IsThrottled:
		return "The server, or a proxy in front of it, is overloaded or limits the rate of requests. Apply again later. If this happens often, lower requests_per_second of the provider."
	default:
		return "The server returned an error that is often temporary. Apply again later."
	}
}

// workspace returns the name of the workspace of a request.
func workspace(apiErr *tigertrust.Error) string {
	if apiErr.WorkspaceID == "" {
		return "the default workspace"
	}
	return "the workspace " + apiErr.WorkspaceID
}

// codeAdvice is the next step for the error codes of the API.
var codeAdvice = map[tigertrust.Code]string{
	tigertrust.ErrCertificateNotFound: "Check the ID, and check that the endpoint, API key and workspace_id of the provider are those of the certificate.",
	tigertrust.ErrInvalidCertificate:  "The certificate's PEM is missing or malformed on the server. Check the certificate in TigerTrust. A discovered certificate without a valid PEM cannot be imported.",
	tigertrust.ErrAlreadyRevoked:      "A revocation cannot be undone. Order a new certificate instead.",
	tigertrust.ErrRenewalInProgress:   "Apply again after the renewal in progress has ended.",
	tigertrust.ErrCANotConfigured:     "Set up the certificate authority in TigerTrust, or choose another certificate_authority_id.",
	tigertrust.ErrAgentUnavailable:    "Check that the agent runs and is connected, then apply again.",
}

// connectionAdvice returns the next step after an error without a usable response.
func connectionAdvice(err error) string {
	var (
		proxy      *tigertrust.ProxyError
		unreadable *tigertrust.UnreadableResponseError
		tooLarge   tigertrust.ResponseTooLargeError
		unstable   *tigertrust.UnstableListError
		other      *tigertrust.OtherCertificateError
	)
	switch {
	case tlsAdvice(err) != "":
		return tlsAdvice(err)
	case errors.As(err, &proxy):
		return proxyAdvice(proxy.StatusCode, proxy.Proxy)
	case errors.Is(err, context.Canceled):
		return "Terraform was interrupted. Apply again to continue."
	case errors.As(err, &unreadable), errors.As(err, &tooLarge):
		return "Check that the provider's endpoint is the base URL of the TigerTrust API."
	case errors.As(err, &unstable):
		return "The list changed while it was read. Apply again when fewer certificates are being changed."
	case errors.As(err, &other):
		return "The server, or a cache or proxy in front of it, mixes up responses. The provider ignored this response. Find the cause before you apply again."
	default:
		return "Check the provider's endpoint, the network and any proxy, then apply again."
	}
}
