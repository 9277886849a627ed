package deployment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// FuzzImportID expects an error or the parts of an id that reads back the same.
func FuzzImportID(f *testing.F) {
	for _, text := range []string{"1/agent/target", "1//a,b,a", "1//", "1/a/b/c", "/", "//", "-1/a/b", "1/\x00/\xff", "1//,", "9223372036854775808//a", "1/a/ü,\u202e"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, agent, targets, err := parseImportID(text)
		if err != nil {
			return
		}
		if id == "" || len(targets) == 0 || slices.Contains(targets, "") || len(slices.Compact(slices.Sorted(slices.Values(targets)))) != len(targets) {
			t.Errorf("%q is %s, %q, %q", text, id, agent, targets)
		}
		again, sameAgent, sameTargets, err := parseImportID(fmt.Sprintf("%s/%s/%s", id, agent, strings.Join(targets, ",")))
		if err != nil || again != id || sameAgent != agent || !slices.Equal(sameTargets, targets) {
			t.Errorf("%q is not read back: %v", text, err)
		}
	})
}
