package killed_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/startup"
)

// clockVariable makes the test executable a provider. Its value is the start of the
// clock.
const clockVariable = "KILLED_TEST_CLOCK"

func TestMain(m *testing.M) {
	start := os.Getenv(clockVariable)
	if start == "" {
		os.Exit(m.Run())
	}
	began, err := time.Parse(time.RFC3339Nano, start)
	if err == nil {
		err = startup.ServeDebug(os.Stdout, provider.NewServer("test", fastClock{began}), provider.Address, provider.OpenTofuAddress)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
