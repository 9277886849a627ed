# No order or renewal of a public certificate with a longer validity period than the
# CA/Browser Forum permits on the day of the plan (Baseline Requirements, section 6.3.2,
# changed by ballot SC-081v3).
package tigertrust.validity

import rego.v1

import data.tigertrust.plan
import data.tigertrust.settings

limits := [
	{"from": "2020-09-01T00:00:00Z", "days": 398},
	{"from": "2026-03-15T00:00:00Z", "days": 200},
	{"from": "2027-03-15T00:00:00Z", "days": 100},
	{"from": "2029-03-15T00:00:00Z", "days": 47},
]

limit := min([limit.days | some limit in limits; time.parse_rfc3339_ns(limit.from) <= plan.now])

deny contains message if {
	some change in plan.issued
	order := change.change.after
	order.validity_days > limit
	not object.get(order, "certificate_authority_id", null) in settings.private_authority_ids
	message := sprintf("%s has a validity period of %d days. Public certificates that are issued now are valid for %d days at most.", [change.address, order.validity_days, limit])
}
