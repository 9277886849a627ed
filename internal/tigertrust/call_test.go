package tigertrust

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// everyCall is every method of the client once, with what it asks for.
var everyCall = []struct {
	name   string
	do     func(context.Context, *Client) error
	method string
	uri    string
	// body is the exact body, or the name of a reference file that has it.
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
		name: "list with everything", method: "GET",
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
		name: "an order without a field to sort by is not sent", method: "GET", uri: "/api/certificates?limit=100&page=1",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.AllCertificates(ctx, CertificateQuery{Descending: true})
			return err
		},
	},
	{
		name: "each", method: "GET", uri: "/api/certificates?limit=100&page=1&sortBy=createdAt&sortOrder=desc",
		do: func(ctx context.Context, c *Client) error {
			for _, err := range c.ListCertificates(ctx, CertificateQuery{SortBy: SortByCreatedAt, Descending: true}) {
				return err
			}
			return nil
		},
	},
	{
		name: "get", method: "GET", uri: "/api/certificates/42",
		do: func(ctx context.Context, c *Client) error { _, err := c.Certificate(ctx, 42); return err },
	},
	{
		name: "create", method: "POST", uri: "/api/certificates", body: "certificate_create_request.json",
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateCertificate(ctx, CertificateOrder{
				CommonName:              "newsite.example.com",
				SubjectAlternativeNames: &[]string{"www.newsite.example.com"},
				CertificateAuthorityID:  new(ID(5)),
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
		name: "create with the least", method: "POST", uri: "/api/certificates", body: `{"commonName":"a.example.com"}`,
		do: func(ctx context.Context, c *Client) error {
			_, err := c.CreateCertificate(ctx, CertificateOrder{CommonName: "a.example.com"}, 0)
			return err
		},
	},
	{
		name: "create says what is false, zero or empty", method: "POST", uri: "/api/certificates",
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
			return c.UpdateCertificate(ctx, 42, CertificateSettings{
				AutoRenew: new(true), RenewalThresholdDays: new(int64(14)),
				DeploymentTargets: &[]string{"nginx-main", "haproxy-lb"},
			})
		},
	},
	{
		name: "update of one setting", method: "PUT", uri: "/api/certificates/42", body: `{"autoRenew":false}`,
		do: func(ctx context.Context, c *Client) error {
			return c.UpdateCertificate(ctx, 42, CertificateSettings{AutoRenew: new(false)})
		},
	},
	{
		name: "update to no targets", method: "PUT", uri: "/api/certificates/42", body: `{"deploymentTargets":[]}`,
		do: func(ctx context.Context, c *Client) error {
			return c.UpdateCertificate(ctx, 42, CertificateSettings{DeploymentTargets: &[]string{}})
		},
	},
	{
		name: "revoke", method: "POST", uri: "/api/certificates/42/revoke", body: "certificate_revoke_request.json",
		do: func(ctx context.Context, c *Client) error {
			return c.RevokeCertificate(ctx, 42, Revocation{
				Reason: ReasonKeyCompromise, Comments: "Key was exposed in security incident",
			})
		},
	},
	{
		name: "revoke without comments", method: "POST", uri: "/api/certificates/42/revoke", body: `{"reason":"superseded"}`,
		do: func(ctx context.Context, c *Client) error {
			return c.RevokeCertificate(ctx, 42, Revocation{Reason: ReasonSuperseded})
		},
	},
	{
		name: "renew", method: "POST", uri: "/api/certificates/42/renew", body: "certificate_renew_request.json",
		do: func(ctx context.Context, c *Client) error {
			return c.RenewCertificate(ctx, 42, Renewal{Method: RenewByACME, DeployAfterRenewal: new(true)})
		},
	},
	{
		name: "renew without deployment", method: "POST", uri: "/api/certificates/42/renew",
		body: `{"method":"csr","deployAfterRenewal":false}`,
		do: func(ctx context.Context, c *Client) error {
			return c.RenewCertificate(ctx, 42, Renewal{Method: RenewByCSR, DeployAfterRenewal: new(false)})
		},
	},
	{
		name: "renew and leave deployment to the server", method: "POST", uri: "/api/certificates/42/renew", body: `{"method":"api"}`,
		do: func(ctx context.Context, c *Client) error {
			return c.RenewCertificate(ctx, 42, Renewal{Method: RenewByAPI})
		},
	},
	{
		name: "deploy", method: "POST", uri: "/api/certificates/42/deploy", body: "certificate_deploy_request.json",
		do: func(ctx context.Context, c *Client) error {
			return c.DeployCertificate(ctx, 42, Deployment{Targets: []string{"nginx-main"}, AgentID: "agent-prod-01"})
		},
	},
	{
		name: "deploy by any agent", method: "POST", uri: "/api/certificates/42/deploy", body: `{"targets":["a","b"]}`,
		do: func(ctx context.Context, c *Client) error {
			return c.DeployCertificate(ctx, 42, Deployment{Targets: []string{"a", "b"}})
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
		name: "list discovered with everything", method: "GET",
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
			_, err := c.ImportDiscoveredCertificate(ctx, 7, DiscoveryImport{
				AutoRenew: new(true), RenewalThresholdDays: new(int64(30)), CertificateAuthorityID: new(ID(5)),
			})
			return err
		},
	},
	{
		name: "import as it is", method: "POST", uri: "/api/discovered-certificates/7/import", body: `{}`,
		do: func(ctx context.Context, c *Client) error {
			_, err := c.ImportDiscoveredCertificate(ctx, 7, DiscoveryImport{})
			return err
		},
	},
}

