package certname

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// RejectNonName returns an error if text is obviously not a name of a
// certificate, such as a URL. It accepts every name that an existing certificate
// may contain, including names that [Validate] rejects.
func RejectNonName(text string) error {
	if trimmed := strings.TrimSpace(text); trimmed != text {
		return fmt.Errorf("begins or ends with white space. Use %q", trimmed)
	}
	for _, reject := range []func(string) error{rejectURL, rejectWhiteSpace, rejectEmail, rejectNetwork, rejectPath, rejectPort} {
		if err := reject(text); err != nil {
			return err
		}
	}
	return nil
}

// rejectURL accepts URLs with other schemes, because certificates may contain
// URIs such as SPIFFE IDs.
func rejectURL(text string) error {
	scheme, rest, hasScheme := strings.Cut(text, "://")
	if !hasScheme || !slices.Contains([]string{"http", "https"}, strings.ToLower(scheme)) {
		return nil
	}
	if parsed, err := url.Parse(text); err == nil && parsed.Hostname() != "" {
		rest = parsed.Hostname()
	}
	return fmt.Errorf("is a URL. Use the host name without the scheme: %q", rest)
}

// rejectWhiteSpace rejects several DNS names in one text. It accepts other texts
// with white space, such as the common names "Example Device 42" and "example.com
// Root CA".
func rejectWhiteSpace(text string) error {
	words := strings.Fields(text)
	if len(words) > 1 && slices.ContainsFunc(words, isDomain) && !slices.ContainsFunc(words, isCapitalized) {
		return errors.New("contains white space. Use one name only, and add each further name as an element of subject_alternative_names")
	}
	return nil
}

// isCapitalized reports whether word begins with a capital letter and is no DNS name
// with a dot.
func isCapitalized(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first) && !isDomain(word)
}

// isDomain reports whether word is a DNS name with a dot.
func isDomain(word string) bool {
	word = strings.TrimRight(word, ",;")
	return strings.Contains(word, ".") && validateDNS(word) == nil
}

func rejectEmail(text string) error {
	if _, domain, isEmail := strings.Cut(text, "@"); isEmail && !isURI(text) {
		return fmt.Errorf("is an e-mail address. Use its domain name: %q", domain)
	}
	return nil
}

func rejectNetwork(text string) error {
	address, length, hasLength := strings.Cut(text, "/")
	if _, err := netip.ParseAddr(address); err == nil && hasLength && isDigits(length) {
		return errors.New("is an IP network. Certificates contain single IP addresses only: add each address as an element of subject_alternative_names")
	}
	return nil
}

func rejectPath(text string) error {
	if host, _, hasPath := strings.Cut(text, "/"); hasPath && !isURI(text) {
		return fmt.Errorf("contains a path. Use the name without the path: %q", withoutPort(host))
	}
	return nil
}

func rejectPort(text string) error {
	host := withoutPort(text)
	switch {
	case host == text:
		return nil
	case "["+host+"]" == text:
		return fmt.Errorf("is an IP address in brackets. Use the address without brackets: %q", host)
	default:
		return fmt.Errorf("contains a port. Use the name without the port: %q", host)
	}
}

// hostAndPort matches a host with a port, and an IPv6 address in brackets with or
// without a port.
var hostAndPort = regexp.MustCompile(`^(?:\[([^\]]*)\](?::\d*)?|([^:]+):\d*)$`)

// withoutPort returns text without brackets and port, if it has any.
func withoutPort(text string) string {
	if match := hostAndPort.FindStringSubmatch(text); match != nil {
		return match[1] + match[2]
	}
	return text
}

func isURI(text string) bool { return strings.Contains(text, "://") }
