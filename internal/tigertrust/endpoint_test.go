package tigertrust

import (
	"strings"
	"testing"
)

func TestParseEndpoint_Valid(t *testing.T) {
	for text, want := range map[string]string{
		DefaultEndpoint:                      "https://api.tigertrust.io/api",
		"https://api.tigertrust.io/api/":     "https://api.tigertrust.io/api",
		"https://api.tigertrust.io/api///":   "https://api.tigertrust.io/api",
		"https://example.com":                "https://example.com",
		"https://example.com/":               "https://example.com",
		"HTTPS://example.com/API":            "https://example.com/API",
		"https://example.com:8443/v1/api":    "https://example.com:8443/v1/api",
		"https://example.com:65535":          "https://example.com:65535",
		"https://10.0.0.1/api":               "https://10.0.0.1/api",
		"https://[2001:db8::1]:8443/api":     "https://[2001:db8::1]:8443/api",
		"https://bücher.example/api":         "https://b%C3%BCcher.example/api",
		"https://example.com/a%2Fb/":         "https://example.com/a%2Fb",
		"https://example.com/a%20b":          "https://example.com/a%20b",
		"https://example.com/a@b:c;d=1":      "https://example.com/a@b:c;d=1",
		"http://localhost/api":               "http://localhost/api",
		"http://localhost:8080/api":          "http://localhost:8080/api",
		"http://127.0.0.1:8080":              "http://127.0.0.1:8080",
		"http://127.255.255.254":             "http://127.255.255.254",
		"http://[::1]:80/api":                "http://[::1]:80/api",
		"http://[0:0:0:0:0:0:0:1]/api":       "http://[0:0:0:0:0:0:0:1]/api",
		"http://[::ffff:127.0.0.1]:8080/api": "http://[::ffff:127.0.0.1]:8080/api",
	} {
		got, err := ParseEndpoint(text)
		if err != nil || got.String() != want {
			t.Errorf("%s: got %v, %v, want %s", text, got, err, want)
		}
	}
}

func TestParseEndpoint_Invalid(t *testing.T) {
	unencrypted := func(host string) string {
		return `must start with "https://": http would send the API key unencrypted to ` + host + ", and is allowed for loopback addresses only"
	}
	const (
		noScheme   = `must start with "https://"`
		noHost     = "must contain a host"
		noUser     = "must not contain a user name or password"
		noQuery    = "must not contain a query"
		noFragment = "must not contain a fragment"
		noSpace    = "must not contain white space"
	)
	for text, want := range map[string]string{
		"":                                  noScheme,
		"example.com":                       noScheme,
		"example.com/api":                   noScheme,
		"//example.com/api":                 noScheme,
		"/api":                              noScheme,
		"ftp://example.com":                 noScheme,
		"file:///etc/passwd":                noScheme,
		"httpss://example.com":              noScheme,
		"localhost:8080":                    noScheme,
		"example.com:443":                   noScheme,
		"127.0.0.1:8080":                    "must be a URL: first path segment in URL cannot contain colon",
		"https:":                            noHost,
		"https://":                          noHost,
		"https:///x":                        noHost,
		"https:example.com":                 noHost,
		"https://:443/api":                  noHost,
		"https://?a=b":                      noHost,
		"http://example.com":                unencrypted("example.com"),
		"HTTP://example.com":                unencrypted("example.com"),
		"http://example.com:443":            unencrypted("example.com"),
		"http://127.0.0.1.evil.com/api":     unencrypted("127.0.0.1.evil.com"),
		"http://localhost.evil/api":         unencrypted("localhost.evil"),
		"http://localhost./api":             unencrypted("localhost."),
		"http://evil.localhost/api":         unencrypted("evil.localhost"),
		"http://evil.com/127.0.0.1":         unencrypted("evil.com"),
		"http://127.0.0.1@evil.com/api":     unencrypted("evil.com"),
		"http://localhost:80@evil.com/api":  unencrypted("evil.com"),
		"http://evil.com#127.0.0.1":         unencrypted("evil.com"),
		"http://evil.com?127.0.0.1":         unencrypted("evil.com"),
		"http://0.0.0.0/api":                unencrypted("0.0.0.0"),
		"http://10.0.0.1/api":               unencrypted("10.0.0.1"),
		"http://128.0.0.1/api":              unencrypted("128.0.0.1"),
		"http://2130706433/api":             unencrypted("2130706433"),
		"http://0177.0.0.1/api":             unencrypted("0177.0.0.1"),
		"http://127.1/api":                  unencrypted("127.1"),
		"http://[::]/api":                   unencrypted("::"),
		"http://[::2]/api":                  unencrypted("::2"),
		"http://[fe80::1%25lo]/api":         unencrypted("fe80::1%lo"),
		"https://user@example.com":          noUser,
		"https://user:secret@example.com":   noUser,
		"https://@example.com":              noUser,
		"http://user@localhost":             noUser,
		"https://example.com/api?a=b":       noQuery,
		"https://example.com/api?":          noQuery,
		"https://example.com/api#a":         noFragment,
		"https://example.com/api#":          noFragment,
		" https://example.com":              noSpace,
		"https://example.com ":              noSpace,
		"https://exa mple.com":              noSpace,
		"https://example.com/api ":          noSpace,
		"https://example.com/a pi":          noSpace,
		"https://example.com/api\u00a0":     noSpace,
		"https://example.com\u2003/api":     noSpace,
		"https://example.com/api\n":         noSpace,
		"https://example.com/api\r":         noSpace,
		"https://example.com/\x00":          "must be a URL: net/url: invalid control character in URL",
		"https://example.com/\x7f":          "must be a URL: net/url: invalid control character in URL",
		"https://example.com:port/api":      `must be a URL: invalid port ":port" after host`,
		"https://example.com:-1/api":        `must be a URL: invalid port ":-1" after host`,
		"https://[::1/api":                  "must be a URL: missing ']' in host",
		"https://::1/api":                   "",
		"https://example.com/%zz":           `must be a URL: invalid URL escape "%zz"`,
		"https://example.com%2f.evil.com/x": `must be a URL: invalid URL escape "%2f"`,
		`https://example.com\@evil.com`:     "must be a URL: net/url: invalid userinfo",
		`https://example.com\.evil.com`:     `must be a URL: invalid character "\\" in host name`,
	} {
		got, err := ParseEndpoint(text)
		if err == nil || got != nil {
			t.Errorf("%q: got %v", text, got)
		} else if want != "" && err.Error() != want {
			t.Errorf("%q: %s\nwant %s", text, err, want)
		}
	}
}

func TestParseEndpoint_ErrorHidesPassword(t *testing.T) {
	for _, text := range []string{
		"https://user:secret@example.com", "http://user:secret@example.com", "ftp://user:secret@example.com",
		"https://user:secret@exa mple.com", "https://user:secret@example.com:port", "https://user:secret@[::1",
		"https://user:secret@", "https://user:secret@example.com/\n",
	} {
		if _, err := ParseEndpoint(text); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
