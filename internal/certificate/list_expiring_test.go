package certificate_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// seedExpiring adds a certificate that expires after the given time.
func seedExpiring(env *acctest.Environment, name string, left time.Duration, change ...func(*mockserver.Seed)) int64 {
	seed := mockserver.Seed{CommonName: name, ValidFrom: acctest.Start.Add(-400 * day), ValidTo: acctest.Start.Add(left)}
	for _, do := range change {
		do(&seed)
	}
	return env.Mock.Seed(seed)
}

func TestExpiring_LargeWorkspace_ReadsFewPages(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for i := range 3000 {
		seedExpiring(env, fmt.Sprintf("old-%d.example.com", i), -time.Duration(1+i%300)*day)
	}
	for i := range 500 {
		seedExpiring(env, fmt.Sprintf("revoked-%d.example.com", i), time.Duration(i%60)*day, func(s *mockserver.Seed) { s.Status = "revoked" })
	}
	for i := range 1460 {
		seedExpiring(env, fmt.Sprintf("later-%d.example.com", i), time.Duration(31+i%300)*day)
	}
	var expected []int64
	for i := range 40 {
		id := seedExpiring(env, fmt.Sprintf("soon-%d.example.com", i), 30*day-time.Duration(i)*time.Hour)
		expected = append([]int64{id}, expected...)
	}
	tf := env.Terraform(t)
	tf.Apply(env.Config(dataSourceBlocks{"test": "expires_within_days = 30"}.config(listType))).MustHaveNoDiagnostics()
	state := tf.Instance(listType + ".test").Attributes
	if ids := toIDs(state["ids"]); !slices.Equal(ids, expected) || state["total"] != float64(40) {
		t.Errorf("got %v of %v, want %v", ids, state["total"], expected)
	}
	want := []string{"limit=100&page=1&sortBy=expiresAt&sortOrder=asc&status=active", "limit=100&page=1&sortBy=expiresAt&sortOrder=asc&status=expiring"}
	if sent := listQueries(env.Mock.Journal()); !slices.Equal(sent, want) {
		t.Errorf("sent was %q", sent)
	}
}

func TestExpiring_Boundaries(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedExpiring(env, "past.example.com", -time.Second)                                                                                  // 1001
	seedExpiring(env, "now.example.com", 0)                                                                                              // 1002
	seedExpiring(env, "soon.example.com", time.Second, func(s *mockserver.Seed) { s.CertificateAuthorityID = 6 })                        // 1003
	seedExpiring(env, "on.example.com", 7*day)                                                                                           // 1004
	seedExpiring(env, "tie.example.com", 7*day, func(s *mockserver.Seed) { s.KeyType, s.KeySize = "ECDSA", 256 })                        // 1005
	seedExpiring(env, "beyond.example.com", 7*day+time.Second)                                                                           // 1006
	seedExpiring(env, "later.example.com", 60*day, func(s *mockserver.Seed) { s.CertificateAuthorityID = 6 })                            // 1007
	seedExpiring(env, "revoked.example.com", day, func(s *mockserver.Seed) { s.Status = "revoked" })                                     // 1008
	seedExpiring(env, "never.example.com", 0, func(s *mockserver.Seed) { s.ValidTo = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }) // 1009
	seedExpiring(env, "pending.example.com", 0, func(s *mockserver.Seed) { s.Status = "failed" })                                        // 1010
	tests := map[string]struct {
		attributes string
		ids        []int64
	}{
		"zero":     {"expires_within_days = 0", []int64{1002}},
		"six":      {"expires_within_days = 6", []int64{1002, 1003}},
		"seven":    {"expires_within_days = 7", []int64{1002, 1003, 1004, 1005}},
		"eight":    {"expires_within_days = 8", []int64{1002, 1003, 1004, 1005, 1006}},
		"sixty":    {"expires_within_days = 60", []int64{1002, 1003, 1004, 1005, 1006, 1007}},
		"long":     {"expires_within_days = 200000", []int64{1002, 1003, 1004, 1005, 1006, 1007}},
		"for_ever": {"expires_within_days = 3000000", []int64{1002, 1003, 1004, 1005, 1006, 1007, 1009}},
		"active":   {"expires_within_days = 60\nstatus = \"active\"", []int64{1007}},
		"expiring": {"expires_within_days = 7\nstatus = \"expiring\"", []int64{1002, 1003, 1004, 1005}},
		"search":   {"expires_within_days = 60\nsearch = \"on.example\"", []int64{1003, 1004}},
		"CA":       {"expires_within_days = 60\ncertificate_authority_id = 6", []int64{1003, 1007}},
		"key":      {"expires_within_days = 60\nkey_type = \"ecdsa\"", []int64{1005}},
		"sorted":   {"expires_within_days = 7\nsort_by = \"common_name\"", []int64{1002, 1004, 1003, 1005}},
		"reversed": {"expires_within_days = 7\nsort_by = \"expires_at\"\nsort_order = \"desc\"", []int64{1004, 1005, 1003, 1002}},
		"limited":  {"expires_within_days = 7\nmax_results = 1", []int64{1002}},
		"none":     {"expires_within_days = 7\nsearch = \"nothing\"", []int64{}},
	}
	written := dataSourceBlocks{}
	for name, test := range tests {
		written[name] = test.attributes
	}
	for name, state := range written.read(t, env, listType) {
		ids := toIDs(state["ids"])
		if !slices.Equal(ids, tests[name].ids) {
			t.Errorf("%s: got %v, want %v", name, ids, tests[name].ids)
		}
		if name == "limited" && state["total"] != float64(4) {
			t.Errorf("%s: the total is %v", name, state["total"])
		}
	}
}

