package mockserver

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// NoCA as Seed.CertificateAuthorityID is a certificate of which no
// authority is known.
const NoCA = -1

// Seed is a certificate to start with. Nothing of it is checked: an inventory
// has certificates that the API would not issue today. What is left zero gets
// a default.
type Seed struct {
	// Workspace is the default one if empty.
	Workspace string
	// CommonName is required.
	CommonName string
	// SubjectAlternativeNames are taken as they are; nil stands for the common
	// name.
	SubjectAlternativeNames []string
	// CertificateAuthorityID is the default authority if zero.
	CertificateAuthorityID int64
	// KeyType and KeySize are RSA and 2048 if both are zero. They may be of a
	// kind that nobody documented.
	KeyType string
	KeySize int
	// ValidFrom is now, and ValidTo 90 days later, if zero.
	ValidFrom, ValidTo time.Time
	// CreatedAt is ValidFrom if zero.
	CreatedAt time.Time
	// Status can be pending, failed or revoked; what is empty follows from the
	// dates.
	Status           string
	RevocationReason string
	Settings         Settings
	Locations        []Location
	// Override is what Server.SetOverride sets.
	Override map[string]any
}

// Seed adds a certificate and returns its id.
func (s *Server) Seed(seed Seed) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	return s.seed(seed)
}

func (s *Server) seed(seed Seed) int64 {
	seed = s.withSeedDefaults(seed)
	r := &record{
		id:           s.nextID(),
		workspace:    seed.Workspace,
		commonName:   seed.CommonName,
		names:        slices.Clone(seed.SubjectAlternativeNames),
		caID:         max(seed.CertificateAuthorityID, 0),
		keyType:      seed.KeyType,
		keySize:      seed.KeySize,
		validityDays: int(seed.ValidTo.Sub(seed.ValidFrom) / day),
		settings:     seed.Settings.clone(),
		createdAt:    seed.CreatedAt,
		failed:       seed.Status == statusFailed,
		locations:    slices.Clone(seed.Locations),
		override:     maps.Clone(seed.Override),
		searchable:   strings.ToLower(seed.CommonName),
	}
	switch seed.Status {
	case statusPending, statusFailed:
	case statusRevoked:
		r.revocation = &revocation{reason: cmp.Or(seed.RevocationReason, "unspecified")}
		r.setLeaf(s.seedLeaf(seed))
	case "":
		r.setLeaf(s.seedLeaf(seed))
	default:
		panic("mockserver: cannot seed the status " + seed.Status)
	}
	s.certificates.add(r)
	return r.id
}

func (s *Server) withSeedDefaults(seed Seed) Seed {
	if seed.CommonName == "" {
		panic("mockserver: a seed needs a common name")
	}
	if seed.SubjectAlternativeNames == nil {
		seed.SubjectAlternativeNames = []string{seed.CommonName}
	}
	if seed.CertificateAuthorityID == 0 {
		if a, err := s.issuingCA(nil); err == nil {
			seed.CertificateAuthorityID = a.ID
		}
	}
	if seed.KeyType == "" && seed.KeySize == 0 {
		seed.KeyType, seed.KeySize = defaultKeyType, 2048
	}
	if seed.ValidFrom.IsZero() {
		seed.ValidFrom = s.now()
	}
	seed.ValidFrom = seed.ValidFrom.UTC().Truncate(time.Second)
	if seed.ValidTo.IsZero() {
		seed.ValidTo = seed.ValidFrom.Add(defaultValidityDays * day)
	}
	seed.ValidTo = seed.ValidTo.UTC().Truncate(time.Second)
	if seed.CreatedAt.IsZero() {
		seed.CreatedAt = seed.ValidFrom
	}
	seed.Workspace = s.seedWorkspace(seed.Workspace)
	seed.Settings.RenewalThresholdDays = cmp.Or(seed.Settings.RenewalThresholdDays,
		defaultThreshold(int(seed.ValidTo.Sub(seed.ValidFrom)/day)))
	return seed
}

// seedWorkspace is the workspace that a seed goes to.
func (s *Server) seedWorkspace(name string) string {
	if name == "" && len(s.options.Workspaces) > 0 {
		return s.options.Workspaces[0]
	}
	return name
}

func (s *Server) seedLeaf(seed Seed) *leaf {
	return s.pki.issue(leafTemplate{
		commonName: seed.CommonName,
		names:      slices.Clone(seed.SubjectAlternativeNames),
		keyType:    seed.KeyType,
		keySize:    seed.KeySize,
		from:       seed.ValidFrom,
		to:         seed.ValidTo,
		issuer:     s.issuerOf(seed.CertificateAuthorityID),
	}, s.newSerial())
}
