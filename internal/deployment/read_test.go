package deployment_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestLocationThatIsGoneIsDeployedAgain(t *testing.T) {
	t.Parallel()
	for name, left := range map[string][]mockserver.Location{
		"all of them":    nil,
		"one of them":    {{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: haproxyFile, HasPrivateKey: true}},
		"another's left": {{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: nginxFile, HasPrivateKey: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := deployed(t, mockserver.Options{}, toBoth+byProd)
			if err := env.Mock.SetLocations(first, left...); err != nil {
				t.Fatal(err)
			}
			const why = `(?s)Certificate 1001 is deployed again: a file is gone.*/etc/nginx/ssl/www\.example\.com\.crt on web-server-1`
			tf.Plan("").MustSucceed().MustPlan(address, "update").MustWarn(why)
			tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(why)
			env.MustHaveSent(t, "POST", deployments, `{"targets":["haproxy-lb","nginx-main"],"agentId":"agent-prod-01"}`)
			mustHavePaths(t, tf, "agent-prod-01:"+haproxyFile, "agent-prod-01:"+nginxFile)
			mustSettle(t, tf)
		})
	}
}

func TestLocationThatIsGoneWithItsCertificateNeedsNoWarning(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
	if err := env.Mock.SetLocations(first); err != nil {
		t.Fatal(err)
	}
	tf.Apply(env.Config(resourceBlock("\n  certificate_id = 1002\n  targets = [\"nginx-main\"]"+byProd))).MustHaveNoDiagnostics().MustPlan(address, "update")
}

func TestLocationsThatAreAddedOrNotToldAreNoDifference(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	locations := issued(t, env, first).Locations
	locations = append(locations, mockserver.Location{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/copy.crt"})
	if err := env.Mock.SetLocations(first, locations...); err != nil {
		t.Fatal(err)
	}
	mustSettle(t, tf)
	for _, mode := range []mockserver.FieldMode{mockserver.Omitted, mockserver.Null} {
		env.Mock.Configure(func(o *mockserver.Options) { o.Fields.Single = map[string]mockserver.FieldMode{"locations": mode} })
		mustSettle(t, tf)
	}
}

func TestRevokedCertificateStaysDeployed(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx+byProd)
	renew(t, env)
	if err := env.Mock.SetLocations(first); err != nil {
		t.Fatal(err)
	}
	if err := env.Mock.Revoke(first, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustSucceed().MustPlan(address).MustWarn(`(?s)Certificate 1001 is deployed and revoked.*Deploy another certificate`)
	tf.Plan("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address)
	named := "\n  certificate_fingerprint = \"" + issued(t, env, first).Fingerprint + "\""
	tf.Apply(env.Config(resourceBlock(toNginx + byProd + named))).MustSucceed().MustPlan(address)
	mustHaveDone(t, env)
}

func TestDeploymentOfACertificateThatIsGoneIsGone(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx)
	if err := env.Mock.Delete(first); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "create")
	tf.Apply(env.Config("")).MustHaveNoDiagnostics().MustPlan(address)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state holds %v", objects)
	}
}

func TestReadThatFailsKeepsTheState(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx)
	for report, fault := range map[string]mockserver.Fault{
		`404 Not Found from 127\.0\.0\.1.*may come from a proxy`: {Kind: mockserver.FaultProxyNotFoundHTML},
		`401 Unauthorized.*The API key came from api_key`:        {Kind: mockserver.FaultUnauthorized},
	} {
		env.Mock.Inject(fault)
		tf.Apply("").MustFail().MustError(`(?s)Could not read certificate 1001.*` + report)
		tf.Instance(address)
	}
	mustSettle(t, tf)
}

func TestNotFoundElsewhereKeepsTheState(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{}, toNginx)
	there := acctest.New(t, mockserver.Options{})
	tf.Apply(there.Config(resourceBlock(toNginx))).MustFail().
		MustError(`(?s)Certificate 1001 is not in the place that the provider is set to.*` + env.Endpoint + `.*` + there.Endpoint)
	tf.Apply(env.ConfigWithSettings("workspace_id = \""+mockserver.OtherWorkspace+"\"", resourceBlock(toNginx))).MustFail().
		MustError(`(?s)Certificate 1001 is not in the place.*workspace ` + mockserver.OtherWorkspace)
	tf.Instance(address)
	tf.Plan(env.Config(resourceBlock(toNginx))).MustHaveNoDiagnostics().MustPlan(address)
}

func TestOneWalkAsksOnceForACertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	other := "resource \"tigertrust_certificate_deployment\" \"other\" {\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"haproxy-lb\"]\n}\n"
	tf.Apply(env.Config(certificateBlock("") + wired("") + other)).MustHaveNoDiagnostics()
	// Nothing is shared between commands.
	for range 2 {
		env.Mock.ResetJournal()
		tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		env.MustHaveRequested(t, "GET /api/certificates/1001")
	}
}

func TestDestroySendsNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	env, tf := deployed(t, mockserver.Options{DeploymentDelay: time.Second}, toBoth)
	tf.Destroy().MustSucceed().MustPlan(address, "delete").MustWarn(`(?s)The files of certificate 1001 stay on haproxy-lb, nginx-main.*cannot undo a deployment`)
	mustHaveDone(t, env)
	if locations := issued(t, env, first).Locations; len(locations) == 0 {
		t.Error("the files are gone")
	}
}

// TestDeploymentMovesWithItsCertificate is about an API that has got another
// address.
func TestDeploymentMovesWithItsCertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := env.Config(certificateBlock("") + wired(""))
	tf.Apply(config).MustHaveNoDiagnostics()
	tf.Apply(strings.Replace(config, "127.0.0.1", "localhost", 1)).MustHaveNoDiagnostics().MustPlan(address)
}
