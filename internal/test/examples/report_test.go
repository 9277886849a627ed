package examples_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// reportFolder contains the report, which is a configuration of several files.
const reportFolder = "expiry-report"

// reportKey is a read-only API key.
const reportKey = "ak_reads_only"

// reportEnvironment returns an account that the report reads with a key that
// cannot change it.
func reportEnvironment(t *testing.T, options mockserver.Options) *acctest.Environment {
	t.Helper()
	options.APIKeys = []mockserver.APIKey{{Name: "report", Secret: reportKey, Scope: mockserver.ScopeRead}}
	env := acctest.New(t, options)
	acctest.UnsetEnvironment(t)
	t.Setenv("TIGERTRUST_ENDPOINT", env.Endpoint)
	t.Setenv("TIGERTRUST_API_KEY", reportKey)
	return env
}

// seedWithDaysLeft adds a certificate that expires an hour after a number of days.
func seedWithDaysLeft(env *acctest.Environment, days int, seed mockserver.Seed) {
	seed.ValidFrom = acctest.Start.AddDate(-1, 0, 0)
	seed.ValidTo = acctest.Start.AddDate(0, 0, days).Add(time.Hour)
	env.Mock.Seed(seed)
}

// expiryReport is a report in all its formats.
type expiryReport struct {
	markdown, html, metrics string
	data                    reportData
}

// reportData is the part of the JSON output that the tests use.
type reportData struct {
	Level        string         `json:"level"`
	Verdict      string         `json:"verdict"`
	Counts       map[string]int `json:"counts"`
	Certificates []struct {
		ID    string `json:"id"`
		Group string `json:"group"`
	} `json:"certificates"`
	Weeks []struct {
		From  time.Time `json:"from"`
		Count int       `json:"count"`
	} `json:"weeks"`
}

// copyExample copies a folder of examples into the folder of Terraform.
func copyExample(t *testing.T, tf *acctest.Terraform, folder string) {
	t.Helper()
	if err := os.CopyFS(tf.Path("."), os.DirFS(filepath.Join(examplesFolder, folder))); err != nil {
		t.Fatal(err)
	}
}

func newReport(t *testing.T, env *acctest.Environment, flags ...string) *expiryReport {
	t.Helper()
	tf := env.Terraform(t)
	copyExample(t, tf, reportFolder)
	tf.Apply("", append(flags, "-var=now="+acctest.Start.Format(time.RFC3339))...).MustHaveNoDiagnostics()
	report := &expiryReport{markdown: tf.Output("report"), html: tf.Output("html"), metrics: tf.Output("openmetrics")}
	if err := json.Unmarshal([]byte(tf.Output("json")), &report.data); err != nil {
		t.Fatal(err)
	}
	return report
}

// mustContain checks that a text contains others, in this order.
func mustContain(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("expected %q, in this order, in\n%s", parts, text)
		}
		rest = after
	}
}

