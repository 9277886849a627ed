package tigertrust_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Whether a POST was carried out is certain only where it was turned away, or
// never sent.
func TestIsOutcomeUnknown(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		err  error
		want bool
	}{
		"answered":        {nil, false},
		"refused":         {&tigertrust.Error{StatusCode: 422}, false},
		"rate limited":    {&tigertrust.Error{StatusCode: 429}, false},
		"redirected":      {&tigertrust.Error{StatusCode: 307}, false},
		"cancelled":       {fmt.Errorf("before it was sent: %w", context.Canceled), false},
		"no connection":   {fmt.Errorf("no answer: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), false},
		"untrusted":       {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, false},
		"not TLS":         {tls.RecordHeaderError{}, false},
		"gateway gave up": {&tigertrust.Error{StatusCode: 408}, true},
		"server error":    {&tigertrust.Error{StatusCode: 500}, true},
		"bad gateway":     {&tigertrust.Error{StatusCode: 502}, true},
		"unreadable":      {&tigertrust.UnreadableResponseError{Err: errors.New("garbage")}, true},
		"timed out":       {&tigertrust.TimeoutError{}, true},
		"too large":       {tigertrust.ResponseTooLargeError{}, true},
		"connection lost": {errors.New("no answer"), true},
	} {
		if got := tigertrust.IsOutcomeUnknown(test.err); got != test.want {
			t.Errorf("%s: %t", what, got)
		}
	}
}
