package mockserver

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"embed"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// leafTemplate contains the properties of a certificate to issue.
type leafTemplate struct {
	commonName string
	names      []string
	keyType    string
	keySize    int
	key        crypto.PublicKey
	from, to   time.Time
	issuer     string
}

// leaf is an issued certificate. It is signed when it is first read, so that
// seeding many thousands of certificates is fast.
type leaf struct {
	leafTemplate
	serial *big.Int
	chain  string
	der    func() []byte
	// fingerprint returns SHA256: and the hash of the DER in lower-case hex.
	fingerprint func() string
}

// issue returns a leaf with a serial number.
func (p *pki) issue(t leafTemplate, serial *big.Int) *leaf {
	issuer := p.intermediate(t.issuer)
	der := sync.OnceValue(func() []byte { return sign(t, serial, issuer) })
	return &leaf{
		leafTemplate: t,
		serial:       serial,
		chain:        issuer.pem,
		der:          der,
		fingerprint: sync.OnceValue(func() string {
			sum := sha256.Sum256(der())
			return "SHA256:" + hex.EncodeToString(sum[:])
		}),
	}
}

// sign returns the DER of the X.509 certificate.
func sign(t leafTemplate, serial *big.Int, issuer signer) []byte {
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: t.commonName},
		NotBefore:             t.from,
		NotAfter:              t.to,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, name := range t.names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if isASCII(name) {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	// Without a random source the signature is deterministic (RFC 6979).
	der, err := x509.CreateCertificate(nil, template, issuer.certificate, t.key, issuer.key)
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	return der
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7e })
}

func (l *leaf) pem() string { return encodePEM(l.der()) }

// serialNumber returns colon-separated lower-case hex, as in the reference.
func (l *leaf) serialNumber() string {
	var b strings.Builder
	for i, octet := range l.serial.Bytes() {
		if i > 0 {
			b.WriteByte(':')
		}
		fmt.Fprintf(&b, "%02x", octet)
	}
	return b.String()
}

// newSerial returns a random serial number of 16 octets, as public CAs use.
func (s *Server) newSerial() *big.Int {
	octets := make([]byte, 0, 16)
	for range 2 {
		n := s.random.Uint64()
		for shift := 56; shift >= 0; shift -= 8 {
			octets = append(octets, byte(n>>shift))
		}
	}
	octets[0] |= 1 // a leading zero octet would shorten it
	return new(big.Int).SetBytes(octets)
}

// leafKeys contains a public key for each key type and size. The private keys
// were discarded: with the real API, they never leave the agents either. Keys are
// not generated, because RSA keys of 4096 bits would dominate the test time.
//
//go:embed leafkeys/*.pem
var leafKeys embed.FS

var publicKeys = sync.OnceValue(func() map[string]any {
	keys := map[string]any{}
	files, err := fs.Glob(leafKeys, "leafkeys/*.pem")
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	for _, file := range files {
		content, err := leafKeys.ReadFile(file)
		if err != nil {
			panic("mockserver: " + err.Error())
		}
		block, _ := pem.Decode(content)
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			panic("mockserver: " + file + ": " + err.Error())
		}
		name := strings.TrimSuffix(strings.TrimPrefix(file, "leafkeys/"), ".pem")
		keys[name] = key
	}
	return keys
})

// PublicKey returns the default key of a type and size, whose private key was
// discarded. Seeded certificates can have unknown types; they receive an ECDSA key.
func PublicKey(keyType string, size int) crypto.PublicKey {
	kind := strings.ToLower(keyType)
	for _, name := range []string{kind + "-" + strconv.Itoa(size), kind} {
		if key, ok := publicKeys()[name]; ok {
			return key
		}
	}
	return publicKeys()["ecdsa-256"]
}

// validityDays returns the validity period in whole days.
func (l *leaf) validityDays() int { return int(l.to.Sub(l.from) / day) }
