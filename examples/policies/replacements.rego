# No plan that replaces many certificates at once, for example after a change of a
# value that all of them share.
package tigertrust.replacements

import rego.v1

import data.tigertrust.plan
import data.tigertrust.settings

deny contains message if {
	count(plan.replaced) > settings.max_replacements
	message := sprintf("This plan replaces %d certificates, but at most %d are allowed. Apply it in several steps. It replaces: %s.", [
		count(plan.replaced),
		settings.max_replacements,
		concat(", ", sort([change.address | some change in plan.replaced])),
	])
}