func TestExpiryReport_GroupsByUrgency(t *testing.T) {
	env := reportEnvironment(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	seedWithDaysLeft(env, 200, mockserver.Seed{CommonName: "later.example.com"})
	seedWithDaysLeft(env, 60, mockserver.Seed{CommonName: "planned.example.com"})
	seedWithDaysLeft(env, 10, mockserver.Seed{CommonName: "overdue.example.com", Settings: mockserver.Settings{AutoRenew: true, RenewalThresholdDays: 12}})
	seedWithDaysLeft(env, 6, mockserver.Seed{CommonName: "failed.example.com", Override: map[string]any{"renewalStatus": "failed"}})
	seedWithDaysLeft(env, -3, mockserver.Seed{CommonName: "old.example.com"})
	seedWithDaysLeft(env, 20, mockserver.Seed{CommonName: "revoked.example.com", Status: "revoked"})
	seedWithDaysLeft(env, 20, mockserver.Seed{CommonName: "pending.example.com", Status: "pending"})
	report := newReport(t, env)

	mustContain(t, report.markdown,
		"🔴 **Act now:** 1 certificate has expired, 1 certificate expires within 7 days and 1 renewal has failed.\n",
		"| **1** | **1** | **2** | **3** | **1** | **1** | **1** | **7** |\n",
		"```text\n15 Jan  █ 1\n22 Jan  █ 1\n29 Jan  ·\n",
		"## Expired (1)\n", "| `old.example.com` | 2026-01-12 | -3 | Let's Encrypt Authority X3 | none | 1005 |\n",
		"## Expire within 7 days (1)\n", "| `failed.example.com` | 2026-01-21 | 6 | Let's Encrypt Authority X3 | **failed** | 1004 |\n",
		"## Expire in 7 to 30 days (1)\n", "| `overdue.example.com` |", ", **overdue** |",
		"## Expire in 30 to 90 days (1)\n", "`planned.example.com`",
		"## Without an expiry date (1)\n", "| `pending.example.com` | – | – |",
		"<details>\n<summary><strong>Expire in more than 90 days (1)</strong></summary>\n\n|", "`later.example.com`", "\n\n</details>\n",
		"<details>\n<summary><strong>Revoked (1)</strong></summary>\n", "`revoked.example.com`", "</details>\n")
	mustContain(t, report.html, `class="verdict urgent"`, "old.example.com", "failed.example.com", "<details>", "later.example.com")
	groups := map[string]string{}
	for _, certificate := range report.data.Certificates {
		groups[certificate.ID] = certificate.Group
	}
	for i, group := range []string{"later", "planned", "soon", "urgent", "expired", "revoked", "undated"} {
		if id := strconv.Itoa(1001 + i); groups[id] != group {
			t.Errorf("certificate %s: expected the group %s, got %s", id, group, groups[id])
		}
	}
	if len(report.data.Weeks) != 13 || report.data.Weeks[0].Count != 1 || !report.data.Weeks[1].From.Equal(acctest.Start.AddDate(0, 0, 7)) {
		t.Errorf("got the weeks %+v", report.data.Weeks)
	}
	checkMetrics(t, env, report.metrics)
	if writes := env.Mock.Journal().Where(func(e mockserver.Entry) bool { return e.Method != http.MethodGet }); len(writes) > 0 {
		t.Errorf("the report sent %q", acctest.Requests(writes))
	}
}

// checkMetrics checks the metrics of the certificates in the mock.
func checkMetrics(t *testing.T, env *acctest.Environment, text string) {
	t.Helper()
	metrics := parseOpenMetrics(t, text)
	for id, expected := range map[string]map[string]float64{
		"1004": {"renewal_failed": 1, "revoked": 0},
		"1006": {"renewal_failed": 0, "revoked": 1},
		"1007": {"renewal_failed": 0, "revoked": 0},
	} {
		for name, value := range expected {
			if got, found := metrics.find("tigertrust_certificate_"+name, "id", id); !found || got != value {
				t.Errorf("certificate %s: expected %s %v, got %v", id, name, value, got)
			}
		}
	}
	for _, id := range []int64{1001, 1002, 1003, 1004, 1005, 1006} {
		certificate, _ := env.Mock.Certificate(id)
		for name, expected := range map[string]time.Time{"not_after": certificate.ValidTo, "not_before": certificate.ValidFrom} {
			if got, found := metrics.find("tigertrust_certificate_"+name+"_timestamp_seconds", "id", strconv.FormatInt(id, 10)); !found || got != float64(expected.Unix()) {
				t.Errorf("certificate %d: expected %s %d, got %v", id, name, expected.Unix(), got)
			}
		}
	}
	if _, found := metrics.find("tigertrust_certificate_not_after_timestamp_seconds", "id", "1007"); found {
		t.Error("a certificate without an expiry date has an expiry metric")
	}
	due := acctest.Start.AddDate(0, 0, -2).Add(time.Hour)
	if got, _ := metrics.find("tigertrust_certificate_renewal_timestamp_seconds", "id", "1003"); got != float64(due.Unix()) {
		t.Errorf("expected a renewal at %d, got %v", due.Unix(), got)
	}
	if got, _ := metrics.find("tigertrust_report_timestamp_seconds", "", ""); got != float64(acctest.Start.Unix()) {
		t.Errorf("expected the time %d, got %v", acctest.Start.Unix(), got)
	}
}

func TestExpiryReport_Verdict(t *testing.T) {
	for name, test := range map[string]struct {
		days           []int
		level, verdict string
	}{
		"empty":  {level: "empty", verdict: "The API key finds no certificates in this workspace."},
		"good":   {days: []int{30}, level: "good", verdict: "No certificate expires within 30 days."},
		"soon":   {days: []int{7, 29}, level: "soon", verdict: "2 certificates expire within 30 days."},
		"urgent": {days: []int{0, 6, 6, 80}, level: "urgent", verdict: "3 certificates expire within 7 days."},
	} {
		t.Run(name, func(t *testing.T) {
			env := reportEnvironment(t, mockserver.Options{})
			for i, days := range test.days {
				seedWithDaysLeft(env, days, mockserver.Seed{CommonName: fmt.Sprintf("host%d.example.com", i)})
			}
			report := newReport(t, env)
			if report.data.Level != test.level || report.data.Verdict != test.verdict {
				t.Errorf("expected %s: %s, got %s: %s", test.level, test.verdict, report.data.Level, report.data.Verdict)
			}
			mustContain(t, report.markdown, ":** "+test.verdict+"\n")
			mustContain(t, report.html, ` `+test.verdict+"</p>")
			parseOpenMetrics(t, report.metrics)
		})
	}
}

func TestExpiryReport_HostileNames_AreEscaped(t *testing.T) {
	env := reportEnvironment(t, mockserver.Options{})
	names := map[string]string{
		"<script>alert(1)</script>":         "<script>alert(1)</script>",
		"\"><img src=x onerror='a()'>&amp;": "\"><img src=x onerror='a()'>&amp;",
		"a\\|b`c`\n| d \u202e**e**\t@f":     "a\\|b`c` | d **e** @f",
		"[x](http://example.org) www.a.b":   "[x](http://example.org) www.a.b",
		" \n ":                              "certificate",
	}
	for name := range names {
		seedWithDaysLeft(env, 10, mockserver.Seed{CommonName: "x", Override: map[string]any{
			"commonName": name, "subjectAlternativeNames": nil, "issuer": name, "renewalStatus": name,
		}})
	}
	seedWithDaysLeft(env, 10, mockserver.Seed{CommonName: "x", Override: map[string]any{"commonName": nil, "issuer": nil, "subjectAlternativeNames": []string{"b.example.com", "a.example.com"}}})
	report := newReport(t, env)

	page, err := html.Parse(strings.NewReader(report.html))
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]bool{}
	for node := range page.Descendants() {
		if slices.Contains([]string{"script", "img", "a", "link", "iframe"}, node.Data) && node.Type == html.ElementNode {
			t.Errorf("the page contains the element %s", node.Data)
		}
		if node.Type == html.TextNode && node.Parent.Data == "td" {
			cells[node.Data] = true
		}
	}
	metrics := parseOpenMetrics(t, report.metrics)
	for name, shown := range names {
		if shown != "certificate" && !cells[shown] {
			t.Errorf("the page does not contain %q", shown)
		}
		if _, found := metrics.find("tigertrust_certificate_revoked", "common_name", name); !found {
			t.Errorf("no metric has the common name %q", name)
		}
	}
	mustContain(t, report.html, "<td>a.example.com</td>")
	for _, row := range []string{
		`| <code>\<script\>alert\(1\)\<\/script\></code> | 2026-01-25 | 10 | \<script\>alert\(1\)\<\/script\> | \<script\>alert\(1\)\<\/script\> |`,
		"| <code>a\\\\\\|b\\`c\\` \\| d \\*\\*e\\*\\* \\@f</code> |",
		`| <code>\[x\]\(http\:\/\/example\.org\) www\.a\.b</code> |`,
		"| <code>certificate 100", "| `a.example.com` | 2026-01-25 | 10 | – |",
	} {
		mustContain(t, report.markdown, row)
	}
}

func TestExpiryReport_ManyCertificates_LimitsRows(t *testing.T) {
	env := reportEnvironment(t, mockserver.Options{})
	for i := range 500 {
		seedWithDaysLeft(env, i, mockserver.Seed{CommonName: fmt.Sprintf("host%d.example.com", i)})
	}
	report := newReport(t, env, "-var=max_rows=50")
	mustContain(t, report.markdown, "**Act now:** 7 certificates expire within 7 days.\n", "| 0 | **7** | **30** | **90** | 0 | 0 | 0 | **500** |",
		"15 Jan  ███████ 7\n", "`host139.example.com`", "360 more are not shown.\n\n</details>")
	mustContain(t, report.html, "host139.example.com", "360 more are not shown.")
	if strings.Contains(report.markdown+report.html, "host140.example.com") {
		t.Error("expected no more than 50 rows in a table")
	}
	if count := len(report.data.Certificates); count != 500 {
		t.Errorf("expected 500 certificates in the JSON, got %d", count)
	}
	parseOpenMetrics(t, report.metrics)
}
