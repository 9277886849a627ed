package deployment_test

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// verifying returns the attribute verify for one endpoint.
func verifying(endpoint string, more ...string) string {
	return fmt.Sprintf("\n  verify = {\n    endpoints = [%q]\n    %s\n  }", endpoint, strings.Join(more, "\n    "))
}

const byName = `server_name = "www.example.com"`

// mustBeVerified expects that the state contains a time of verification, or none.
func mustBeVerified(t *testing.T, tf *acctest.Terraform, verified bool) {
	t.Helper()
	if at := tf.Instance(address).Attributes["last_verified_at"]; (at != nil) != verified {
		t.Errorf("last_verified_at is %v", at)
	}
}

// A service that still serves the current certificate keeps it from being revoked.
func TestVerify_OldServed_KeepsCurrent(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	// The first deployment loads the certificate.
	service.OnHandshake(func(int) { service.Reload() })
	tf := env.Terraform(t)
	deployment := wiredBlock(verifying(service.Endpoint, byName))
	tf.Apply(env.Config(certificateBlock(asRSA+createFirst) + deployment)).MustHaveNoDiagnostics()
	mustBeVerified(t, tf, true)
	service.OnHandshake(nil)
	current := mockCertificate(t, env, firstID)

	tf.Apply(env.Config(certificateBlock(asECDSA+createFirst)+deployment)).MustFail().MustPlan(certificate, "replace").MustPlan(address, "update").
		MustError(`(?s)Certificate 1002 is not served.*within 1m0s \(verify\.timeout\).*` + service.Endpoint +
			` serves CN=www\.example\.com with the fingerprint ` + current.Fingerprint + `, valid from 2026-01-15T12:00:00Z to 2026-04-15T12:00:00Z.*next apply verifies again`)
	for range 2 {
		if status := mockCertificate(t, env, firstID).Status; status != "active" {
			t.Fatalf("the current certificate is %s", status)
		}
		instance := tf.Instance(address)
		if instance.Tainted || instance.Attributes["certificate_id"] != acctest.ID(firstID+1) {
			t.Errorf("the state contains %+v", instance)
		}
		mustBeVerified(t, tf, false)
		env.Mock.ResetJournal()
		tf.Apply("").MustFail().MustPlan(address, "update").MustError("Certificate 1002 is not served")
		mustHaveMutated(t, env)
	}
	service.Reload()
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveMutated(t, env, "POST /api/certificates/1001/revoke")
	mustBeVerified(t, tf, true)
	before := service.Handshakes()
	mustHaveNoChanges(t, tf)
	if service.Handshakes() != before {
		t.Error("a refresh has connected to the service")
	}
}

func TestVerify_SlowReload_IsAwaited(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	stranger, _ := env.Mock.Certificate(env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"}))
	service.Load(stranger)
	service.OnHandshake(func(number int) {
		if number > 3 {
			service.Reload()
		}
	})
	tf := env.Terraform(t)
	tf.Apply(env.Config(certificateBlock("") + wiredBlock(verifying(service.Endpoint)))).MustHaveNoDiagnostics()
	if service.Handshakes() != 4 {
		t.Errorf("there were %d handshakes", service.Handshakes())
	}
	mustBeVerified(t, tf, true)
}

// A tainted resource would be destroyed by the next apply.
func TestVerify_CreateFails_NextApplyCreates(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := env.Config(certificateBlock("") + wiredBlock(verifying(service.Endpoint, `timeout = "10s"`)))
	tf.Apply(config).MustFail().MustError(`(?s)Certificate 1001 is not served.*within 10s \(verify\.timeout\).*does not complete the TLS handshake.*next apply deploys and verifies it again`)
	service.Reload()
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "create")
	mustHaveNoChanges(t, tf)
}

func TestVerify_ChangedSettings_VerifyOnly(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(toNginx))).MustHaveNoDiagnostics()
	mustBeVerified(t, tf, false)
	service.Reload()
	for _, test := range []struct {
		attributes string
		connects   bool
	}{
		{verifying(service.Endpoint), true},
		{verifying(service.Endpoint, byName), true},
		{verifying(service.Endpoint, byName, `timeout = "5s"`), false},
		{verifying(service.Endpoint, `timeout = "5s"`), true},
		{"", false},
		{verifying(service.Endpoint), true},
	} {
		env.Mock.ResetJournal()
		before := service.Handshakes()
		tf.SavePlan(env.Config(resourceBlock(toNginx+test.attributes)),
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
			plancheck.ExpectKnownValue(address, tfjsonpath.New("last_deployed_at"), knownvalue.NotNull()))
		tf.ApplySavedPlan().MustHaveNoDiagnostics()
		mustHaveMutated(t, env)
		if connected := service.Handshakes() > before; connected != test.connects {
			t.Errorf("connected: %t with %s", connected, test.attributes)
		}
		mustBeVerified(t, tf, test.attributes != "")
		mustHaveNoChanges(t, tf)
	}
}

