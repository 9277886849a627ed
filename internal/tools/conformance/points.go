package main

import (
	"slices"
	"strings"
)

// point is a row of the table.
type point struct {
	// id is the key of the observations.
	id    string
	title string
	// line is the line of the reference that documents the point, 0 if none does.
	line       int
	documented string
	// conforms reports whether the values are as documented. Nil accepts all.
	conforms func(values []string) bool
	// assumed is what the provider assumes.
	assumed string
	// works reports whether the provider works with the values, apart from values
	// that it cannot read. Nil accepts all.
	works func(values []string) bool
}

// notDocumented is the text for points about which the reference is silent.
const notDocumented = "-"

// anything is the assumption about points that the provider does not depend on.
const anything = "nothing"

// points returns all rows of the table in their order. Those of an order belong to
// the table only if something was ordered.
func points(ordered bool) []point {
	all := slices.Concat(
		accountPoints(), listPoints(), singlePoints(), statisticsPoints(), discoveredPoints(), errorPoints(), headerPoints())
	if ordered {
		all = slices.Concat(all, orderPoints())
	}
	return all
}

// onlyValues returns a condition that accepts no other values.
func onlyValues(accepted ...string) func([]string) bool {
	return func(values []string) bool {
		return !slices.ContainsFunc(values, func(value string) bool { return !slices.Contains(accepted, value) })
	}
}

// noValues returns a condition that rejects these values.
func noValues(rejected ...string) func([]string) bool {
	return func(values []string) bool {
		return !slices.ContainsFunc(values, func(value string) bool {
			return slices.ContainsFunc(rejected, func(prefix string) bool { return strings.HasPrefix(value, prefix) })
		})
	}
}

// fieldPoint returns the row of a field of the reference's example in a section.
func fieldPoint(section, prefix, label, name string) point {
	p := point{id: prefix + "." + name, title: label + name, assumed: assumedFields[name]}
	if p.assumed == "" {
		p.assumed = "optional"
	}
	if section == "" {
		p.documented = notDocumented
		return p
	}
	p.line = referenceLine(section, `"`+name+`":`)
	p.documented = documentedForms[name]
	if p.documented == "" {
		p.documented = "string"
	}
	documented := p.documented
	p.conforms = func(values []string) bool {
		present := slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == formAbsent || value == formNull })
		return len(present) > 0 && !slices.ContainsFunc(present, func(form string) bool { return typeOf(form) != documented })
	}
	return p
}

// documentedForms are the types of the fields in the examples that are not strings.
var documentedForms = map[string]string{
	"id": "number", "keySize": "number", "certificateAuthorityId": "number",
	"page": "number", "limit": "number", "total": "number", "totalPages": "number",
	"active": "number", "expiring7Days": "number", "expiring30Days": "number", "expired": "number", "revoked": "number",
	"byAuthority": "object of numbers", "byKeyType": "object of numbers", "details": "object",
	"subjectAlternativeNames": "list of strings", "locations": "list of objects", "hasPrivateKey": "boolean",
	"validFrom": "time", "validTo": "time", "createdAt": "time",
	"certificate": "PEM", "chain": "PEM",
}

// typeOf returns the type in the reference that a form belongs to.
func typeOf(form string) string {
	switch {
	case form == formInteger:
		return "number"
	case form == formIntegers, form == formObject:
		return "object of numbers"
	case form == formList:
		return "list of objects"
	case strings.HasPrefix(form, "RFC 3339"):
		return "time"
	case strings.HasPrefix(form, "PEM certificate") && !strings.Contains(form, "private key"):
		return "PEM"
	case form == formBoolean, form == formStrings, form == formObjects, form == formDecimal:
		return form
	case strings.HasPrefix(form, "time"), form == "date":
		return "string"
	default:
		return "string"
	}
}

// assumedFields are the assumptions about fields that are not just optional.
var assumedFields = map[string]string{
	"id":                   "present",
	"certificate":          "present once issued",
	"autoRenew":            "optional; drift is visible if returned",
	"renewalThresholdDays": "optional; drift is visible if returned",
	"deploymentTargets":    "optional; drift is visible if returned",
	"status":               "optional; undocumented values are kept",
	"createdAt":            "optional; newest first without it",
	"total":                "the number of items",
	"imported":             "optional",
}
