package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
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

	if body := get(t, endpoint[1]+"/certificates", key[1]); !strings.Contains(body, `"total":5`) {
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

func TestRun_InvalidFlag_Fails(t *testing.T) {
	for _, args := range [][]string{
		{"-addr", "0.0.0.0:0"},
		{"-addr", ":0"},
		{"-addr", "192.0.2.1:80"},
		{"-control", "0.0.0.0:0"},
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