// TigerTrust deploys the renewed certificate to its own targets, without Terraform.
func TestVerify_RenewedByServer_IsAccepted(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, echoSettings())
	service.OnHandshake(func(int) { service.Reload() })
	tf := env.Terraform(t)
	own := certificateBlock("\n  deployment_targets = [\"nginx-main\"]")
	tf.Apply(env.Config(own + wiredBlock(verifying(service.Endpoint)))).MustHaveNoDiagnostics()
	renewOnServer(t, env)
	tf.Apply(env.Config(own+wiredBlock(verifying(service.Endpoint, byName)))).MustHaveNoDiagnostics().MustPlan(address, "update")
	mustBeVerified(t, tf, true)
}

// A renewed certificate is verified by its new fingerprint.
func TestVerify_Renewal_OldServed_Fails(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	service.OnHandshake(func(int) { service.Reload() })
	tf := env.Terraform(t)
	tf.Apply(env.Config(certificateBlock("") + wiredBlock(verifying(service.Endpoint)))).MustHaveNoDiagnostics()
	service.OnHandshake(nil)
	renewOnServer(t, env)
	tf.Apply("").MustFail().MustPlan(address, "update").MustError("Certificate 1001 is not served")
	service.Reload()
	env.Mock.ResetJournal()
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveMutated(t, env)
	mustHaveNoChanges(t, tf)
}

// Every endpoint that fails is in the error, and only those.
func TestVerify_SomeEndpointsFail_NamesThem(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	service.OnHandshake(func(int) { service.Reload() })
	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	config := resourceBlock(toNginx + fmt.Sprintf("\n  verify = {\n    endpoints = [%q, %q, \"127.0.0.1:1\", \"[::1]:1\"]\n    timeout = \"1s\"\n  }", service.Endpoint, silent.Addr()))
	problem := env.Terraform(t).Apply(env.Config(config)).MustFail().MustError(`(?s)127\.0\.0\.1:1 accepts no connection.*\[::1\]:1 accepts no connection`)
	if !strings.Contains(problem.Detail, silent.Addr().String()+" does not complete the TLS handshake: the attempt timed out") {
		t.Errorf("the error does not name the endpoint that does not respond: %s", problem.Detail)
	}
	if bytes.Contains([]byte(problem.Detail), []byte(service.Endpoint)) {
		t.Errorf("the error names the endpoint that serves the certificate: %s", problem.Detail)
	}
}

func TestVerify_InvalidSettings_ErrorInValidate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for attributes, complaint := range map[string]string{
		verifying("shop.example.com"):                                      `(?s)Invalid endpoint.*has no port. Use "shop.example.com:443"`,
		verifying("https://shop.example.com/"):                             `(?s)is a URL. Use a host and a port: "shop.example.com:443"`,
		"\n  verify = { endpoints = [] }":                                  `at least 1`,
		"\n  verify = { server_name = \"www.example.com\" }":               `endpoints`,
		verifying("shop.example.com:443", `server_name = "*.example.com"`): `(?s)Invalid server name.*is a wildcard`,
		verifying("shop.example.com:443", `timeout = "0s"`):                `must be a positive duration`,
		verifying("shop.example.com:443", `server_name = "192.0.2.7"`):     `A server name is a DNS name`,
	} {
		env.Terraform(t).Validate(env.Config(resourceBlock(toNginx + attributes))).MustFail().MustError(complaint)
	}
}

func TestVerify_SendsHandshakeOnly(t *testing.T) {
	t.Parallel()
	env, service := acctest.NewWithService(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	service.OnHandshake(func(int) { service.Reload() })
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(toNginx+verifying(service.Endpoint, byName)) + servedBlock(service.Endpoint))).MustHaveNoDiagnostics()
	env.Protocol(t).InvokeAction(verifyInvocation(acctest.Attributes{"endpoints": []string{service.Endpoint}})).MustHaveNoDiagnostics()
	all, data := service.Received()
	if len(data) > 0 {
		t.Errorf("the client sent %q", data)
	}
	if !bytes.Contains(all, []byte("www.example.com")) {
		t.Error("the client did not send the server name")
	}
	for _, secret := range []string{mockserver.DefaultAPIKey, "X-Agent-API-Key", "HTTP/"} {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("the client sent %s", secret)
		}
	}
}
