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
		return fmt.Sprintf("certificate %s", c.ID)
	}
	return fmt.Sprintf("certificate %s (%s)", c.ID, tigertrust.Printable(c.Model.CommonName.ValueString()))
}

// Title returns the name of the certificate for the start of a sentence.
func (c Certificate) Title() string { return Capitalize(c.Label()) }

// ImportCommand returns the command that imports a certificate. An id with
// characters that a shell may interpret is quoted: the server chooses it.
func ImportCommand(id tigertrust.ID) string {
	quoted := string(id)
	isSpecial := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("_-.:", r)
	}
	if strings.ContainsFunc(quoted, isSpecial) {
		quoted = "'" + strings.ReplaceAll(quoted, "'", `'\''`) + "'"
	}
	return "terraform import ADDRESS " + quoted
}

// Capitalize returns text with its first letter in upper case.
func Capitalize(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
