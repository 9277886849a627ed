package mockserver

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// The prefixes of ids with Options.OpaqueIDs.
const (
	certificatePrefix = "crt_"
	discoveredPrefix  = "dsc_"
)

// The factors that scramble numbers of 32 bits, and restore them. Their product is
// 1.
const (
	scramble uint32 = 0x9e3779b1
	restore  uint32 = 0xe8b2f51
)

// CertificateID returns the id of a certificate as requests and responses contain
// it.
func (s *Server) CertificateID(number int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprint(s.certificateID(number))
}

// DiscoveredID returns the id of a discovered certificate as requests and
// responses contain it.
func (s *Server) DiscoveredID(number int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprint(s.discoveredID(number))
}

// CertificateNumber returns the number of a certificate by its id in requests and
// responses, 0 if the id has another form.
func (s *Server) CertificateNumber(id string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	number, ok := s.parseID(certificatePrefix, id)
	if !ok {
		return 0
	}
	return number
}

func (s *Server) certificateID(number int64) any { return s.idValue(certificatePrefix, number) }

func (s *Server) discoveredID(number int64) any { return s.idValue(discoveredPrefix, number) }

// caID returns the id of a CA, which is always a number: requests contain it.
func (s *Server) caID(number int64) any {
	if s.options.StringIDs {
		return strconv.FormatInt(number, 10)
	}
	return number
}

func (s *Server) idValue(prefix string, number int64) any {
	if s.options.OpaqueIDs {
		return fmt.Sprintf("%s%08x", prefix, uint32(number)*scramble)
	}
	return s.caID(number)
}

// parseID returns the number of an id in the form of idValue.
func (s *Server) parseID(prefix, text string) (number int64, ok bool) {
	if !s.options.OpaqueIDs {
		number, err := strconv.ParseInt(text, 10, 64)
		return number, err == nil && number > 0 && strconv.FormatInt(number, 10) == text
	}
	digits, hasPrefix := strings.CutPrefix(text, prefix)
	scrambled, err := strconv.ParseUint(digits, 16, 32)
	number = int64(uint32(scrambled) * restore)
	return number, hasPrefix && err == nil && s.idValue(prefix, number) == text
}

// parsePathID returns the number of an id in a path with a pattern. Every text can
// be an opaque id, so that an id of another form does not exist.
func (s *Server) parsePathID(pattern, escaped string) (int64, *apiError) {
	prefix, notFound := certificatePrefix, certificateNotFound
	if strings.HasPrefix(pattern, "/api/discovered-certificates/") {
		prefix, notFound = discoveredPrefix, s.discoveredNotFound
	}
	segment, err := url.PathUnescape(escaped)
	if number, ok := s.parseID(prefix, segment); ok && err == nil {
		return number, nil
	}
	if s.options.OpaqueIDs {
		return 0, notFound(segment)
	}
	return 0, validationError("id", "must be a number")
}
