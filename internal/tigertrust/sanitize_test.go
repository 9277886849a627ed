package tigertrust

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// escapeAll returns a JSON string with every character escaped.
func escapeAll(text string) string {
	var escaped strings.Builder
	for _, unit := range text {
		fmt.Fprintf(&escaped, `\u%04x`, unit)
	}
	return `"` + escaped.String() + `"`
}

// disguises returns JSON strings that contain the key, or do so when they are
// printable.
func disguises(key string) map[string]string {
	return map[string]string{
		"plain":              `"` + key + `"`,
		"within a text":      `"the key ` + key + ` is not valid"`,
		"escaped":            escapeAll(key),
		"one escape":         fmt.Sprintf(`"\u%04x%s"`, key[0], key[1:]),
		"split by NUL":       `"` + key[:4] + `\u0000` + key[4:] + `"`,
		"split by a colour":  `"` + key[:4] + `\u001b` + key[4:] + `"`,
		"split by DEL":       `"` + key[:4] + "\x7f" + key[4:] + `"`,
		"split, zero width":  `"` + key[:4] + `\u200b` + key[4:] + `"`,
		"split by a mark":    `"` + key[:4] + "\u2066" + key[4:] + `"`,
		"split by bad UTF-8": `"` + key[:4] + "\xff" + key[4:] + `"`,
		"split, surrogate":   `"` + key[:4] + `\ud800` + key[4:] + `"`,
		"JSON in a text":     `"{\"key\":\"` + key + `\"}"`,
		"at the cut":         `"` + strings.Repeat("x", 990) + key + `"`,
		"behind the cut":     `"` + strings.Repeat("\\u0000", 990) + strings.Repeat("x", 245) + key + `"`,
	}
}

