package mockserver

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Seed is an existing certificate to add. It is not validated, because real
// workspaces contain certificates that the API would not issue today. Zero fields
// have defaults.
type Seed struct {
	// Workspace defaults to the default workspace.
	Workspace string
	// CommonName is required.
	CommonName string
	// SubjectAlternativeNames are stored unchanged. Nil defaults to the common
	// name.
	SubjectAlternativeNames []string
	// CertificateAuthorityID defaults to the default CA. See also NoCA.
	CertificateAuthorityID int64
	// KeyType and KeySize default to RSA and 2048 if both are zero. They may be
	// undocumented values.
	KeyType string
	KeySize int
	// ValidFrom defaults to now, ValidTo to 90 days later.
	ValidFrom, ValidTo time.Time
	// CreatedAt defaults to ValidFrom.
	CreatedAt time.Time
	// Status can be pending, failed or revoked. By default it follows from the
	// dates. Any other word is returned instead of that status.
	Status           string
	RevocationReason string
	Settings         Settings
	Locations        []Location
	// Override replaces field values in responses; see Server.SetOverride.
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
	default:
		r.word = seed.Status
		if strings.EqualFold(seed.Status, statusRevoked) {
			r.revocation = &revocation{reason: "unspecified"}
		}
		r.setLeaf(s.seedLeaf(seed))
	}
	s.certificates.add(r)
	return r.id
}

func (s *Server) withSeedDefaults(seed Seed) Seed {
	if seed.CommonName == "" {
		panic("mockserver: a seed requires a common name")
	}
	if seed.SubjectAlternativeNames == nil {
		seed.SubjectAlternativeNames = []string{seed.CommonName}
	}
	if seed.CertificateAuthorityID == 0 {
		if ca, err := s.issuingCA(nil); err == nil {
			seed.CertificateAuthorityID = ca.ID
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
	if seed.Workspace == "" && len(s.options.Workspaces) > 0 {
		seed.Workspace = s.options.Workspaces[0]
	}
	seed.Settings.RenewalThresholdDays = cmp.Or(seed.Settings.RenewalThresholdDays,
		defaultThreshold(int(seed.ValidTo.Sub(seed.ValidFrom)/day)))
	return seed
}

func (s *Server) seedLeaf(seed Seed) *leaf {
	return s.pki.issue(leafTemplate{
		commonName: seed.CommonName,
		names:      slices.Clone(seed.SubjectAlternativeNames),
		keyType:    seed.KeyType,
		keySize:    seed.KeySize,
		key:        s.options.PublicKey(seed.KeyType, seed.KeySize),
		from:       seed.ValidFrom,
		to:         seed.ValidTo,
		issuer:     s.issuerOf(seed.CertificateAuthorityID),
	}, s.newSerial())
}
