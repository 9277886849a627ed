package tigertrust

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// ParseEndpoint reads a base URL such as [DefaultEndpoint]. A trailing slash
// is dropped. It refuses anything but https, or http to a loopback address,
// since the API key travels in a header; and user info, query and fragment,
// which no request would carry.
func ParseEndpoint(text string) (*url.URL, error) {
	if strings.ContainsFunc(text, unicode.IsSpace) {
		return nil, errors.New("must not contain white space")
	}
	endpoint, err := url.Parse(text)
	if err != nil {
		var parseError *url.Error
		if errors.As(err, &parseError) {
			err = parseError.Err
		}
		return nil, fmt.Errorf("is not a URL: %w", err)
	}
	switch {
	case endpoint.Scheme != "https" && endpoint.Scheme != "http":
		return nil, errors.New(`must start with "https://"`)
	case endpoint.Hostname() == "":
		return nil, errors.New("has no host")
	case endpoint.Scheme == "http" && !isLoopback(endpoint.Hostname()):
		return nil, fmt.Errorf("would send the API key unencrypted to %s; plain http is for loopback addresses only", endpoint.Hostname())
	case endpoint.User != nil:
		return nil, errors.New("must not contain a user name or password")
	case endpoint.RawQuery != "" || endpoint.ForceQuery:
		return nil, errors.New("must not contain a query")
	case endpoint.Fragment != "" || strings.Contains(text, "#"):
		return nil, errors.New("must not contain a fragment")
	}
	endpoint.Path = strings.TrimRight(endpoint.Path, "/")
	endpoint.RawPath = strings.TrimRight(endpoint.RawPath, "/")
	return endpoint, nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
