// Package certpem reads certificates in PEM format (RFC 7468).
package certpem

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

var (
	// privateKey matches a line that begins or ends a private key, in the formats of
	// PEM, OpenSSH, PGP and SSH.COM.
	privateKey = regexp.MustCompile(`----.*PRIVATE KEY|PRIVATE KEY.*----`)
	beginLine  = regexp.MustCompile(`(?m)^-----BEGIN `)
	// damagedLine matches a BEGIN or END line outside of the blocks that can be
	// decoded, also with a wrong number of hyphens.
	damagedLine = regexp.MustCompile(`-----(BEGIN|END) |-(BEGIN|END) [A-Z0-9 ]*CERTIFICATE|(BEGIN|END) [A-Z0-9 ]*CERTIFICATE-`)
)

// Parse returns the certificates in text, at least one. It ignores byte order
// marks, text around the PEM blocks, and public blocks of other kinds, such as DH
// PARAMETERS. A private key or a damaged block is an error.
//
// The errors are predicates, such as "is empty". They contain nothing of the text,
// which may be a secret, except for the kind of a block and parts of certificates.
func Parse(text string) ([]*x509.Certificate, error) {
	if privateKey.MatchString(text) {
		return nil, errors.New("contains a private key. Pass only certificates, and check where the key has been stored")
	}
	blocks, err := decode(strings.ReplaceAll(text, "\ufeff", ""))
	if err != nil {
		return nil, err
	}
	var certificates []*x509.Certificate
	for i, block := range blocks {
		certificate, err := parseBlock(block.Block)
		if err != nil {
			return nil, fmt.Errorf("contains an unreadable certificate: PEM block %d (line %d) %w", i+1, block.line, err)
		}
		if certificate != nil {
			certificates = append(certificates, certificate)
		}
	}
	switch {
	case len(certificates) > 0:
		return certificates, nil
	case len(blocks) > 0:
		return nil, fmt.Errorf("contains no certificate: PEM block 1 must be a CERTIFICATE, got a %.40s", printable(blocks[0].Type))
	case strings.TrimSpace(text) == "":
		return nil, errors.New("is empty")
	default:
		return nil, errors.New(`contains no PEM block. A PEM certificate begins with "-----BEGIN CERTIFICATE-----"`)
	}
}

// printable returns text without the characters that could control a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}

// numberedBlock is a PEM block with the line at which it begins.
type numberedBlock struct {
	*pem.Block
	line int
}

// decode returns the PEM blocks in text. Unlike [pem.Decode], it does not skip
// damaged blocks.
func decode(text string) ([]numberedBlock, error) {
	var blocks []numberedBlock
	line := 1
	starts := beginLine.FindAllStringIndex(text, -1)
	preamble := text
	if len(starts) > 0 {
		preamble = text[:starts[0][0]]
	}
	if damagedLine.MatchString(preamble) {
		return nil, damaged(1, line+lineOf(preamble))
	}
	line += strings.Count(preamble, "\n")
	for i, start := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		segment := text[start[0]:end]
		block, rest := pem.Decode([]byte(segment))
		if block == nil {
			return nil, damaged(i+1, line)
		}
		if damagedLine.Match(rest) {
			length := len(segment) - len(rest)
			return nil, damaged(i+2, line+strings.Count(segment[:length], "\n")+lineOf(string(rest)))
		}
		blocks = append(blocks, numberedBlock{block, line})
		line += strings.Count(segment, "\n")
	}
	return blocks, nil
}

// lineOf returns the number of lines before the first damaged line.
func lineOf(text string) int {
	return strings.Count(text[:damagedLine.FindStringIndex(text)[0]], "\n")
}

func damaged(number, line int) error {
	return fmt.Errorf("contains a malformed PEM block: number %d (line %d). Check that its BEGIN and END lines are complete and not indented, and that nothing is missing between them", number, line)
}

// parseBlock returns the certificate of a block, or nil for a block of another
// kind.
func parseBlock(block *pem.Block) (*x509.Certificate, error) {
	der := block.Bytes
	switch block.Type {
	case "CERTIFICATE", "X509 CERTIFICATE":
	case "TRUSTED CERTIFICATE":
		// OpenSSL appends trust settings to the certificate.
		var certificate asn1.RawValue
		if _, err := asn1.Unmarshal(der, &certificate); err == nil {
			der = certificate.FullBytes
		}
	default:
		return nil, nil
	}
	certificate, err := x509.ParseCertificate(der)
	if curve := unsupportedCurve(der); err != nil && curve != "" {
		return nil, fmt.Errorf("has a key on an elliptic curve that is not supported (%s). Supported are P-224, P-256, P-384 and P-521", curve)
	}
	if err != nil {
		return nil, fmt.Errorf("is not an X.509 certificate: %w", err)
	}
	return certificate, nil
}
