package certpem_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
)

func TestParseFingerprint(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("0aB9", 16)
	want := "SHA256:" + strings.ToLower(digits)
	colons := strings.TrimSuffix(strings.Repeat("0a:b9:", 16), ":")
	for _, text := range []string{digits, "SHA256:" + digits, "sha256:" + digits, colons, "SHA256:" + strings.ToUpper(colons)} {
		if got, err := certpem.ParseFingerprint(text); err != nil || got != want {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "SHA256:", "SHA256:abc123...", digits[1:], digits + "00", "SHA1:" + digits, "MD5:" + digits, strings.Replace(digits, "0", "g", 1)} {
		if got, err := certpem.ParseFingerprint(text); err == nil || !strings.Contains(err.Error(), "64 hexadecimal digits") {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
}
