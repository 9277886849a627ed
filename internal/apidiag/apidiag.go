// Package apidiag converts errors of the API client into Terraform diagnostics.
// They contain the failed operation, the response of the API and the next step, and
// point at the attribute that the error code is about.
//
//   - apidiag.go: diagnostics for errors
//   - access.go: errors about the connection or the settings of the provider
//   - advice.go: the next step for each kind of error
//   - connection.go: the next step after an error of a proxy or of TLS
//   - wait.go: why a wait ended
package apidiag

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Attributes maps error codes to the attribute of a resource, data source or
// action that they are about.
type Attributes map[tigertrust.Code]path.Path

// Error returns the diagnostic for an operation that failed. The summary names
// the operation and its object. If the cause is the connection or a setting of the
// provider, that is the summary instead.
func Error(summary string, err error, attributes Attributes) diag.Diagnostic {
	detail := Detail(err)
	if cause := accessSummary(err); cause != "" {
		return diag.NewErrorDiagnostic(cause, sentence(summary)+" "+detail)
	}
	for code, attribute := range attributes {
		if errors.Is(err, code) {
			return diag.NewAttributeErrorDiagnostic(attribute, summary, detail)
		}
	}
	return diag.NewErrorDiagnostic(summary, detail)
}

// Detail returns the cause of an error and the next step.
func Detail(err error) string {
	return join(Response(err), advice(err))
}

// Response returns only the cause of an error, for diagnostics that need no next
// step.
func Response(err error) string {
	var (
		apiErr   *tigertrust.Error
		deadline *poll.DeadlineError
	)
	if !errors.As(err, &apiErr) {
		return sentence(err.Error())
	}
	text, requestID := apiErr.Error(), ""
	if errors.As(err, &deadline) {
		text = deadline.Error()
	}
	if apiErr.RequestID != "" {
		requestID = "Request ID: " + apiErr.RequestID
	}
	return join(sentence(text), requestID)
}

// sentence returns the text of an error as a sentence.
func sentence(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

// join joins the paragraphs that are not empty.
func join(paragraphs ...string) string {
	var filled []string
	for _, paragraph := range paragraphs {
		if paragraph != "" {
			filled = append(filled, paragraph)
		}
	}
	return strings.Join(filled, "\n\n")
}
