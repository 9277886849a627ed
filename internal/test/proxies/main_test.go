package proxies_test

import (
	"os"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	acctest.RemoveBuild()
	os.Exit(code)
}
