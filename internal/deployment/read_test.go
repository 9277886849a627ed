package deployment_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRead_MissingLocation_DeploysAgain(t *testing.T) {
	t.Parallel()
	for name, left := range map[string][]mockserver.Location{
		"all of them":          nil,
		"one of them":          {{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: haproxyFile, HasPrivateKey: true}},
		"only another agent's": {{AgentID: "agent-prod-02", Hostname: "web-server-2", Path: nginxFile, HasPrivateKey: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, tf := applyDeployment(t, mockserver.Options{}, toBoth+byProd)
			if err := env.Mock.SetLocations(firstID, left...); err != nil {
				t.Fatal(err)
			}
			const why = `(?s)Certificate 1001 will be deployed again because a file is missing.*/etc/nginx/ssl/www\.example\.com\.crt on web-server-1`
			tf.Plan("").MustSucceed().MustPlan(address, "update").MustWarn(why)
			tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(why)
			env.MustHaveSent(t, "POST", deployPath, `{"targets":["haproxy-lb","nginx-main"],"agentId":"agent-prod-01"}`)
			mustHaveLocations(t, tf, "agent-prod-01:"+haproxyFile, "agent-prod-01:"+nginxFile)
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestRead_MissingAndNewCertificate_IsQuiet(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
	if err := env.Mock.SetLocations(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply(env.Config(resourceBlock("\n  certificate_id = 1002\n  targets = [\"nginx-main\"]"+byProd))).MustHaveNoDiagnostics().MustPlan(address, "update")
}

func TestRead_AddedOrOmittedLocations_NoDiff(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	locations := mockCertificate(t, env, firstID).Locations
	locations = append(locations, mockserver.Location{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/copy.crt"})
	if err := env.Mock.SetLocations(firstID, locations...); err != nil {
		t.Fatal(err)
	}
	mustHaveNoChanges(t, tf)
	for _, mode := range []mockserver.FieldMode{mockserver.Omitted, mockserver.Null} {
		env.Mock.Configure(func(o *mockserver.Options) { o.Fields.Single = map[string]mockserver.FieldMode{"locations": mode} })
		mustHaveNoChanges(t, tf)
	}
}

func TestRead_Revoked_WarnsAndKeepsDeployment(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx+byProd)
	renewOnServer(t, env)
	if err := env.Mock.SetLocations(firstID); err != nil {
		t.Fatal(err)
	}
	if err := env.Mock.Revoke(firstID, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustSucceed().MustPlan(address).MustWarn(`(?s)The deployed certificate 1001 is revoked.*Deploy another certificate`)
	tf.Plan("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address)
	named := "\n  certificate_fingerprint = \"" + mockCertificate(t, env, firstID).Fingerprint + "\""
	tf.Apply(env.Config(resourceBlock(toNginx + byProd + named))).MustSucceed().MustPlan(address)
	mustHaveMutated(t, env)
}

func TestRead_CertificateGone_RemovesResource(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx)
	if err := env.Mock.Delete(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "create")
	tf.Apply(env.Config("")).MustHaveNoDiagnostics().MustPlan(address)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state contains %v", objects)
	}
}

func TestRead_Fails_KeepsState(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx)
	for report, fault := range map[string]mockserver.Fault{
		`404 Not Found from 127\.0\.0\.1.*may come from a proxy`: {Kind: mockserver.FaultProxyNotFoundHTML},
		`401 Unauthorized.*The API key came from api_key`:        {Kind: mockserver.FaultUnauthorized},
	} {
		env.Mock.Inject(fault)
		tf.Apply("").MustFail().MustError(`(?s)Could not read certificate 1001.*` + report)
		tf.Instance(address)
	}
	mustHaveNoChanges(t, tf)
}

func TestRead_ScopeMismatch_KeepsState(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{}, toNginx)
	there := acctest.New(t, mockserver.Options{})
	tf.Apply(there.Config(resourceBlock(toNginx))).MustFail().
		MustError(`(?s)Certificate 1001 does not exist in the provider's current scope.*` + env.Endpoint + `.*` + there.Endpoint)
	tf.Apply(env.ConfigWithSettings("workspace_id = \""+mockserver.OtherWorkspace+"\"", resourceBlock(toNginx))).MustFail().
		MustError(`(?s)Certificate 1001 does not exist in the provider's current scope.*workspace ` + mockserver.OtherWorkspace)
	tf.Instance(address)
	tf.Plan(env.Config(resourceBlock(toNginx))).MustHaveNoDiagnostics().MustPlan(address)
}

func TestRead_SharesRequestWithCertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	other := "resource \"tigertrust_certificate_deployment\" \"other\" {\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"haproxy-lb\"]\n}\n"
	tf.Apply(env.Config(certificateBlock("") + wiredBlock("") + other)).MustHaveNoDiagnostics()
	// Commands do not share requests.
	for range 2 {
		env.Mock.ResetJournal()
		tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		env.MustHaveRequested(t, "GET /api/certificates/1001")
	}
}

// The same server under another host name is another endpoint. The fingerprint
// shows that it returns the same certificate.
func TestRead_EndpointMoved_RecognizesCertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := env.Config(certificateBlock("") + wiredBlock(""))
	tf.Apply(config).MustHaveNoDiagnostics()
	tf.Apply(strings.Replace(config, "127.0.0.1", "localhost", 1)).MustHaveNoDiagnostics().MustPlan(address)
}
