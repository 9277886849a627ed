package certificate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// grantedSummary returns the summary of the warning about an attribute that the
// certificate has with another value than the configured one. It is constant for
// each kind of difference, so that Terraform folds the warnings.
func grantedSummary(attribute string) string {
	switch attribute {
	case "common_name", "subject_alternative_names":
		return "Certificate issued with names other than configured"
	case "key_type", "key_size":
		return "Certificate issued with a key other than configured"
	case "certificate_authority_id":
		return "Certificate issued by a CA other than configured"
	default:
		return "Certificate issued with a validity period other than configured"
	}
}

// grantedWarnings returns one warning for each kind of difference between the
// configuration and the certificate, at its first attribute.
func (in replacementInput) grantedWarnings(label string) diag.Diagnostics {
	var order []string
	differences := map[string][]certmodel.OrderAttribute{}
	for _, attribute := range in.differences() {
		summary := grantedSummary(attribute.Name)
		if differences[summary] == nil {
			order = append(order, summary)
		}
		differences[summary] = append(differences[summary], attribute)
	}
	var diags diag.Diagnostics
	for _, summary := range order {
		var configured, granted []string
		for _, attribute := range differences[summary] {
			configured = append(configured, assignment(attribute, in.config))
			granted = append(granted, assignment(attribute, in.granted()))
		}
		diags.AddAttributeWarning(path.Root(differences[summary][0].Name), summary,
			fmt.Sprintf("%s has %s. The configuration has %s. Terraform keeps the certificate.\n\n"+
				"To accept these values, change the configuration to:\n\n  %s\n\n"+
				"To order a replacement with the configured values, run: terraform apply -replace=ADDRESS",
				lifecycle.Capitalize(label), strings.Join(granted, " and "), strings.Join(configured, " and "), strings.Join(granted, "\n  ")))
	}
	return diags
}

// differences returns the attributes whose configured value differs from that of
// the certificate, if both are known.
func (in replacementInput) differences() []certmodel.OrderAttribute {
	config := in.config
	if in.state.ValidityDays.IsNull() {
		// It was not ordered with the configured period.
		config.ValidityDays = types.Int64Null()
	}
	return slices.DeleteFunc(certmodel.OrderAttributes(), func(attribute certmodel.OrderAttribute) bool {
		return !certmodel.HasValue(attribute.Value(config)) || !certmodel.HasValue(attribute.Value(in.granted())) || attribute.Equal(config, in.granted())
	})
}

// assignment returns an attribute and its value as in a configuration.
func assignment(attribute certmodel.OrderAttribute, values certmodel.OrderValues) string {
	text := ""
	switch value := attribute.Value(values).(type) {
	case types.String:
		text = quote(value.ValueString())
	case certmodel.StringSet:
		var names []string
		for _, name := range certmodel.Strings(value) {
			names = append(names, quote(name))
		}
		text = "[" + strings.Join(names, ", ") + "]"
	case attr.Value:
		text = value.String()
	}
	return attribute.Name + " = " + text
}

// quote returns a text of the server in quotes, in a form that is safe to print.
func quote(text string) string { return strconv.Quote(tigertrust.Printable(text)) }
