# What the policies read from the output of `terraform show -json`.
package tigertrust.plan

import rego.v1

# HCP Terraform passes the plan within another document.
document := object.get(input, "plan", input)

# Without this rule, any other JSON would pass all policies.
deny contains "The input is not a plan. Use the output of terraform show -json FILE." if not document.planned_values

# Time of the plan.
now := time.parse_rfc3339_ns(document.timestamp) if {
	document.timestamp
} else := time.now_ns()

# Changes of certificates, including those that import or change nothing.
certificates contains change if {
	some change in document.resource_changes
	change.mode == "managed"
	change.type == "tigertrust_certificate"
}

# Discovered certificates that Terraform imports into TigerTrust.
discovered contains change if {
	some change in document.resource_changes
	change.mode == "managed"
	change.type == "tigertrust_discovered_import"
}

# Certificates that a CA issues in the apply: orders, including those of replacements,
# and renewals.
issued contains change if {
	some change in certificates
	"create" in change.change.actions
}

issued contains change if {
	some change in certificates
	change.change.actions == ["update"]
	change.change.after_unknown.serial_number == true
}

# Objects that an import block adds to the state.
imported contains change if {
	some change in (certificates | discovered)
	change.change.importing
}

replaced contains change if {
	some change in certificates
	change.change.actions in [["create", "delete"], ["delete", "create"], ["create", "forget"], ["forget", "create"]]
}
