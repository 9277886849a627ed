# No order, renewal or import of a certificate with a weak key. Existing certificates
# with weak keys are warnings, so that they do not block other changes.
package tigertrust.weak_keys

import rego.v1

import data.tigertrust.plan
import data.tigertrust.settings

deny contains message if {
	some change in (plan.issued | plan.imported)
	is_weak(change.change.after)
	message := sprintf("%s has a weak key: %s.", [change.address, describe(change.change.after)])
}

warn contains message if {
	some change in ((plan.certificates | plan.discovered) - (plan.issued | plan.imported))
	is_weak(change.change.after)
	message := sprintf("%s has a weak key: %s. Replace the certificate.", [change.address, describe(change.change.after)])
}

# A key that TigerTrust chooses is unknown in the plan.
is_weak(certificate) if {
	is_number(certificate.key_size)
	certificate.key_size < settings.min_key_size[upper(certificate.key_type)]
}

is_weak(certificate) if {
	is_string(certificate.key_type)
	not settings.min_key_size[upper(certificate.key_type)]
}

describe(certificate) := concat(" ", [text |
	some attribute in ["key_type", "key_size"]
	value := certificate[attribute]
	value != null
	text := sprintf("%v", [value])
])
