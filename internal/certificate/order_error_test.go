package certificate

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Whether a certificate was ordered is certain only where the order was turned
// away, or never sent.
func TestOrderErrorTellsWhetherACertificateMayHaveBeenOrdered(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		err     error
		certain bool
	}{
		"refused":         {&tigertrust.Error{StatusCode: 422}, true},
		"rate limited":    {&tigertrust.Error{StatusCode: 429}, true},
		"redirected":      {&tigertrust.Error{StatusCode: 307}, true},
		"cancelled":       {fmt.Errorf("before it was sent: %w", context.Canceled), true},
		"no connection":   {fmt.Errorf("no answer: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), true},
		"gateway gave up": {&tigertrust.Error{StatusCode: 408}, false},
		"server error":    {&tigertrust.Error{StatusCode: 500}, false},
		"bad gateway":     {&tigertrust.Error{StatusCode: 502}, false},
		"unreadable":      {&tigertrust.UnreadableAnswerError{Err: errors.New("garbage")}, false},
		"timed out":       {&tigertrust.TimeoutError{}, false},
		"connection lost": {errors.New("no answer"), false},
	} {
		problem := orderError("www.example.com", test.err)
		if certain := strings.HasPrefix(problem.Summary(), "No certificate was ordered"); certain != test.certain {
			t.Errorf("%s: %s", what, problem.Summary())
		}
	}
}
