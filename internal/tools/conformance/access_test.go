package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRun_NoAccess_SaysWhy(t *testing.T) {
	keys := []mockserver.APIKey{{Name: "agent", Secret: mockserver.DefaultAPIKey, Scope: mockserver.ScopeNone}}
	respond := func(status int, contentType, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if status == http.StatusFound {
				w.Header().Set("Location", "https://login.example.com/"+r.Header.Get("X-Agent-API-Key"))
			}
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		})
	}
	for name, test := range map[string]struct {
		handler http.Handler
		want    string
	}{
		"unknown key":       {mockserver.New(mockserver.Options{APIKeys: []mockserver.APIKey{}}), "TigerTrust rejected the API key\n401 Unauthorized"},
		"key of other API":  {mockserver.New(mockserver.Options{APIKeys: keys}), "TigerTrust rejected the API key\n403 Forbidden"},
		"web page":          {respond(http.StatusOK, "text/html", "<html><title>Sign in</title></html>"), "The endpoint is not a TigerTrust API\n"},
		"web page, missing": {respond(http.StatusNotFound, "text/html", "<html>"), "The endpoint is not a TigerTrust API\n"},
		"redirect":          {respond(http.StatusFound, "text/html", ""), "The endpoint is not a TigerTrust API\n"},
		"other JSON":        {respond(http.StatusOK, "application/json", `{"status":"ok"}`), "The endpoint is not a TigerTrust API\n"},
		"other JSON list":   {respond(http.StatusOK, "application/json", `[1,2]`), "The endpoint is not a TigerTrust API\n"},
		"empty":             {respond(http.StatusOK, "application/json", ``), "The endpoint is not a TigerTrust API\n"},
		"failing server":    {respond(http.StatusInternalServerError, "text/plain", "oops"), "500 Internal Server Error"},
	} {
		got := runAgainst(t, test.handler)
		if got.exit != exitUnknown || !strings.Contains(got.stderr, test.want) || got.stdout != "" || got.reportText != "" {
			t.Errorf("%s: exit status %d, stdout %q, stderr\n%s", name, got.exit, got.stdout, got.stderr)
		}
		if strings.Contains(got.stderr, mockserver.DefaultAPIKey) {
			t.Errorf("%s: the key is printed: %s", name, got.stderr)
		}
	}
}

func TestRun_Usage_SaysWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		environment map[string]string
		args        []string
		want        string
	}{
		"no key":        {map[string]string{}, nil, "no API key: set TIGERTRUST_API_KEY"},
		"damaged key":   {map[string]string{"TIGERTRUST_API_KEY": "ak_top secret"}, nil, "contains white space"},
		"http":          {map[string]string{"TIGERTRUST_API_KEY": "ak_top_secret", "TIGERTRUST_ENDPOINT": "http://example.com"}, nil, "TIGERTRUST_ENDPOINT must start with"},
		"CA":            {map[string]string{"TIGERTRUST_API_KEY": "ak_top_secret", "TIGERTRUST_CA_CERTIFICATE_PEM": "x"}, nil, "TIGERTRUST_CA_CERTIFICATE_PEM contains no PEM block"},
		"timeout":       {map[string]string{"TIGERTRUST_API_KEY": "ak_top_secret", "TIGERTRUST_REQUEST_TIMEOUT": "-1s"}, nil, "must be a positive duration"},
		"rate":          {map[string]string{"TIGERTRUST_API_KEY": "ak_top_secret", "TIGERTRUST_REQUESTS_PER_SECOND": "fast"}, nil, "must be a positive number"},
		"argument":      {nil, []string{"example.com"}, `unexpected argument "example.com"`},
		"flag":          {nil, []string{"-orders"}, "flag provided but not defined"},
		"empty order":   {nil, []string{"-order", " "}, "-order requires a name"},
		"only target":   {nil, []string{"-target", "nginx-main"}, "-target requires -order"},
		"only agent":    {nil, []string{"-order", "a.example.com", "-agent", "a"}, "-agent requires -target"},
		"manual method": {nil, []string{"-order", "a.example.com", "-method", "csr"}, "-method must be acme or api"},
	} {
		got := runWith(t, t.Context(), test.environment, test.args...)
		if got.exit != exitUnknown || !strings.Contains(got.stderr, test.want) || strings.Contains(got.stderr, "secret") {
			t.Errorf("%s: exit status %d: %s", name, got.exit, got.stderr)
		}
	}
}

func TestRun_UnreachableServer_SaysSo(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	got := runWith(t, t.Context(), map[string]string{"TIGERTRUST_ENDPOINT": server.URL, "TIGERTRUST_API_KEY": "ak_top_secret"})
	if got.exit != exitUnknown || !strings.Contains(got.stderr, "Could not reach TigerTrust") {
		t.Errorf("exit status %d: %s", got.exit, got.stderr)
	}
}

func TestRun_ReadOnlyKey_Works(t *testing.T) {
	mock := newAccount(mockserver.Options{APIKeys: []mockserver.APIKey{{Name: "reader", Secret: mockserver.DefaultAPIKey, Scope: mockserver.ScopeRead}}})
	if got := runAgainst(t, mock); got.exit != exitWorks || got.stderr != "" {
		t.Errorf("exit status %d: %s", got.exit, got.stderr)
	}
}

func TestRun_Interrupted_PrintsPartialTable(t *testing.T) {
	mock := newAccount(mockserver.Options{})
	ctx, interrupt := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/stats") {
			interrupt()
		}
		mock.ServeHTTP(w, r)
	}))
	defer server.Close()
	got := runWith(t, ctx, map[string]string{"TIGERTRUST_ENDPOINT": server.URL + "/api", "TIGERTRUST_API_KEY": mockserver.DefaultAPIKey})
	if got.exit != exitUnknown || !strings.Contains(got.stderr, "interrupted: the table is incomplete") {
		t.Errorf("exit status %d: %s", got.exit, got.stderr)
	}
	if row := got.row(t, "list item: id"); row.Result != resultWorks {
		t.Errorf("got %+v", row)
	}
}

func TestRun_RateLimitedServer_Waits(t *testing.T) {
	mock := newAccount(mockserver.Options{})
	mock.Inject(mockserver.Fault{Kind: mockserver.FaultRateLimited, Skip: 3, Times: 1})
	mock.Inject(mockserver.Fault{Kind: mockserver.FaultUnavailable, Skip: 9, Times: 1})
	if got := runAgainst(t, mock); got.exit != exitWorks || got.stderr != "" {
		t.Errorf("exit status %d: %s", got.exit, got.stderr)
	}
}