// anyAnswer answers each call of everyCall with a success.
func anyAnswer(w http.ResponseWriter, r *http.Request) {
	body := `{"data":{"id":42}}`
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "certificates") {
		body = `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":0}}`
	}
	_, _ = w.Write([]byte(body))
}

func TestCalls_MatchReference(t *testing.T) {
	for _, test := range everyCall {
		t.Run(test.name, func(t *testing.T) {
			var seen journal
			client, _ := newTestClient(t, serve(t, seen.recording(anyAnswer)).URL+"/api")
			if err := test.do(t.Context(), client); err != nil {
				t.Fatal(err)
			}

			want := test.body
			if strings.HasSuffix(want, ".json") {
				var compact bytes.Buffer
				if err := json.Compact(&compact, reference(t, want)); err != nil {
					t.Fatal(err)
				}
				want = compact.String()
			}
			got := seen.only(t)
			if got.method != test.method || got.uri != test.uri {
				t.Errorf("asked %s %s\nwant  %s %s", got.method, got.uri, test.method, test.uri)
			}
			if got.body != want {
				t.Errorf("sent %s\nwant %s", got.body, want)
			}
		})
	}
}

func TestCalls_SendHeaders(t *testing.T) {
	for _, test := range everyCall {
		t.Run(test.name, func(t *testing.T) {
			var seen journal
			server := serve(t, seen.recording(anyAnswer))
			plain, _ := newTestClient(t, server.URL)
			inWorkspace, _ := newTestClient(t, server.URL, func(c *Config) { c.WorkspaceID = "ws_123456" })
			for _, client := range []*Client{plain, inWorkspace} {
				if err := test.do(t.Context(), client); err != nil {
					t.Fatal(err)
				}
			}

			for i, workspace := range [][]string{nil, {"ws_123456"}} {
				request := seen.all()[i]
				want := map[string][]string{
					"X-Agent-API-Key": {testKey},
					"X-Workspace-ID":  workspace,
					"User-Agent":      {"test/1.0"},
					"Accept":          {"application/json"},
					"Content-Type":    nil,
					"Authorization":   nil,
				}
				if request.body != "" {
					want["Content-Type"] = []string{"application/json"}
				}
				for name, values := range want {
					if got := request.header.Values(name); strings.Join(got, "|") != strings.Join(values, "|") {
						t.Errorf("%s is %q, want %q", name, got, values)
					}
				}
			}
		})
	}
}

func TestCall_PathIsAppendedToEndpoint(t *testing.T) {
	for base, want := range map[string]string{
		"":             "/certificates/42",
		"/":            "/certificates/42",
		"/api":         "/api/certificates/42",
		"/api/":        "/api/certificates/42",
		"/api//":       "/api/certificates/42",
		"/a/b%2Fc/":    "/a/b%2Fc/certificates/42",
		"/tiger+trust": "/tiger+trust/certificates/42",
	} {
		var seen journal
		client, _ := newTestClient(t, serve(t, seen.recording(anyAnswer)).URL+base)
		if _, err := client.Certificate(t.Context(), 42); err != nil {
			t.Fatal(err)
		}
		if got := seen.only(t).uri; got != want {
			t.Errorf("%q: asked for %s, want %s", base, got, want)
		}
	}
}

