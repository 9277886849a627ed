# No revocation of a valid certificate that is not replaced before.
package tigertrust.revocations

import rego.v1

import data.tigertrust.plan
import data.tigertrust.settings

deny contains message if {
	some change in revoking
	change.change.actions == ["delete"]
	message := sprintf("%s is revoked and has no replacement. To keep the certificate valid, apply on_destroy = \"abandon\" before you remove the resource.", [change.address])
}

deny contains message if {
	some change in revoking
	change.change.actions == ["delete", "create"]
	message := sprintf("%s is revoked before its replacement is issued. Set lifecycle { create_before_destroy = true }.", [change.address])
}

deny contains message if {
	some action in plan.document.action_invocations
	action.type == "tigertrust_certificate_revoke"
	not action.address in settings.allowed_revocations
	message := sprintf("%s revokes a certificate, whether or not it has a replacement.", [action.address])
}

# Resources whose certificates the apply revokes. Destroy uses the values in the state.
revoking contains change if {
	some change in (plan.certificates | plan.discovered)
	change.change.before.on_destroy == "revoke"
	not change.address in settings.allowed_revocations
	not is_replaced(change)
	not has_ended(change.change.before)
}

# A deposed object is the rest of a replacement whose new certificate is in the state.
is_replaced(change) if change.deposed

# The revocation of such a certificate has no effect.
has_ended(certificate) if lower(certificate.status) in {"revoked", "expired"}

has_ended(certificate) if time.parse_rfc3339_ns(certificate.valid_to) < plan.now
