package mockserver

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The observed numbers of objects.
const (
	countOne     = "one"
	countSeveral = "several"
)

// SeedLike adds certificates and discovered certificates like those of the account
// that Options.Likeness describes: as many as the conformance command can tell
// apart, with all observed statuses and key types.
func (s *Server) SeedLike() {
	s.mu.Lock()
	likeness, now := s.options.Likeness, s.now()
	s.mu.Unlock()
	statuses := likeness.sortedStatuses()
	for i := range likeness.count("account.certificates", "listItem.", "certificate.") {
		s.Seed(likeness.seed(int64(i), statuses, now))
	}
	for i := range likeness.count("account.discovered", "discoveredItem.") {
		s.SeedDiscovered(DiscoveredCertificate{
			CommonName: "discovered-" + strconv.Itoa(i) + ".example.com",
			Source:     likeness.at("values.discoveredItem.source", int64(i)),
		})
	}
}

// count returns how many objects show all values of the points with a prefix.
func (l Likeness) count(point string, prefixes ...string) int {
	switch l.first(point) {
	case countOne:
		return 1
	case countSeveral:
	default:
		return 0
	}
	const several = 6
	count := max(several, len(l["account.statuses"]), len(l["values.listItem.keyType"]), len(l["values.listItem.renewalStatus"]))
	for name, values := range l {
		for _, prefix := range prefixes {
			if strings.HasPrefix(name, prefix) {
				count = max(count, len(values))
			}
		}
	}
	return count
}

// sortedStatuses returns the observed statuses, issued certificates first, so that
// their numbers have no gaps.
func (l Likeness) sortedStatuses() []string {
	statuses := slices.Clone(l["account.statuses"])
	isPending := func(status string) bool { return status == statusPending || status == statusFailed }
	slices.SortStableFunc(statuses, func(a, b string) int {
		switch {
		case isPending(a) == isPending(b):
			return 0
		case isPending(a):
			return 1
		default:
			return -1
		}
	})
	return statuses
}

// seed returns the certificate with this number.
func (l Likeness) seed(number int64, statuses []string, now time.Time) Seed {
	seed := Seed{CommonName: l.commonName(number), Status: statusAt(statuses, int(number))}
	age, days := 0, 60
	if l["list.sort.createdAt"] != nil {
		age = int(number)
	}
	seed.CreatedAt = now.AddDate(0, 0, -age-1)
	if l["list.sort.expiresAt"] != nil {
		switch strings.ToLower(seed.Status) {
		case statusExpiring:
			days = 10
		case statusExpired:
			days = -20
		}
		days += int(number)
	}
	seed.ValidTo = now.AddDate(0, 0, days)
	seed.ValidFrom = seed.ValidTo.AddDate(0, 0, -90)
	if keyType := l.at("values.listItem.keyType", number); keyType != "" {
		seed.KeyType, seed.KeySize = keyType, map[bool]int{true: 2048, false: 256}[strings.EqualFold(keyType, defaultKeyType)]
	}
	if word := l.at("values.listItem.renewalStatus", number); word != "" {
		seed.Override = map[string]any{"renewalStatus": word}
	}
	if slices.Contains(slices.Concat(l["listItem.deploymentTargets"], l["certificate.deploymentTargets"]), formStrings) {
		seed.Settings.DeploymentTargets = []string{"nginx-main"}
	}
	// Two CAs, so that a filter has something to filter.
	seed.CertificateAuthorityID = 5 + number%2
	if len(l.withPrefix("location.")) > 0 {
		seed.Locations = []Location{{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/like.crt", HasPrivateKey: true}}
	}
	return seed
}

// statusAt returns the status of the certificate with this number: the first ones
// have one status each, the others the first one.
func statusAt(statuses []string, number int) string {
	switch {
	case number < len(statuses):
		return statuses[number]
	case len(statuses) > 0:
		return statuses[0]
	default:
		return ""
	}
}

// commonName returns the name of the certificate with this number. Points that were
// not observed are not observed for these names either.
func (l Likeness) commonName(number int64) string {
	if l["list.sort.commonName"] == nil {
		number = 0
	}
	name := fmt.Sprintf("like-%d.example.com", number)
	if l["list.search.part"] == nil {
		name = fmt.Sprintf("l%d.c", number%10)
	}
	if l["list.search.case"] == nil {
		name = strings.ToUpper(name)
	}
	return name
}

// withPrefix returns the points with a prefix.
func (l Likeness) withPrefix(prefix string) []string {
	var points []string
	for point := range l {
		if strings.HasPrefix(point, prefix) {
			points = append(points, point)
		}
	}
	return points
}
