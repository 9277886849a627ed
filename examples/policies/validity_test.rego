package tigertrust.validity_test

import rego.v1

import data.testdata.plans
import data.tigertrust.validity

at(plan, time) := object.union(plan, {"timestamp": time})

test_limit_depends_on_the_day_of_the_plan if {
	every time, days in {
		"2026-03-14T23:59:59Z": 398,
		"2026-03-15T00:00:00Z": 200,
		"2027-03-14T23:59:59Z": 200,
		"2027-03-15T00:00:00Z": 100,
		"2029-03-14T23:59:59Z": 100,
		"2029-03-15T00:00:00Z": 47,
		"2050-01-01T00:00:00Z": 47,
	} {
		limit := validity.limit with input as at(plans.orders, time)
		limit == days
	}
}

test_one_day_too_many_is_denied if {
	messages := validity.deny with input as at(plans.orders, "2026-06-01T00:00:00Z")
	messages == {"tigertrust_certificate.long has a validity period of 201 days. Public certificates that are issued now are valid for 200 days at most."}
}

test_both_are_denied_later if {
	messages := validity.deny with input as at(plans.orders, "2027-06-01T00:00:00Z")
	count(messages) == 2
}

test_only_the_renewed_certificate_is_denied if {
	messages := validity.deny with input as at(plans.renewals, "2026-06-01T00:00:00Z")
	count(messages) == 1
	some message in messages
	startswith(message, "tigertrust_certificate.renewed ")
}

test_private_authority_passes if {
	plan := json.patch(at(plans.orders, "2029-06-01T00:00:00Z"), [{
		"op": "add",
		"path": sprintf("/resource_changes/%d/change/after/certificate_authority_id", [index]),
		"value": 7,
	} |
		some index, _ in plans.orders.resource_changes
	])
	count(validity.deny) == 0 with input as plan with data.tigertrust.settings.private_authority_ids as {7}
	count(validity.deny) == 2 with input as plan with data.tigertrust.settings.private_authority_ids as {5}
}

test_plan_without_time_uses_the_clock if {
	plan := json.remove(plans.orders, ["/timestamp"])
	validity.limit == 47 with input as plan with time.now_ns as time.parse_rfc3339_ns("2030-01-01T00:00:00Z")
}

test_hcp_terraform if {
	count(validity.deny) == 1 with input as {"run": {}, "plan": at(plans.orders, "2026-06-01T00:00:00Z")}
}