// The key is masked in everything that the client returns, whichever field the
// server mirrors it into.
func TestKey_MaskedInEveryResponse(t *testing.T) {
	for _, key := range []string{testKey, `ak/"quoted"\key`, "ak+test/5e54f1=="} {
		for name, encoded := range disguises(key) {
			if strings.ContainsAny(key, `"\`) && name != "escaped" {
				continue
			}
			fields := `"id":1,"commonName":` + encoded + `,"issuer":` + encoded + `,"status":` + encoded + `,"certificate":` + encoded +
				`,"subjectAlternativeNames":[` + encoded + `],"locations":[{"path":` + encoded + `}]`
			client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
				switch request.URL.Path {
				case "/api/certificates/1":
					return reply(http.StatusOK, `{"data":{`+fields+`}}`), nil
				case "/api/certificates":
					return reply(http.StatusOK, `{"data":[{`+fields+`}]}`), nil
				case "/api/certificates/2":
					return reply(http.StatusOK, `{"data":{"id":`+encoded+`}}`), nil
				case "/api/certificates/3":
					return reply(http.StatusOK, `{"data":{"id":3,"validTo":`+encoded+`}}`), nil
				}
				return reply(http.StatusConflict, `{"error":{"code":`+encoded+`,"message":`+encoded+`,"details":{"key":`+encoded+`,`+encoded+`:[`+encoded+`]}}}`), nil
			}, func(c *Config) { c.APIKey = key })

			certificate, err := client.Certificate(t.Context(), "1")
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			items, err := client.AllCertificates(t.Context(), CertificateQuery{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			shown := []any{certificate, items}
			for _, id := range []ID{"2", "3", "4"} {
				_, err := client.Certificate(t.Context(), id)
				var failure *Error
				if errors.As(err, &failure) {
					shown = append(shown, failure.Details, failure.Message, failure.Code)
				}
				shown = append(shown, fmt.Sprint(err))
			}
			mustNotContainKey(t, name, key, shown)
		}
	}
}

// mustNotContainKey expects no text in values that contains the key, or the start
// of the key at its end, when the text is printable.
func mustNotContainKey(t *testing.T, name, key string, values any) {
	t.Helper()
	encoded, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	var decoded any
	if err := json.Unmarshal(encoded, &decoded); err != nil {
		t.Fatal(err)
	}
	var visit func(any)
	visit = func(value any) {
		switch value := value.(type) {
		case string:
			text := clean(value)
			if strings.Contains(text, key) || strings.HasSuffix(strings.TrimSuffix(Printable(text), "…"), key[:6]) {
				t.Errorf("%s: the key is in %.400q", name, text)
			}
		case []any:
			for _, item := range value {
				visit(item)
			}
		case map[string]any:
			for member, item := range value {
				visit(member)
				visit(item)
			}
		}
	}
	visit(decoded)
}

// A key that is a common word must not change the values of certificates.
func TestKey_ShortKey_DoesNotChangeValues(t *testing.T) {
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		return reply(http.StatusOK, `{"data":{"id":1,"commonName":"test.example.com"}}`), nil
	}, func(c *Config) { c.APIKey = "test" })
	if certificate, err := client.Certificate(t.Context(), "1"); err != nil || *certificate.CommonName != "test.example.com" {
		t.Errorf("got %v, %v", certificate, err)
	}
}

// A redirect may contain the key in the encoding of URLs.
func TestKey_MaskedInURLEncoding(t *testing.T) {
	const key = "ak+test/5e54f1=="
	for _, encoded := range []string{key, url.QueryEscape(key), url.PathEscape(key), strings.ToLower(url.QueryEscape(key))} {
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			response := reply(http.StatusFound, "")
			response.Header.Set("Location", "https://login.example.com/?key="+encoded)
			return response, nil
		}, func(c *Config) { c.APIKey = key })
		if _, err := client.Certificate(t.Context(), "1"); err == nil || strings.Contains(err.Error(), encoded) {
			t.Errorf("got %v", err)
		}
	}
}

// hostile is text of a server that a terminal must not show.
const hostile = "\x1b[31mred\x1b[0m \x00\u202e"

// rawServer starts a server that sends text in response to each request.
func rawServer(t *testing.T, response string) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = connection.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
					_, _ = io.WriteString(connection, response)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// untrustedServer starts a TLS server whose certificate has hostile names.
func untrustedServer(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: hostile + testKey, Organization: []string{hostile}},
		DNSNames:     []string{"\x1b[31m.example.com", testKey + ".example.com"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: discardLog()}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "https://" + listener.Addr().String()
}

// Whatever a server, a proxy or a certificate contains is printable, short and
// without the key, in the error and in the log.
func TestConnectionError_IsPrintable(t *testing.T) {
	long := strings.Repeat("long"+hostile, 300_000)
	proxied := func(response string) func(*Config) {
		return func(c *Config) {
			proxy, err := url.Parse(rawServer(t, response))
			if err != nil {
				t.Fatal(err)
			}
			c.Transport = newTransport(nil, http.ProxyURL(proxy))
		}
	}
	unchanged := func(*Config) {}
	for name, test := range map[string]struct {
		endpoint string
		change   func(*Config)
	}{
		"certificate of an untrusted server": {untrustedServer(t), unchanged},
		"names of another server": {untrustedServer(t), func(c *Config) {
			transport := newTransport(nil, http.ProxyFromEnvironment)
			transport.TLSClientConfig.InsecureSkipVerify = true
			transport.TLSClientConfig.VerifyConnection = func(state tls.ConnectionState) error {
				return state.PeerCertificates[0].VerifyHostname("api.example.com")
			}
			c.Transport = transport
		}},
		"malformed response":      {rawServer(t, "HTTP/1.1 "+hostile+testKey+"\r\n\r\n"), unchanged},
		"malformed version":       {rawServer(t, hostile+testKey+long+"\r\n\r\n"), unchanged},
		"malformed header":        {rawServer(t, "HTTP/1.1 200 OK\r\n"+hostile+testKey+"\r\n\r\n"), unchanged},
		"endless header line":     {rawServer(t, "HTTP/1.1 200 OK\r\nX: "+long+"\r\n\r\n"), unchanged},
		"endless header, no name": {rawServer(t, "HTTP/1.1 200 OK\r\n"+long+"\r\n\r\n"), unchanged},
		"malformed length":        {rawServer(t, "HTTP/1.1 200 OK\r\nContent-Length: "+testKey+hostile+"\r\n\r\n"), unchanged},
		"malformed encoding":      {rawServer(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "+testKey+"\r\n\r\n"), unchanged},
		"malformed location":      {rawServer(t, "HTTP/1.1 302 Found\r\nLocation: http://["+testKey+"%1b\r\n\r\n"), unchanged},
		"malformed chunk":         {rawServer(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+testKey+hostile+"\r\n"), unchanged},
		"reason of a proxy":       {"https://api.example.com", proxied("HTTP/1.1 403 " + hostile + testKey + "\r\n\r\n")},
		"long reason of a proxy":  {"https://api.example.com", proxied("HTTP/1.1 403 " + long + "\r\n\r\n")},
		"headers":                 {rawServer(t, "HTTP/1.1 500 X\r\nX-Request-Id: "+testKey+strings.Repeat("\u202e", 5000)+"\r\nLocation: "+testKey+"\r\nRetry-After: "+testKey+"\r\n\r\n"), unchanged},
	} {
		t.Run(name, func(t *testing.T) {
			var attempts []Attempt
			client, _ := newTestClient(t, test.endpoint+"/api", test.change, func(c *Config) {
				c.Observer = func(_ context.Context, attempt Attempt) { attempts = append(attempts, attempt) }
			})
			_, err := client.Certificate(t.Context(), "1")
			if err == nil {
				t.Fatal("no error")
			}
			mustBePrintable(t, err)
			for _, attempt := range attempts {
				mustBePrintable(t, attempt.Err)
				mustBePrintable(t, errors.New(attempt.RequestID))
			}
			if len(err.Error()) > maxMessageLength+200 || strings.Contains(err.Error(), testKey) {
				t.Errorf("%d bytes: %.300s", len(err.Error()), err)
			}
		})
	}
}

// A masked error is still recognized.
func TestConnectionError_KeepsCause(t *testing.T) {
	client, _ := newTestClient(t, untrustedServer(t)+"/api")
	_, err := client.Certificate(t.Context(), "1")
	var untrusted x509.UnknownAuthorityError
	if !errors.As(err, &untrusted) || IsOutcomeUnknown(err) {
		t.Errorf("got %v", err)
	}
	if text := fmt.Sprintf("%#v %+v", err, err); strings.Contains(text, testKey) {
		t.Errorf("the key is in %s", text)
	}
	lost := &net.OpError{Op: "dial", Err: errors.New("refused for " + testKey)}
	client, _ = newFakeClient(t, unconnected(lost))
	if _, err := client.Certificate(t.Context(), "1"); !NeverSent(err) || !errors.Is(err, lost) || strings.Contains(err.Error(), testKey) {
		t.Errorf("got %v", err)
	}
}