// Certificates without valid_to are left out, with a warning.
func TestExpiring_NoExpiry_Warns(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for i := range 3 {
		seedExpiring(env, "soon.example.com", day, func(s *mockserver.Seed) {
			if i > 0 {
				s.ValidTo = acctest.Start.Add(time.Duration(i) * time.Hour)
				s.Override = map[string]any{"validTo": []any{nil, ""}[i-1]}
			}
		})
	}
	tf := env.Terraform(t)
	tf.Apply(env.Config(dataSourceBlocks{"test": "expires_within_days = 30"}.config(listType))).MustSucceed().
		MustWarn(`(?s)without valid_to.*1002, 1003`)
	if ids := toIDs(tf.Instance(listType + ".test").Attributes["ids"]); !slices.Equal(ids, []int64{1001}) {
		t.Errorf("got %v", ids)
	}
}

// Changes between two requests for pages must not hide certificates that existed
// all the time.
func TestList_ChangesWhileRead_IsComplete(t *testing.T) {
	t.Parallel()
	remove := func(t *testing.T, env *acctest.Environment) {
		t.Helper()
		if err := env.Mock.Revoke(1001, "superseded"); err != nil {
			t.Error(err)
		}
	}
	add := func(left time.Duration) func(*testing.T, *acctest.Environment) {
		return func(_ *testing.T, env *acctest.Environment) { seedExpiring(env, "added.example.com", left) }
	}
	together := func(parts ...func(*testing.T, *acctest.Environment)) func(*testing.T, *acctest.Environment) {
		return func(t *testing.T, env *acctest.Environment) {
			t.Helper()
			for _, do := range parts {
				do(t, env)
			}
		}
	}
	changes := map[string]func(*testing.T, *acctest.Environment){
		"one goes":                  remove,
		"one comes first":           add(time.Hour),
		"one comes last":            add(29 * day),
		"one goes, one comes last":  together(remove, add(29*day)),
		"one goes, one comes first": together(remove, add(time.Hour)),
	}
	for reading, attributes := range map[string]string{
		"within":        "expires_within_days = 30",
		"within longer": "expires_within_days = 365\nstatus = \"expiring\"",
		"by status":     "status = \"expiring\"\nsort_by = \"expires_at\"",
	} {
		for name, change := range changes {
			t.Run(reading+", "+name, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, mockserver.Options{})
				for i := range 150 {
					seedExpiring(env, fmt.Sprintf("soon-%d.example.com", i), time.Duration(2+i)*time.Hour)
				}
				var changed atomic.Bool
				env.SetBeforeRequest(func(request *http.Request) {
					if request.URL.Query().Get("page") == "2" && changed.CompareAndSwap(false, true) {
						change(t, env)
					}
				})
				tf := env.Terraform(t)
				tf.Apply(env.Config(dataSourceBlocks{"test": attributes}.config(listType))).MustHaveNoDiagnostics()
				if !changed.Load() {
					t.Fatal("nothing changed")
				}
				ids := toIDs(tf.Instance(listType + ".test").Attributes["ids"])
				for id := int64(1002); id <= 1150; id++ {
					if !slices.Contains(ids, id) {
						t.Errorf("%d is lost", id)
					}
				}
			})
		}
	}
}

// A certificate whose status changes between two lists is in both of them.
func TestExpiring_StatusChanges_IsFound(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedExpiring(env, "www.example.com", 30*day+time.Minute)
	var asked atomic.Int32
	env.SetBeforeRequest(func(*http.Request) {
		if asked.Add(1) == 2 {
			env.Clock.Advance(time.Hour)
		}
	})
	tf := env.Terraform(t)
	tf.Apply(env.Config(dataSourceBlocks{"test": "expires_within_days = 60"}.config(listType))).MustHaveNoDiagnostics()
	if ids := toIDs(tf.Instance(listType + ".test").Attributes["ids"]); !slices.Equal(ids, []int64{firstID}) {
		t.Errorf("got %v", ids)
	}
}
