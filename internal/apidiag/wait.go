package apidiag

import (
	"context"
	"errors"
	"fmt"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
)

// Unfinished explains in a diagnostic why [poll.Until] returned err. missing is the
// beginning of a sentence, such as "It was not issued".
func Unfinished(missing string, err error) string {
	var deadline *poll.DeadlineError
	switch {
	case errors.Is(err, context.Canceled):
		return "Terraform was interrupted during the wait."
	case !errors.As(err, &deadline):
		return "The certificate could not be read. " + Detail(err)
	case deadline.Last != nil:
		return fmt.Sprintf("%s within %s. The last attempt failed. %s", missing, deadline.Deadline, Detail(deadline.Last))
	default:
		return fmt.Sprintf("%s within %s.", missing, deadline.Deadline)
	}
}
