package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRun_ServesUntilCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var log lockedBuffer
	stopped := make(chan error, 1)
	go func() { stopped <- run(ctx, []string{"-seed", "3"}, writer, &log) }()

	printed := make([]byte, 4096)
	n, err := reader.Read(printed)
	if err != nil {
		t.Fatal(err)
	}
	text := string(printed[:n])
	endpoint := regexp.MustCompile(`export TIGERTRUST_ENDPOINT=(http://127\.0\.0\.1:\d+/api)\n`).FindStringSubmatch(text)
	key := regexp.MustCompile(`export TIGERTRUST_API_KEY=(ak_\w+)\n`).FindStringSubmatch(text)
	control := regexp.MustCompile(`# Control it: (http://127\.0\.0\.1:\d+)\n`).FindStringSubmatch(text)
	if endpoint == nil || key == nil || control == nil || !strings.Contains(text, `resource "tigertrust_certificate" "try"`) {
		t.Fatalf("unexpected output:\n%s", text)
	}

	if body := get(t, endpoint[1]+"/certificates", key[1]); !strings.Contains(body, `"total":6`) {
		t.Errorf("list response %s", body)
	}
	if body := get(t, control[1]+"/journal", ""); !strings.Contains(body, `"/api/certificates"`) || strings.Contains(body, key[1]) {
		t.Errorf("journal %s", body)
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Errorf("run returned %v", err)
	}
	if text := log.String(); !strings.Contains(text, "path=/api/certificates") || strings.Contains(text, key[1]) {
		t.Errorf("log:\n%s", text)
	}
}

func get(t *testing.T, url, key string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Agent-API-Key", key)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || response.Body.Close() != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", url, response.StatusCode, err)
	}
	return string(body)
}

func TestContents_AreInResponses(t *testing.T) {
	t.Parallel()
	for _, options := range []mockserver.Options{{}, {OpaqueIDs: true}} {
		mock := mockserver.New(options)
		mock.SeedGuides()
		server := httptest.NewServer(mock)
		t.Cleanup(server.Close)
		text := contents(mock, 25)

		named := regexp.MustCompile(`(\w+) (\w+\.example\.com)`).FindAllStringSubmatch(text, -1)
		if len(named) != 7 {
			t.Fatalf("%d certificates are listed in\n%s", len(named), text)
		}
		names := map[string]string{}
		for _, path := range []string{"/api/certificates", "/api/discovered-certificates"} {
			var list struct {
				Data []struct {
					ID         any
					CommonName string
				}
			}
			if err := json.Unmarshal([]byte(get(t, server.URL+path, mockserver.DefaultAPIKey)), &list); err != nil {
				t.Fatal(err)
			}
			for _, item := range list.Data {
				names[fmt.Sprint(item.ID)] = item.CommonName
			}
		}
		for _, certificate := range named {
			if names[certificate[1]] != certificate[2] {
				t.Errorf("%s is listed, and the server has %v", certificate[0], names)
			}
		}
		for _, agent := range regexp.MustCompile(`(agent-\S+) with the targets (\S+) and (\S+?)[,\n]`).FindAllStringSubmatch(text, -1) {
			for _, target := range agent[2:] {
				order := post(t, server.URL+"/api/certificates/"+mock.CertificateID(mockserver.FirstID)+"/deploy", fmt.Sprintf(`{"targets":[%q],"agentId":%q}`, target, agent[1]))
				if order != http.StatusOK {
					t.Errorf("%s deploys to %s with the status %d", agent[1], target, order)
				}
			}
		}
		for _, ca := range regexp.MustCompile(`(\d) (?:Let|DigiCert|Internal)`).FindAllStringSubmatch(text, -1) {
			if status := post(t, server.URL+"/api/certificates", `{"commonName":"try.example.com","certificateAuthorityId":`+ca[1]+`}`); status != http.StatusCreated {
				t.Errorf("an order from CA %s has the status %d", ca[1], status)
			}
		}
		for _, workspace := range []string{mockserver.DefaultWorkspace, mockserver.OtherWorkspace} {
			if !strings.Contains(text, workspace) {
				t.Errorf("the workspace %s is not listed", workspace)
			}
		}
	}
}

// post returns the status of the response to a request.
func post(t *testing.T, url, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Agent-API-Key", mockserver.DefaultAPIKey)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}

func TestService_PresentsDeployedCertificate(t *testing.T) {
	t.Parallel()
	service, err := newService()
	if err != nil {
		t.Fatal(err)
	}
	service.mock = mockserver.New(mockserver.Options{PublicKey: service.publicKey})
	service.mock.SeedGuides()
	server := httptest.NewUnstartedServer(service)
	server.TLS = &tls.Config{GetCertificate: service.certificate}
	server.StartTLS()
	t.Cleanup(server.Close)

	// httptest adds a certificate of its own, which GetCertificate precedes.
	for name, serves := range map[string]bool{"shop.example.com": true, "soon.example.com": false} {
		connection, err := (&tls.Dialer{Config: &tls.Config{ServerName: name, InsecureSkipVerify: true}}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
		if (err == nil) != serves {
			t.Fatalf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		encrypted, ok := connection.(*tls.Conn)
		if !ok {
			t.Fatalf("the connection is a %T", connection)
		}
		if leaf := encrypted.ConnectionState().PeerCertificates[0]; leaf.Subject.CommonName != name {
			t.Errorf("%s: the service presents %s", name, leaf.Subject)
		}
		if err := connection.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestRun_InvalidFlag_Fails(t *testing.T) {
	for _, args := range [][]string{
		{"-addr", "0.0.0.0:0"},
		{"-addr", ":0"},
		{"-addr", "192.0.2.1:80"},
		{"-control", "0.0.0.0:0"},
		{"-service", "0.0.0.0:0"},
		{"-seed", "-1"},
		{"-rate", "fast"},
		{"serve"},
	} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%v: expected an error", args)
		}
	}
}

// lockedBuffer is a buffer for concurrent reads and writes.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
