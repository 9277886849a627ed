package lifecycle

import (
	"fmt"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Certificate is the certificate that a resource manages.
type Certificate struct {
	Session *session.Session
	ID      tigertrust.ID
	// Model contains the values in the state.
	Model  *certmodel.Model
	Origin Origin
	// IDAttribute is the name of the attribute that contains the id.
	IDAttribute string
}

// Label returns the name of the certificate for use within a sentence.
func (c Certificate) Label() string {
	if c.Model.CommonName.ValueString() == "" {
		return fmt.Sprintf("certificate %d", c.ID)
	}
	return fmt.Sprintf("certificate %d (%s)", c.ID, tigertrust.Printable(c.Model.CommonName.ValueString()))
}

// Title returns the name of the certificate for the start of a sentence.
func (c Certificate) Title() string { return Capitalize(c.Label()) }

// Capitalize returns text with its first letter in upper case.
func Capitalize(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
