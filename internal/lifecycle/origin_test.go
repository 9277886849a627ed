package lifecycle_test

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

func TestRecordIsNewForAnHourAfterTheOrder(t *testing.T) {
	t.Parallel()
	ordered := time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)
	seen := lifecycle.Origin{OrderedAt: ordered.Unix()}
	if !seen.IsNew(ordered) || !seen.IsNew(ordered.Add(59*time.Minute)) || seen.IsNew(ordered.Add(time.Hour)) {
		t.Error("a certificate is new for something else than an hour")
	}
	if (lifecycle.Origin{}).IsNew(ordered) {
		t.Error("an imported certificate is new")
	}
}
