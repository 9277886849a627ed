package lifecycle

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// The server chooses the id, and people copy the command to their shell.
func TestImportCommand_QuotesSpecialCharacters(t *testing.T) {
	t.Parallel()
	for id, want := range map[tigertrust.ID]string{
		"1045":        "1045",
		"crt_8f2c":    "crt_8f2c",
		"a-b.c:d":     "a-b.c:d",
		"1; rm -rf ~": "'1; rm -rf ~'",
		"$(id)":       "'$(id)'",
		"it's":        `'it'\''s'`,
		"ü":           "'ü'",
	} {
		if got := ImportCommand(id); got != "terraform import ADDRESS "+want {
			t.Errorf("%q: got %s", id, got)
		}
	}
}
