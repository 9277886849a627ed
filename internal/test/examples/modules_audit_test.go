package examples_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// auditSummary prints a line for each finding.
const auditSummary = `
output "summary" {
  value = join("\n", concat(
    [for f in module.audit.orphans : "orphan ${f.id}"],
    [for f in module.audit.weak_keys : "weak ${f.id} ${f.key} ${f.owner}"],
    [for f in module.audit.duplicates : "duplicates ${join(" ", f.certificates[*].id)} ${f.names}"],
    [for f in module.audit.unimported : "unimported ${f.id} ${f.key} ${f.owner} ${f.location}"],
    [for f in module.audit.revoked_deployed : "revoked ${f.id} ${join(" ", f.locations)}"],
  ))
}
`

// audit applies the example of the audit module.
func audit(t *testing.T, env *acctest.Environment, managed ...int64) (run *acctest.Run, summary, report string) {
	t.Helper()
	ids := make([]string, len(managed))
	for i, id := range managed {
		ids[i] = strconv.Quote(acctest.ID(id))
	}
	t.Setenv("TF_VAR_managed_certificate_ids", "["+strings.Join(ids, ", ")+"]")
	tf, config := callModule(t, env, "audit", readExample(t, "modules/audit/example/main.tf")+auditSummary)
	run = tf.Apply(config).MustSucceed()
	mustHaveNoChanges(t, tf)
	return run, tf.Output("summary"), tf.Output("report")
}

// auditEnvironment returns an empty account with a read-only key.
func auditEnvironment(t *testing.T) *acctest.Environment {
	t.Helper()
	return emptyEnvironment(t, mockserver.ScopeRead)
}

// emptyEnvironment returns an empty account with the time of plantimestamp().
func emptyEnvironment(t *testing.T, scope mockserver.APIKeyScope) *acctest.Environment {
	t.Helper()
	const key = "ak_only_key"
	env := acctest.New(t, mockserver.Options{APIKeys: []mockserver.APIKey{{Secret: key, Scope: scope}}})
	env.Clock.Advance(time.Since(acctest.Start))
	acctest.UnsetEnvironment(t)
	t.Setenv("TIGERTRUST_ENDPOINT", env.Endpoint)
	t.Setenv("TIGERTRUST_API_KEY", key)
	return env
}

// seedImported adds a discovered certificate that is imported, and returns the ID of
// the managed certificate.
func seedImported(t *testing.T, env *acctest.Environment, commonName string) int64 {
	t.Helper()
	discovered := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: commonName})
	id, err := env.Mock.ImportDiscovered(discovered, 5)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAuditModule_ReportsFindings(t *testing.T) {
	env := auditEnvironment(t)
	past := env.Clock.Now().AddDate(0, -6, 0)
	expired := past.AddDate(0, 1, 0)
	server1 := mockserver.Location{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/a.crt"}
	server2 := mockserver.Location{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: "/etc/nginx/ssl/a.crt"}

	managed := env.Mock.Seed(mockserver.Seed{CommonName: "a.example.com", KeyType: "ECDSA", KeySize: 256, Locations: []mockserver.Location{server1}})
	weak := env.Mock.Seed(mockserver.Seed{CommonName: "cart.shop.example.com", KeyType: "RSA", KeySize: 1024})
	first := env.Mock.Seed(mockserver.Seed{CommonName: "b.example.net", SubjectAlternativeNames: []string{"b.example.net", "c.example.net"}})
	second := env.Mock.Seed(mockserver.Seed{CommonName: "C.example.net", SubjectAlternativeNames: []string{"B.example.net", "c.example.net"}})
	// The file of this certificate was overwritten by that of the managed one.
	env.Mock.Seed(mockserver.Seed{CommonName: "a.example.com", Status: "revoked", Locations: []mockserver.Location{server1}})
	revoked := env.Mock.Seed(mockserver.Seed{CommonName: "a.example.com", Status: "revoked", Locations: []mockserver.Location{server1, server2}})
	env.Mock.Seed(mockserver.Seed{CommonName: "old.example.com", Status: "revoked", ValidFrom: past, ValidTo: expired, Locations: []mockserver.Location{server2}})
	env.Mock.Seed(mockserver.Seed{CommonName: "old.example.com", KeyType: "RSA", KeySize: 1024, ValidFrom: past, ValidTo: expired})
	imported := seedImported(t, env, "d.example.com")
	// TigerTrust has no location of this certificate, but an agent finds the file.
	found := seedImported(t, env, "e.example.com")
	if err := env.Mock.Revoke(found, "unspecified"); err != nil {
		t.Fatal(err)
	}
	env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "expired.example.com", ValidFrom: past, ValidTo: expired})
	discovered := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "legacy.example.org", Path: "/etc/ssl/legacy.pem"})
	malformed := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "x.example.com", Malformed: true, Path: "/etc/ssl/x.pem"})

	run, summary, report := audit(t, env, managed)
	expected := fmt.Sprintf(`orphan %[2]d
orphan %[3]d
orphan %[1]d
orphan %[4]d
weak %[1]d RSA 1024 team-shop
duplicates %[2]d %[3]d b.example.net, c.example.net
unimported %[5]d RSA 2048 unknown web-server-1:/etc/ssl/legacy.pem
unimported %[6]d unknown team-platform web-server-1:/etc/ssl/x.pem
revoked %[7]d web-server-2:/etc/nginx/ssl/a.crt
revoked %[8]d web-server-1:/etc/ssl/certs/e.example.com.pem`, weak, first, second, imported, discovered, malformed, revoked, found)
	if summary != expected {
		t.Errorf("expected\n%s\ngot\n%s", expected, summary)
	}
	for _, count := range []string{"not among managed_certificate_ids: 4", "weak keys: 1", "several live certificates: 1", "not imported: 2", "still deployed: 2"} {
		run.MustWarn(count)
	}
	for _, row := range []string{
		"Certificates: 10. Findings: 10.",
		fmt.Sprintf("| %d | cart.shop.example.com | team-shop | RSA 1024 | ", weak),
		fmt.Sprintf("| %d | a.example.com | team-platform | web-server-2:/etc/nginx/ssl/a.crt |", revoked),
		fmt.Sprintf("| %d | x.example.com | team-platform | unknown | – | web-server-1:/etc/ssl/x.pem |", malformed),
	} {
		if !strings.Contains(report, row) {
			t.Errorf("the report does not contain %q:\n%s", row, report)
		}
	}
}

func TestAuditModule_NoFindings_NoWarnings(t *testing.T) {
	env := auditEnvironment(t)
	run, _, report := audit(t, env, env.Mock.Seed(mockserver.Seed{CommonName: "a.example.com", KeyType: "ECDSA", KeySize: 256}))
	run.MustHaveNoDiagnostics()
	if report != "# Certificate audit\n\nCertificates: 1. Findings: none.\n" {
		t.Errorf("unexpected report:\n%s", report)
	}
}
