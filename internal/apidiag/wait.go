package apidiag

import (
	"context"
	"errors"
	"fmt"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
)

// Unfinished says in a diagnostic why [poll.Until] returned early, such as "It was
// not issued within 10m0s".
func Unfinished(what string, err error, limit poll.Deadline) string {
	var late *poll.TimeoutError
	switch {
	case errors.Is(err, context.Canceled):
		return "Terraform was told to stop while it waited."
	case !errors.As(err, &late):
		return "It could not be read. " + Detail(err)
	case late.Last != nil:
		return fmt.Sprintf("%s within %s, the limit in %s. The last look failed: %s", what, limit.Duration, limit.Setting, Detail(late.Last))
	default:
		return fmt.Sprintf("%s within %s, the limit in %s.", what, limit.Duration, limit.Setting)
	}
}
