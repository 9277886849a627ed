package tigertrust.revocations_test

import rego.v1

import data.testdata.plans
import data.tigertrust.revocations

# The addresses that the policy denies in a plan.
denied(plan) := {address |
	some message in revocations.deny with input as plan
	address := split(message, " ")[0]
}

test_only_revocations_without_replacement_are_denied if {
	denied(plans.removals) == {
		"tigertrust_certificate.revoked",
		"tigertrust_certificate.destroyed",
		"tigertrust_discovered_import.revoked",
	}
}

test_replacement_needs_create_before_destroy if {
	messages := revocations.deny with input as plans.replacements
	messages == {"tigertrust_certificate.destroy_first is revoked before its replacement is issued. Set lifecycle { create_before_destroy = true }."}
}

test_deposed_object_passes if denied(plans.deposed) == set()

test_destroy_is_denied if denied(plans.destroy) == {"tigertrust_certificate.create_first"}

test_revoked_certificate_passes if denied(plans.removal_of_revoked) == set()

test_expired_certificate_passes if {
	denied(object.union(plans.destroy, {"timestamp": "2060-01-01T00:00:00Z"})) == set()
}

test_revoke_action_is_denied if {
	denied(plans.actions) == {"action.tigertrust_certificate_revoke.leaked"}
	denied(plans.invoked_action) == {"action.tigertrust_certificate_revoke.leaked"}
}

test_approved_revocations_pass if {
	count(revocations.deny) == 0 with input as plans.destroy
		with data.tigertrust.settings.allowed_revocations as {"tigertrust_certificate.create_first"}
	count(revocations.deny) == 0 with input as plans.invoked_action
		with data.tigertrust.settings.allowed_revocations as {"action.tigertrust_certificate_revoke.leaked"}
}

test_orders_and_imports_pass if {
	denied(plans.orders) == set()
	denied(plans.imports) == set()
	denied(plans.renewals) == set()
}
