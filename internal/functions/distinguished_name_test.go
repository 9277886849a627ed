package functions

import (
	"encoding/asn1"
	"os"
	"testing"
)

func TestParsePEM_IssuerInOtherStringType(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/chain-string-types.pem")
	if err != nil {
		t.Fatal(err)
	}
	if certificate, err := parsePEM(string(content)); err != nil || certificate.Subject.CommonName != "www.example.com" {
		t.Errorf("got the error %v", err)
	}
}

// The rules are in RFC 5280, section 7.1, and RFC 4518.
func TestSameName(t *testing.T) {
	t.Parallel()
	country := attribute(6, asn1.TagPrintableString, "DE")
	rdn := func(attributes ...[]byte) []byte { return tlv(0x31, attributes...) }
	name := func(rdns ...[]byte) []byte { return tlv(0x30, rdns...) }
	cn := func(tag int, text string) []byte { return name(rdn(country), rdn(attribute(3, tag, text))) }
	example := cn(asn1.TagUTF8String, "Example CA")
	german := cn(asn1.TagUTF8String, "Größe und Straße")
	for what, test := range map[string]struct {
		one, other []byte
		same       bool
	}{
		"string type":          {example, cn(asn1.TagPrintableString, "Example CA"), true},
		"BMPString":            {example, cn(asn1.TagBMPString, "\x00E\x00x\x00a\x00m\x00p\x00l\x00e\x00 \x00C\x00A"), true},
		"T61String":            {german, cn(asn1.TagT61String, "Gr\xf6\xdfe und Stra\xdfe"), true},
		"case":                 {example, cn(asn1.TagUTF8String, "EXAMPLE ca"), true},
		"case, sharp s":        {german, cn(asn1.TagUTF8String, "GRÖSSE UND STRASSE"), true},
		"white space":          {example, cn(asn1.TagPrintableString, "  Example   CA "), true},
		"decomposed":           {german, cn(asn1.TagUTF8String, "Gro\u0308ße und Straße"), true},
		"invisible characters": {example, cn(asn1.TagUTF8String, "Exam\u00adple\u200b CA"), true},
		"IA5String":            {cn(asn1.TagIA5String, "a@example.com"), cn(asn1.TagUTF8String, "A@EXAMPLE.com"), true},
		"order in an RDN":      {name(rdn(country, attribute(3, asn1.TagUTF8String, "CA"))), name(rdn(attribute(3, asn1.TagUTF8String, "CA"), country)), true},
		"no names":             {name(), name(), true},
		"another text":         {example, cn(asn1.TagUTF8String, "Example CA 2"), false},
		"no white space":       {example, cn(asn1.TagUTF8String, "ExampleCA"), false},
		"another attribute":    {example, name(rdn(country), rdn(attribute(10, asn1.TagUTF8String, "Example CA"))), false},
		"order of RDNs":        {example, name(rdn(attribute(3, asn1.TagUTF8String, "Example CA")), rdn(country)), false},
		"one RDN or two":       {example, name(rdn(country, attribute(3, asn1.TagUTF8String, "Example CA"))), false},
		"a part":               {example, name(rdn(country)), false},
		"nothing":              {example, name(), false},
		"not a name":           {example, []byte("text"), false},
		"dotless i":            {cn(asn1.TagUTF8String, "I"), cn(asn1.TagUTF8String, "ı"), false},
	} {
		if sameName(test.one, test.other) != test.same || sameName(test.other, test.one) != test.same {
			t.Errorf("%s: want %t", what, test.same)
		}
	}
}

// attribute returns an attribute of a distinguished name in DER, of the type
// id-at (2.5.4) with the number.
func attribute(number byte, tag int, text string) []byte {
	return tlv(0x30, []byte{asn1.TagOID, 3, 0x55, 4, number}, tlv(byte(tag), []byte(text)))
}

// tlv returns the DER encoding of a value of less than 128 bytes.
func tlv(tag byte, contents ...[]byte) []byte {
	var value []byte
	for _, content := range contents {
		value = append(value, content...)
	}
	return append([]byte{tag, byte(len(value))}, value...)
}
