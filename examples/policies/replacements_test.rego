package tigertrust.replacements_test

import rego.v1

import data.testdata.plans
import data.tigertrust.replacements

test_six_replacements_are_denied if {
	messages := replacements.deny with input as plans.many_replacements
	count(messages) == 1
	some message in messages
	startswith(message, "This plan replaces 6 certificates, but at most 5 are allowed.")
	contains(message, "tigertrust_certificate.many[0], tigertrust_certificate.many[1]")
}

test_limit_itself_passes if {
	count(replacements.deny) == 0 with input as plans.many_replacements
		with data.tigertrust.settings.max_replacements as 6
}

test_both_orders_of_replacement_count if {
	count(replacements.deny) == 1 with input as plans.replacements
		with data.tigertrust.settings.max_replacements as 1
}

test_orders_removals_and_renewals_do_not_count if {
	every name in ["orders", "removals", "renewals", "deposed", "destroy"] {
		count(replacements.deny) == 0 with input as plans[name]
			with data.tigertrust.settings.max_replacements as 0
	}
}