func TestCall_SegmentsAreEscaped(t *testing.T) {
	var seen journal
	client, _ := newTestClient(t, serve(t, seen.recording(anyAnswer)).URL+"/api")
	err := client.send(t.Context(), call{method: http.MethodGet, path: []string{"a/b", "c?d#e", "f g%", "ü"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := seen.only(t).uri, "/api/a%2Fb/c%3Fd%23e/f%20g%25/%C3%BC"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
}

func TestCall_UnencodableBody_IsNotSent(t *testing.T) {
	var seen journal
	client, _ := newTestClient(t, serve(t, seen.recording(anyAnswer)).URL)
	err := client.send(t.Context(), call{method: http.MethodPost, body: func() {}}, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "encoding the request: ") {
		t.Errorf("got %v", err)
	}
	if len(seen.all()) != 0 {
		t.Error("a request was sent")
	}
}

func TestCall_UnexpectedBody_IsUnreadable(t *testing.T) {
	for body, want := range map[string]string{
		``:                             "the response is empty",
		` `:                            "unexpected end of JSON input",
		`<html>Welcome</html>`:         "invalid character '<' looking for beginning of value",
		`[]`:                           "",
		`"done"`:                       "",
		`null`:                         `the response contains no "data"`,
		`{}`:                           `the response contains no "data"`,
		`{"data":null}`:                `the response contains no "data"`,
		`{"data":[]}`:                  "",
		`{"data":{}}`:                  `the response contains no positive "id"`,
		`{"data":{"id":0}}`:            `the response contains no positive "id"`,
		`{"data":{"id":-1}}`:           `the response contains no positive "id"`,
		`{"data":{"id":null}}`:         `an id must be an integer, got "null"`,
		`{"data":{"id":""}}`:           `an id must be an integer, got ""`,
		`{"data":{"id":"c-1"}}`:        `an id must be an integer, got "c-1"`,
		`{"data":{"id":1.5}}`:          `an id must be an integer, got "1.5"`,
		`{"data":{"id":true}}`:         `an id must be an integer, got "true"`,
		`{"data":{"id":{"a":1}}}`:      `an id must be an integer, got "{\"a\":1}"`,
		`{"data":{"id":1}} and more`:   "",
		`{"data":{"id":1}`:             "unexpected end of JSON input",
		`{"error":{"code":"STRANGE"}}`: `the response contains no "data"`,
	} {
		server := serve(t, answer(http.StatusOK, body))
		client, _ := newTestClient(t, server.URL)
		host := strings.TrimPrefix(server.URL, "http://")
		for name, do := range map[string]func() (*Certificate, error){
			"get":    func() (*Certificate, error) { return client.Certificate(t.Context(), 1) },
			"create": func() (*Certificate, error) { return client.CreateCertificate(t.Context(), CertificateOrder{}, 0) },
			"import": func() (*Certificate, error) {
				return client.ImportDiscoveredCertificate(t.Context(), 1, DiscoveryImport{})
			},
		} {
			got, err := do()
			var unreadable *UnreadableResponseError
			if !errors.As(err, &unreadable) || got != nil {
				t.Errorf("%s: %s gives %v, %v", name, body, got, err)
				continue
			}
			if unreadable.Host != host {
				t.Errorf("%s: host %q, want %q", name, unreadable.Host, host)
			}
			if want != "" && (unreadable.Err.Error() != want || !errors.Is(err, unreadable.Err)) {
				t.Errorf("%s: %s gives %q, want %q", name, body, unreadable.Err, want)
			}
			if !strings.HasPrefix(err.Error(), host+" reported success, but its response does not match the API reference: ") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestCall_Any2xx_IsSuccess(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusCreated, http.StatusAccepted} {
		client, _ := newTestClient(t, serve(t, answer(status, `{"data":{"id":"42"}}`)).URL)
		got, err := client.CreateCertificate(t.Context(), CertificateOrder{CommonName: "a.example.com"}, 0)
		if err != nil || got.ID != 42 {
			t.Errorf("%d: got %+v, %v", status, got, err)
		}
	}

	client, _ := newTestClient(t, serve(t, answer(http.StatusNoContent, "")).URL)
	var unreadable *UnreadableResponseError
	if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0); !errors.As(err, &unreadable) {
		t.Errorf("create without an answer: %v", err)
	}
	for name, err := range map[string]error{
		"update": client.UpdateCertificate(t.Context(), 1, CertificateSettings{}),
		"revoke": client.RevokeCertificate(t.Context(), 1, Revocation{}),
		"renew":  client.RenewCertificate(t.Context(), 1, Renewal{}),
		"deploy": client.DeployCertificate(t.Context(), 1, Deployment{}),
	} {
		if err != nil {
			t.Errorf("%s with 204: %v", name, err)
		}
	}
}

func TestCall_ConnectionError_NamesHost(t *testing.T) {
	lost := errors.New("the line is dead")
	transport := func(*http.Request) (*http.Response, error) { return nil, lost }
	for retries, want := range []string{
		"no response from api.example.com: the line is dead",
		"no response from api.example.com (after 2 attempts): the line is dead",
	} {
		client, _ := newFakeClient(t, transport, withRetries(retries))
		_, err := client.Certificate(t.Context(), 42)
		if !errors.Is(err, lost) || err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}
