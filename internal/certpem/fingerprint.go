package certpem

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
)

const fingerprintPrefix = "SHA256:"

// Fingerprint returns the SHA-256 fingerprint of the certificate: SHA256: followed
// by hexadecimal digits.
func Fingerprint(certificate *x509.Certificate) string {
	digest := sha256.Sum256(certificate.Raw)
	return fingerprintPrefix + hex.EncodeToString(digest[:])
}

// ParseFingerprint returns a SHA-256 fingerprint in the form of [Fingerprint]. It
// accepts digits of either case, with or without the prefix and colons, as other
// tools print them. The error is a predicate.
func ParseFingerprint(text string) (string, error) {
	digits := text
	if len(digits) >= len(fingerprintPrefix) && strings.EqualFold(digits[:len(fingerprintPrefix)], fingerprintPrefix) {
		digits = digits[len(fingerprintPrefix):]
	}
	digest, err := hex.DecodeString(strings.ReplaceAll(digits, ":", ""))
	if err != nil || len(digest) != sha256.Size {
		return "", errors.New(`must be a SHA-256 fingerprint: "SHA256:" followed by 64 hexadecimal digits`)
	}
	return fingerprintPrefix + hex.EncodeToString(digest), nil
}
