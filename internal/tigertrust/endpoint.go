package tigertrust

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// ParseEndpoint returns the base URL in text, without trailing slashes. It must
// use https, because requests contain the API key, or http with a loopback address
// (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). User info, query and
// fragment are not allowed, because they would not be part of requests. The error
// is a predicate such as "must not contain a query", and does not contain a
// password.
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
		return nil, fmt.Errorf("must be a URL: %w", err)
	}
	switch {
	case endpoint.Scheme != "https" && endpoint.Scheme != "http":
		return nil, errors.New(`must start with "https://"`)
	case endpoint.Hostname() == "":
		return nil, errors.New("must contain a host")
	case endpoint.Scheme == "http" && !isLoopback(endpoint.Hostname()):
		return nil, fmt.Errorf(`must start with "https://": http would send the API key unencrypted to %s, and is allowed for loopback addresses only`,
			endpoint.Hostname())
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
