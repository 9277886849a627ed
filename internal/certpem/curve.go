package certpem

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
)

var (
	ecPublicKey = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	// supportedCurves are the curves of crypto/x509: P-224, P-256, P-384 and P-521.
	supportedCurves = []asn1.ObjectIdentifier{{1, 3, 132, 0, 33}, {1, 2, 840, 10045, 3, 1, 7}, {1, 3, 132, 0, 34}, {1, 3, 132, 0, 35}}
)

// unsupportedCurve returns the elliptic curve of a certificate's key if crypto/x509
// does not support it, and an empty string otherwise.
func unsupportedCurve(der []byte) string {
	// encoding/asn1 ignores further elements at the end of a sequence.
	var certificate struct {
		TBS struct {
			Version      int `asn1:"optional,explicit,default:0,tag:0"`
			SerialNumber asn1.RawValue
			Algorithm    asn1.RawValue
			Issuer       asn1.RawValue
			Validity     asn1.RawValue
			Subject      asn1.RawValue
			PublicKey    struct{ Algorithm pkix.AlgorithmIdentifier }
		}
	}
	if _, err := asn1.Unmarshal(der, &certificate); err != nil {
		return ""
	}
	algorithm := certificate.TBS.PublicKey.Algorithm
	if !algorithm.Algorithm.Equal(ecPublicKey) {
		return ""
	}
	var curve asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(algorithm.Parameters.FullBytes, &curve); err != nil {
		return "explicit parameters"
	}
	if slices.ContainsFunc(supportedCurves, curve.Equal) {
		return ""
	}
	return "OID " + curve.String()
}
