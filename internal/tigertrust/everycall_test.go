package tigertrust

import (
	"context"
	"net/http"
	"strings"
)

// everyCall contains each method of the client with the request that it sends.
var everyCall = []struct {
	name   string
	do     func(context.Context, *Client) error
	method string
	uri    string
	// body is the exact body, or the file of the reference that contains it.
	body string
}{
	{
		name: "list without a query", method: "GET", uri: "/api/certificates?limit=100&page=1",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.AllCertificates(ctx, CertificateQuery{})
			return err
		},
	},
	{
		name: "list with all parameters", method: "GET",
		uri: "/api/certificates?caId=5&limit=100&page=1&search=a%2Bb+%26c&sortBy=expiresAt&sortOrder=desc&status=expiring",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.AllCertificates(ctx, CertificateQuery{
				Status: StatusExpiring, Search: "a+b &c", CertificateAuthorityID: 5, SortBy: SortByExpiresAt, Descending: true,
			})
			return err
		},
	},
	{
		name: "list ascending", method: "GET", uri: "/api/certificates?limit=100&page=1&sortBy=commonName&sortOrder=asc",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.AllCertificates(ctx, CertificateQuery{SortBy: SortByCommonName})
			return err
		},
	},
	{
		name: "list descending without a sort field", method: "GET", uri: "/api/certificates?limit=100&page=1",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.AllCertificates(ctx, CertificateQuery{Descending: true})
			return err
		},
	},
	{
		name: "list page by page", method: "GET", uri: "/api/certificates?limit=100&page=1&sortBy=createdAt&sortOrder=desc",
		do: func(ctx context.Context, c *Client) error {
			for _, err := range c.ListCertificates(ctx, CertificateQuery{SortBy: SortByCreatedAt, Descending: true}) {
				return err
			}
			return nil
		},
	},
	{
		name: "get", method: "GET", uri: "/api/certificates/42",
		do: func(ctx context.Context, c *Client) error { _, err := c.Certificate(ctx, "42"); return err },
	},
	{
		name: "create", method: "POST", uri: "/api/certificates", body: "certificate_create_request.json",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateCertificate(ctx, CertificateOrder{
				CommonName:              "newsite.example.com",
				SubjectAlternativeNames: &[]string{"www.newsite.example.com"},
				CertificateAuthorityID:  new(CAID(5)),
				KeyType:                 new("RSA"),
				KeySize:                 new(int64(2048)),
				ValidityDays:            new(int64(90)),
				AutoRenew:               new(true),
				RenewalThresholdDays:    new(int64(30)),
			}, 0)
			return err
		},
	},
	{
		name: "create with required fields", method: "POST", uri: "/api/certificates", body: `{"commonName":"a.example.com"}`,
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateCertificate(ctx, CertificateOrder{CommonName: "a.example.com"}, 0)
			return err
		},
	},
	{
		name: "create with false, zero and empty values", method: "POST", uri: "/api/certificates",
		body: `{"commonName":"a.example.com","subjectAlternativeNames":[],"autoRenew":false,"renewalThresholdDays":0}`,
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateCertificate(ctx, CertificateOrder{
				CommonName: "a.example.com", SubjectAlternativeNames: &[]string{},
				AutoRenew: new(false), RenewalThresholdDays: new(int64(0)),
			}, 0)
			return err
		},
	},
	{
		name: "update", method: "PUT", uri: "/api/certificates/42", body: "certificate_update_request.json",
		do: func(ctx context.Context, c *Client) error {
			return c.UpdateCertificate(ctx, "42", CertificateSettings{
				AutoRenew: new(true), RenewalThresholdDays: new(int64(14)),
				DeploymentTargets: &[]string{"nginx-main", "haproxy-lb"},
			})
		},
	},
	{
		name: "update one setting", method: "PUT", uri: "/api/certificates/42", body: `{"autoRenew":false}`,
		do: func(ctx context.Context, c *Client) error {
			return c.UpdateCertificate(ctx, "42", CertificateSettings{AutoRenew: new(false)})
		},
	},
	{
		name: "update to no targets", method: "PUT", uri: "/api/certificates/42", body: `{"deploymentTargets":[]}`,
		do: func(ctx context.Context, c *Client) error {
			return c.UpdateCertificate(ctx, "42", CertificateSettings{DeploymentTargets: &[]string{}})
		},
	},
	{
		name: "revoke", method: "POST", uri: "/api/certificates/42/revoke", body: "certificate_revoke_request.json",
		do: func(ctx context.Context, c *Client) error {
			return c.RevokeCertificate(ctx, "42", Revocation{
				Reason: ReasonKeyCompromise, Comments: "Key was exposed in security incident",
			})
		},
	},
	{
		name: "revoke without comments", method: "POST", uri: "/api/certificates/42/revoke", body: `{"reason":"superseded"}`,
		do: func(ctx context.Context, c *Client) error {
			return c.RevokeCertificate(ctx, "42", Revocation{Reason: ReasonSuperseded})
		},
	},
	{
		name: "renew", method: "POST", uri: "/api/certificates/42/renew", body: "certificate_renew_request.json",
		do: func(ctx context.Context, c *Client) error {
			return c.RenewCertificate(ctx, "42", Renewal{Method: RenewByACME, DeployAfterRenewal: new(true)})
		},
	},
	{
		name: "renew without deployment", method: "POST", uri: "/api/certificates/42/renew",
		body: `{"method":"csr","deployAfterRenewal":false}`,
		do: func(ctx context.Context, c *Client) error {
			return c.RenewCertificate(ctx, "42", Renewal{Method: RenewByCSR, DeployAfterRenewal: new(false)})
		},
	},
	{
		name: "renew with the deployment left to the server", method: "POST", uri: "/api/certificates/42/renew", body: `{"method":"api"}`,
		do: func(ctx context.Context, c *Client) error {
			return c.RenewCertificate(ctx, "42", Renewal{Method: RenewByAPI})
		},
	},
	{
		name: "deploy", method: "POST", uri: "/api/certificates/42/deploy", body: "certificate_deploy_request.json",
		do: func(ctx context.Context, c *Client) error {
			return c.DeployCertificate(ctx, "42", Deployment{Targets: []string{"nginx-main"}, AgentID: "agent-prod-01"})
		},
	},
	{
		name: "deploy by any agent", method: "POST", uri: "/api/certificates/42/deploy", body: `{"targets":["a","b"]}`,
		do: func(ctx context.Context, c *Client) error {
			return c.DeployCertificate(ctx, "42", Deployment{Targets: []string{"a", "b"}})
		},
	},
	{
		name: "statistics", method: "GET", uri: "/api/certificates/stats",
		do: func(ctx context.Context, c *Client) error { _, err := c.Statistics(ctx); return err },
	},
	{
		name: "list discovered", method: "GET", uri: "/api/discovered-certificates",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.AllDiscoveredCertificates(ctx, DiscoveryQuery{})
			return err
		},
	},
	{
		name: "list discovered with all parameters", method: "GET",
		uri: "/api/discovered-certificates?agentId=agent%2F1&imported=false&source=kubernetes",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.AllDiscoveredCertificates(ctx, DiscoveryQuery{
				Imported: new(false), Source: "kubernetes", AgentID: "agent/1",
			})
			return err
		},
	},
	{
		name: "import", method: "POST", uri: "/api/discovered-certificates/7/import",
		body: "discovered_certificate_import_request.json",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ImportDiscoveredCertificate(ctx, "7", DiscoveryImport{
				AutoRenew: new(true), RenewalThresholdDays: new(int64(30)), CertificateAuthorityID: new(CAID(5)),
			})
			return err
		},
	},
	{
		name: "import without settings", method: "POST", uri: "/api/discovered-certificates/7/import", body: `{}`,
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ImportDiscoveredCertificate(ctx, "7", DiscoveryImport{})
			return err
		},
	},
}

// anySuccess is a handler that responds with success to each call of everyCall,
// about the certificate in the path.
func anySuccess(w http.ResponseWriter, r *http.Request) {
	id := "42"
	if _, after, ok := strings.Cut(r.URL.Path, "/certificates/"); ok && after != "stats" {
		id, _, _ = strings.Cut(after, "/")
	}
	body := `{"data":{"id":` + id + `}}`
	if strings.HasSuffix(r.URL.Path, "/stats") {
		body = `{"data":{"total":0}}`
	}
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "certificates") {
		body = `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":0}}`
	}
	_, _ = w.Write([]byte(body))
}
