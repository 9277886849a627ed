package mockserver

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// The parts of random names.
var (
	inventoryServices = []string{
		"api", "www", "auth", "billing", "cdn", "checkout", "grafana", "ldap",
		"mail", "metrics", "portal", "queue", "registry", "search", "vault", "vpn",
	}
	inventoryDomains = []string{
		"example.com", "example.net", "example.org", "shop.example.com",
		"corp.example.net", "eu.example.com", "us.example.com", "staging.example.org",
	}
)

// SeedInventory adds n random but plausible certificates to the default workspace
// and returns their ids. The result is reproducible for a seed and a time.
// Certificates are signed when they are first read, so adding many thousands is
// fast.
func (s *Server) SeedInventory(n int, seed int64) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	random := rand.New(rand.NewPCG(uint64(seed), FirstID))
	ids := make([]int64, 0, n)
	for i := range n {
		ids = append(ids, s.seed(s.randomSeed(random, i)))
	}
	return ids
}

// randomSeed returns a random certificate. The number makes its name unique.
func (s *Server) randomSeed(random *rand.Rand, number int) Seed {
	domain := pick(random, inventoryDomains)
	name := fmt.Sprintf("%s-%05d.%s", pick(random, inventoryServices), number, domain)
	seed := Seed{
		CommonName:              name,
		SubjectAlternativeNames: []string{name},
		CertificateAuthorityID:  s.randomCA(random),
		Settings:                Settings{AutoRenew: random.IntN(10) > 0, RenewalThresholdDays: 7 * (1 + random.IntN(4))},
	}
	switch random.IntN(10) {
	case 0:
		seed.CommonName = fmt.Sprintf("*.zone-%05d.%s", number, domain)
		seed.SubjectAlternativeNames = []string{strings.TrimPrefix(seed.CommonName, "*."), seed.CommonName}
	case 1, 2, 3:
		seed.SubjectAlternativeNames = []string{"www." + name, name}
	}
	seed.KeyType, seed.KeySize = randomKey(random)
	s.randomValidity(random, &seed)
	if random.IntN(3) == 0 && len(s.options.Agents) > 0 {
		agent := pick(random, s.options.Agents)
		if len(agent.Targets) > 0 {
			target := pick(random, agent.Targets)
			seed.Locations = []Location{agentTarget{agent: agent, target: target}.location(seed.CommonName)}
			seed.Settings.DeploymentTargets = []string{target.Name}
		}
	}
	return seed
}

// randomCA returns the id of a configured CA, in half of all cases the first.
func (s *Server) randomCA(random *rand.Rand) int64 {
	configured := slices.DeleteFunc(slices.Clone(s.options.CertificateAuthorities), func(ca CertificateAuthority) bool { return ca.Unconfigured })
	switch {
	case len(configured) == 0:
		return NoCA
	case random.IntN(2) == 0:
		return configured[0].ID
	default:
		return pick(random, configured).ID
	}
}

func randomKey(random *rand.Rand) (keyType string, size int) {
	switch n := random.IntN(20); {
	case n < 11:
		return "RSA", 2048
	case n < 13:
		return "RSA", 4096
	case n < 18:
		return "ECDSA", 256
	default:
		return "ECDSA", 384
	}
}

// randomValidity sets the dates of a certificate. About a tenth expire soon, a
// twentieth have expired, and a twentieth are revoked.
func (s *Server) randomValidity(random *rand.Rand, seed *Seed) {
	validity := time.Duration(pick(random, []int{90, 90, 90, 47, 365})) * day
	within := func(from, to time.Duration) time.Duration {
		return from + time.Duration(random.Int64N(int64(to-from)))
	}
	remaining := within(expiringWithin+time.Hour, validity)
	switch n := random.IntN(20); {
	case n < 2:
		remaining = within(time.Hour, expiringWithin)
	case n == 2:
		remaining = -within(time.Hour, 60*day)
	case n == 3:
		seed.Status = statusRevoked
		seed.RevocationReason = pick(random, revocationReasons)
	}
	seed.ValidTo = s.now().Add(remaining)
	seed.ValidFrom = seed.ValidTo.Add(-validity)
}

func pick[T any](random *rand.Rand, from []T) T {
	return from[random.IntN(len(from))]
}
