package tigertrust

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestCalls_MatchReference(t *testing.T) {
	for _, test := range everyCall {
		t.Run(test.name, func(t *testing.T) {
			var seen journal
			client, _ := newTestClient(t, serve(t, seen.recording(anySuccess)).URL+"/api")
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
				t.Errorf("sent %s %s\nwant %s %s", got.method, got.uri, test.method, test.uri)
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
			server := serve(t, seen.recording(anySuccess))
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
		client, _ := newTestClient(t, serve(t, seen.recording(anySuccess)).URL+base)
		if _, err := client.Certificate(t.Context(), "42"); err != nil {
			t.Fatal(err)
		}
		if got := seen.only(t).uri; got != want {
			t.Errorf("%q: requested %s, want %s", base, got, want)
		}
	}
}

func TestCall_SegmentsAreEscaped(t *testing.T) {
	var seen journal
	client, _ := newTestClient(t, serve(t, seen.recording(anySuccess)).URL+"/api")
	err := client.send(t.Context(), call{method: http.MethodGet, path: []string{"a/b", "c?d#e", "f g%", "ü"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := seen.only(t).uri, "/api/a%2Fb/c%3Fd%23e/f%20g%25/%C3%BC"; got != want {
		t.Errorf("requested %s, want %s", got, want)
	}
}

func TestCall_UnencodableBody_IsNotSent(t *testing.T) {
	var seen journal
	client, _ := newTestClient(t, serve(t, seen.recording(anySuccess)).URL)
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
		`{"data":{}}`:                  `the response contains no "id"`,
		`{"data":{"id":0}}`:            `the response contains no "id"`,
		`{"data":{"id":-1}}`:           `the response contains no "id"`,
		`{"data":{"id":null}}`:         `the response contains no "id"`,
		`{"data":{"id":""}}`:           `the response contains no "id"`,
		`{"data":{"id":" 1"}}`:         `must be an ID as TigerTrust shows it, got " 1"`,
		`{"data":{"id":1.5}}`:          `an ID must be an integer or a string, got 1.5`,
		`{"data":{"id":true}}`:         `an ID must be an integer or a string, got true`,
		`{"data":{"id":{"a":1}}}`:      `an ID must be an integer or a string, got {"a":1}`,
		`{"data":{"id":1}} and more`:   "",
		`{"data":{"id":1}`:             "unexpected end of JSON input",
		`{"error":{"code":"STRANGE"}}`: `the response contains no "data"`,
	} {
		server := serve(t, respond(http.StatusOK, body))
		client, _ := newTestClient(t, server.URL)
		host := strings.TrimPrefix(server.URL, "http://")
		for name, do := range map[string]func() (*Certificate, error){
			"get":    func() (*Certificate, error) { return client.Certificate(t.Context(), "1") },
			"create": func() (*Certificate, error) { return client.CreateCertificate(t.Context(), CertificateOrder{}, 0) },
			"import": func() (*Certificate, error) {
				return client.ImportDiscoveredCertificate(t.Context(), "1", DiscoveryImport{})
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
			if !strings.HasPrefix(err.Error(), "the response from "+host+" reports success, but does not match the API reference: ") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestCall_Any2xx_IsSuccess(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusCreated, http.StatusAccepted} {
		client, _ := newTestClient(t, serve(t, respond(status, `{"data":{"id":"42"}}`)).URL)
		got, err := client.CreateCertificate(t.Context(), CertificateOrder{CommonName: "a.example.com"}, 0)
		if err != nil || got.ID != "42" {
			t.Errorf("%d: got %+v, %v", status, got, err)
		}
	}

	client, _ := newTestClient(t, serve(t, respond(http.StatusNoContent, "")).URL)
	var unreadable *UnreadableResponseError
	if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0); !errors.As(err, &unreadable) {
		t.Errorf("create with 204: %v", err)
	}
	for name, err := range map[string]error{
		"update": client.UpdateCertificate(t.Context(), "1", CertificateSettings{}),
		"revoke": client.RevokeCertificate(t.Context(), "1", Revocation{}),
		"renew":  client.RenewCertificate(t.Context(), "1", Renewal{}),
		"deploy": client.DeployCertificate(t.Context(), "1", Deployment{}),
	} {
		if err != nil {
			t.Errorf("%s with 204: %v", name, err)
		}
	}
}

func TestCall_ConnectionError_NamesHost(t *testing.T) {
	lost := errors.New("connection lost")
	transport := func(*http.Request) (*http.Response, error) { return nil, lost }
	for retries, want := range []string{
		"no response from api.example.com: connection lost",
		"no response from api.example.com (after 2 attempts): connection lost",
	} {
		client, _ := newFakeClient(t, transport, withRetries(retries))
		_, err := client.Certificate(t.Context(), "42")
		if !errors.Is(err, lost) || err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}
