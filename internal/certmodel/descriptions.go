package certmodel

// Descriptions of attributes that several schemas have in common.
const (
	DescribeID             = "ID of the certificate in TigerTrust."
	DescribeCommonName     = "Common name of the certificate: a DNS name."
	DescribeNames          = "Subject alternative names (SANs) of the certificate: DNS names and IP addresses."
	DescribeCAID           = "ID of the certificate authority (CA) in TigerTrust that issued the certificate."
	DescribeKeyType        = "Key type: `RSA` or `ECDSA`."
	DescribeKeySize        = "Key size in bits."
	DescribeIssuer         = "Name of the CA certificate that signed the certificate."
	DescribeSerialNumber   = "Serial number: colon-separated hexadecimal bytes."
	DescribeFingerprint    = "SHA-256 fingerprint of the certificate: `SHA256:` followed by the digest."
	DescribeValidFrom      = "Start of the validity period, in RFC 3339 format."
	DescribeValidTo        = "End of the validity period, in RFC 3339 format."
	DescribeDaysRemaining  = "Number of whole days until the certificate expires, rounded down. Negative after it has expired. The value, and every output that uses it, changes daily."
	DescribeStatus         = "Status of the certificate: `active`, `expiring`, `expired` or `revoked`. Before the certificate is issued, the status of its order, such as `pending`."
	DescribeRenewalStatus  = "Status of the certificate's renewal in TigerTrust."
	DescribeCreatedAt      = "Time of the order, in RFC 3339 format."
	DescribeAutoRenew      = "Whether TigerTrust renews the certificate automatically."
	DescribeTargets        = "Targets to which TigerTrust deploys the certificate after a renewal."
	DescribeCertificatePEM = "Certificate in PEM format."
	DescribeChainPEM       = "CA certificates of the chain in PEM format. For the full chain, append this to `certificate_pem`."
	DescribeLocations      = "Locations where agents have deployed the certificate."
	DescribeLocationAgent  = "ID of the agent that deployed the certificate."
	DescribeLocationHost   = "Host on which the certificate is deployed."
	DescribeLocationFile   = "Path of the certificate file on the host."
	DescribeLocationKey    = "Whether the private key is also on the host."
)
