package tigertrust.weak_keys_test

import rego.v1

import data.testdata.plans
import data.tigertrust.weak_keys

test_import_of_weak_key_is_denied if {
	weak_keys.deny == {"tigertrust_certificate.weak has a weak key: RSA 1024."} with input as plans.imports
}

test_orders_pass if {
	count(weak_keys.deny) == 0 with input as plans.orders
}

# short orders an RSA key with 2048 bits. The other keys are unknown in the plan.
test_order_below_own_limit_is_denied if {
	weak_keys.deny == {"tigertrust_certificate.short has a weak key: RSA 2048."} with input as plans.orders
		with data.tigertrust.settings.min_key_size as {"RSA": 3072, "ECDSA": 256}
}

test_order_of_other_type_is_denied if {
	weak_keys.deny == {"tigertrust_certificate.short has a weak key: RSA 2048."} with input as plans.orders
		with data.tigertrust.settings.min_key_size as {"ECDSA": 256}
}

test_existing_weak_key_warns if {
	messages := weak_keys.warn with input as plans.renewals
		with data.tigertrust.settings.min_key_size as {"RSA": 3072}
	messages == {"tigertrust_certificate.unchanged has a weak key: RSA 2048. Replace the certificate."}
}

test_renewal_of_weak_key_is_denied if {
	messages := weak_keys.deny with input as plans.renewals
		with data.tigertrust.settings.min_key_size as {"RSA": 3072}
	messages == {"tigertrust_certificate.renewed has a weak key: RSA 2048."}
}

test_missing_key_size_passes if {
	not weak_keys.is_weak({"key_type": "RSA", "key_size": null})
	not weak_keys.is_weak({"key_type": null, "key_size": null})
	not weak_keys.is_weak({})
}

test_key_type_ignores_letter_case if {
	weak_keys.is_weak({"key_type": "rsa", "key_size": 1024})
	not weak_keys.is_weak({"key_type": "ecdsa", "key_size": 256})
}
