package apidiag_test

import (
	"context"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestUnfinished_ExplainsEndOfWait(t *testing.T) {
	t.Parallel()
	deadline := poll.NewDeadline(time.Now(), "timeouts.create", 2*time.Minute)
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"interrupted":   {context.Canceled, "Terraform was interrupted during the wait."},
		"deadline":      {&poll.DeadlineError{Deadline: deadline}, "It was not issued within 2m0s (timeouts.create)."},
		"last error":    {&poll.DeadlineError{Deadline: deadline, Last: &tigertrust.Error{StatusCode: 503, Host: "api.example.com"}}, "It was not issued within 2m0s (timeouts.create). The last attempt failed. 503 Service Unavailable from api.example.com."},
		"error of read": {&tigertrust.Error{StatusCode: 403, Host: "api.example.com"}, "The certificate could not be read. 403 Forbidden from api.example.com."},
	} {
		if got := apidiag.Unfinished("It was not issued", test.err); len(got) < len(test.want) || got[:len(test.want)] != test.want {
			t.Errorf("%s: got %q, want %q first", name, got, test.want)
		}
	}
}
