package deployment_test

import (
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestCreate_ResponseAboutAnotherCertificate_IsError(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mockserver.Fault{
		"deployment": {Method: http.MethodPost, Path: deployPath, Kind: mockserver.FaultOtherAfter},
		"read":       {Method: http.MethodGet, Path: "/api/certificates/1001", Kind: mockserver.FaultOtherBefore},
	} {
		env := newEnvWithCertificate(t, mockserver.Options{})
		fault.Other = env.Mock.Seed(mockserver.Seed{CommonName: "other.example.com"})
		env.Mock.Inject(fault)
		deployed := env.Protocol(t).Resource("tigertrust_certificate_deployment")
		config := acctest.Attributes{"certificate_id": 1001, "targets": []string{"nginx-main"}}
		deployed.Apply(config).MustFail().
			MustError(`(?s)Could not (deploy|read) certificate 1001.*Response about another certificate: the request was about certificate 1001.*is about certificate 1002`)
		if deployed.Exists() || env.Mock.Journal().Count(http.MethodPost, deployPath) > 1 {
			t.Errorf("%s: the state has a deployment: %t, the requests are %q", name, deployed.Exists(), acctest.Requests(env.Mock.Journal()))
		}
		deployed.Apply(config).MustHaveNoDiagnostics()
	}
}
