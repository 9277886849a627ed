package certificate_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// settingsIn returns the option to include the renewal settings in single responses
// and in lists.
func settingsIn(single, list bool) mockserver.Fields {
	var fields mockserver.Fields
	settings := fieldModes(mockserver.Included, "autoRenew", "renewalThresholdDays")
	if single {
		fields.Single = settings
	}
	if list {
		fields.List = settings
	}
	return fields
}

// seedDue adds certificates that TigerTrust should renew 30 days before they expire.
func seedDue(env *acctest.Environment) {
	autoRenew := func(s *mockserver.Seed) { s.Settings = mockserver.Settings{AutoRenew: true, RenewalThresholdDays: 30} }
	for name, left := range map[string]time.Duration{"later": 31 * day, "now": 30 * day, "today": 30*day - time.Hour, "yesterday": 29 * day, "week": 23 * day, "expired": -day} {
		seedExpiring(env, name+".example.com", left, autoRenew)
	}
	seedExpiring(env, "manual.example.com", day, func(s *mockserver.Seed) { s.Settings.RenewalThresholdDays = 30 })
	seedExpiring(env, "revoked.example.com", day, autoRenew, func(s *mockserver.Seed) { s.Status = "revoked" })
	seedExpiring(env, "failed.example.com", day, autoRenew, func(s *mockserver.Seed) { s.Status = "failed" })
}

func TestOverdue_Boundaries(t *testing.T) {
	t.Parallel()
	for form, fields := range map[string]mockserver.Fields{
		"list": settingsIn(false, true), "single": settingsIn(true, false), "both": settingsIn(true, true),
	} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: fields})
			seedDue(env)
			tests := map[string]struct {
				attributes string
				names      []string
			}{
				"zero":     {"overdue_by_days = 0", []string{"expired", "now", "today", "week", "yesterday"}},
				"one":      {"overdue_by_days = 1", []string{"expired", "week", "yesterday"}},
				"seven":    {"overdue_by_days = 7", []string{"expired", "week"}},
				"eight":    {"overdue_by_days = 8", []string{"expired"}},
				"never":    {"overdue_by_days = 32", []string{}},
				"active":   {"overdue_by_days = 0\nexpires_within_days = 29", []string{"week", "yesterday"}},
				"filtered": {"overdue_by_days = 0\nsearch = \"week\"", []string{"week"}},
			}
			blocks := dataSourceBlocks{}
			for name, test := range tests {
				blocks[name] = test.attributes
			}
			for name, state := range blocks.read(t, env, listType) {
				names := []string{}
				items, _ := state["certificates"].([]any)
				for _, item := range items {
					certificate, _ := item.(map[string]any)
					names = append(names, strings.TrimSuffix(fmt.Sprint(certificate["common_name"]), ".example.com"))
					if certificate["renewal_due_at"] == nil || certificate["days_overdue"] == nil {
						t.Errorf("%s: %v has no renewal_due_at", name, certificate["common_name"])
					}
				}
				slices.Sort(names)
				if !slices.Equal(names, tests[name].names) {
					t.Errorf("%s: got %q, want %q", name, names, tests[name].names)
				}
			}
		})
	}
}

func TestOverdue_SettingsNotReturned_WarnsAfterOneRead(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedDue(env)
	tf := env.Terraform(t)
	tf.Apply(env.Config(dataSourceBlocks{"test": "overdue_by_days = 0"}.config(listType))).MustSucceed().
		MustWarn(`(?s)Certificates without renewal settings omitted.*TigerTrust returned 7 certificates without auto_renew or renewal_threshold_days`)
	if total := tf.Instance(listType + ".test").Attributes["total"]; total != float64(0) {
		t.Errorf("got %v certificates", total)
	}
	if reads := acctest.Requests(env.Mock.Journal()); len(reads) != 2 {
		t.Errorf("sent %q, want a list and one read", reads)
	}
}

func TestOverdue_ReadFails_IsError(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: settingsIn(true, false)})
	seedDue(env)
	env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificatePath, Kind: mockserver.FaultUnauthorized, Skip: 2, Times: mockserver.Always})
	env.Terraform(t).Apply(env.Config(dataSourceBlocks{"test": "overdue_by_days = 0"}.config(listType))).MustFail().MustError(`rejected the API key`)
}

func TestOverdue_BadInput_IsError(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	for attributes, pattern := range map[string]string{
		"overdue_by_days = -1":                      `must be between 0 and 3650000, got: -1`,
		"overdue_by_days = 0\nstatus = \"revoked\"": `revoked certificates are not renewed`,
	} {
		tf.Validate(env.Config(dataSourceBlocks{"test": attributes}.config(listType))).MustFail().MustError(pattern)
	}
}

func TestSingle_DaysOverdue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		left    time.Duration
		fields  mockserver.Fields
		change  func(*mockserver.Seed)
		dueAt   any
		overdue any
	}{
		"not due":      {left: 31 * day, fields: settingsIn(true, false), dueAt: acctest.Start.Add(day).Format(time.RFC3339), overdue: 0.0},
		"due an hour":  {left: 30*day - time.Hour, fields: settingsIn(true, false), dueAt: acctest.Start.Add(-time.Hour).Format(time.RFC3339), overdue: 0.0},
		"due two days": {left: 28 * day, fields: settingsIn(true, false), dueAt: acctest.Start.Add(-2 * day).Format(time.RFC3339), overdue: 2.0},
		"only listed":  {left: 28 * day, fields: settingsIn(false, true), dueAt: acctest.Start.Add(-2 * day).Format(time.RFC3339), overdue: 2.0},
		"unknown":      {left: 28 * day},
		"revoked":      {left: 28 * day, fields: settingsIn(true, true), change: func(s *mockserver.Seed) { s.Status = "revoked" }},
		"not renewed":  {left: 28 * day, fields: settingsIn(true, true), change: func(s *mockserver.Seed) { s.Settings.AutoRenew = false }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: test.fields})
			seed := func(s *mockserver.Seed) {
				s.Settings = mockserver.Settings{AutoRenew: true, RenewalThresholdDays: 30}
				if test.change != nil {
					test.change(s)
				}
			}
			id := seedExpiring(env, "www.example.com", test.left, seed)
			state := dataSourceBlocks{"test": fmt.Sprintf("id = %d", id)}.read(t, env, "tigertrust_certificate")["test"]
			if state["renewal_due_at"] != test.dueAt || state["days_overdue"] != test.overdue {
				t.Errorf("renewal_due_at is %v, days_overdue is %v, want %v and %v", state["renewal_due_at"], state["days_overdue"], test.dueAt, test.overdue)
			}
		})
	}
}
