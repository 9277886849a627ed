package provider_test

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestConfigure_PrivateCA_TrustedOnlyIfSet(t *testing.T) {
	acctest.UnsetEnvironment(t)
	env := acctest.New(t, mockserver.Options{})
	server := httptest.NewUnstartedServer(env.Mock)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	t.Setenv("TIGERTRUST_API_KEY", mockserver.DefaultAPIKey)
	t.Setenv("TIGERTRUST_ENDPOINT", server.URL+"/api")

	env.Test(t,
		resource.TestStep{
			Config:      anyCertificate,
			ExpectError: regexp.MustCompile(`(?s)certificate\s+signed\s+by\s+unknown\s+authority.*ca_certificate_pem`),
		},
		resource.TestStep{
			Config: fmt.Sprintf("provider \"tigertrust\" {\n  ca_certificate_pem = <<EOT\n%sEOT\n}\n%s", ca, anyCertificate),
		},
	)
	if n := env.Mock.Journal().Count("POST", "/api/certificates"); n != 1 {
		t.Errorf("%d certificates were ordered, want 1", n)
	}
}
