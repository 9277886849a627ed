# The limits of the policies. Change them here.
package tigertrust.settings

import rego.v1

# Minimum key sizes in bits. Keys of other types are weak.
min_key_size := {"RSA": 2048, "ECDSA": 256}

# Number of certificates that one plan may replace.
max_replacements := 5

# IDs of private certificate authorities (CAs). The limits of public certificates do
# not apply to them.
private_authority_ids := set()

# Addresses of resources and actions whose revocations somebody has approved, such as
# tigertrust_certificate.old.
allowed_revocations := set()
