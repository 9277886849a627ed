package certmodel

// What a certificate's attributes mean, wherever they show.
const (
	DescribeID             = "The id of the certificate in TigerTrust."
	DescribeCommonName     = "The DNS name that the certificate is for."
	DescribeNames          = "The DNS names and IP addresses that the certificate is for."
	DescribeCAID           = "The id of the certificate authority in TigerTrust that issued the certificate."
	DescribeKeyType        = "The type of the key, `RSA` or `ECDSA`."
	DescribeKeySize        = "The size of the key in bits."
	DescribeIssuer         = "The name of the authority that signed the certificate."
	DescribeSerialNumber   = "The serial number, in colon-separated hexadecimal bytes."
	DescribeFingerprint    = "The fingerprint: `SHA256:` and the digest."
	DescribeValidFrom      = "When the certificate becomes valid, in RFC 3339."
	DescribeValidTo        = "When the certificate expires, in RFC 3339."
	DescribeDaysRemaining  = "The whole days until the certificate expires, rounded down; negative once it has. It changes daily, and so does every output made of it."
	DescribeStatus         = "Where the certificate stands: `active`, `expiring`, `expired` or `revoked`, or what TigerTrust calls it while it is issued."
	DescribeRenewalStatus  = "What TigerTrust says of the certificate's renewal."
	DescribeCreatedAt      = "When the certificate was ordered, in RFC 3339."
	DescribeCertificatePEM = "The certificate in PEM."
	DescribeChainPEM       = "The certificates of the issuing authorities in PEM. For the full chain, put it behind `certificate_pem`."
	DescribeLocations      = "Where agents have put the certificate."
	DescribeLocationAgent  = "The agent that put it there."
	DescribeLocationHost   = "The host."
	DescribeLocationFile   = "The file on that host."
	DescribeLocationKey    = "Whether the private key is there as well."
)
