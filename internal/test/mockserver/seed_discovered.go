package mockserver

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// DiscoveredCertificate is a discovered certificate to add, or a copy of one. Fields
// left zero have defaults.
type DiscoveredCertificate struct {
	// ID is assigned by the server.
	ID int64
	// Workspace defaults to the default workspace.
	Workspace string
	// CommonName is required, even for malformed certificates, for which it is
	// an assumption of the agent.
	CommonName              string
	SubjectAlternativeNames []string
	KeyType                 string
	KeySize                 int
	ValidFrom, ValidTo      time.Time
	// Source is one of the four of the reference. Defaults to filesystem.
	Source string
	// AgentID, Hostname and Path are the location of the file.
	AgentID  string
	Hostname string
	Path     string
	// Malformed certificates cannot be imported: INVALID_CERTIFICATE.
	Malformed bool
	// CertificateID is the managed certificate, zero if not imported.
	CertificateID int64
	// Fingerprint is set by the server, empty for malformed certificates.
	Fingerprint string
}

// SeedDiscovered adds a discovered certificate and returns its id.
func (s *Server) SeedDiscovered(d DiscoveredCertificate) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	seed := s.withSeedDefaults(Seed{
		Workspace: d.Workspace, CommonName: d.CommonName, SubjectAlternativeNames: d.SubjectAlternativeNames,
		KeyType: d.KeyType, KeySize: d.KeySize, ValidFrom: d.ValidFrom, ValidTo: d.ValidTo,
	})
	stored := &discoveredRecord{
		id:           s.nextID(),
		workspace:    seed.Workspace,
		commonName:   seed.CommonName,
		names:        slices.Clone(seed.SubjectAlternativeNames),
		keyType:      seed.KeyType,
		keySize:      seed.KeySize,
		source:       cmp.Or(d.Source, sources[0]),
		discoveredAt: s.now(),
		location: Location{
			AgentID:       cmp.Or(d.AgentID, "agent-prod-01"),
			Hostname:      cmp.Or(d.Hostname, "web-server-1"),
			Path:          cmp.Or(d.Path, "/etc/ssl/certs/"+seed.CommonName+".pem"),
			HasPrivateKey: true,
		},
		certificateID: d.CertificateID,
	}
	if !d.Malformed {
		stored.leaf = s.seedLeaf(seed)
	}
	s.discovered.add(stored)
	return stored.id
}

// DiscoveredCertificate returns a discovered certificate of any workspace.
func (s *Server) DiscoveredCertificate(id int64) (DiscoveredCertificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stored, ok := s.discovered.byID[id]
	if !ok {
		return DiscoveredCertificate{}, fmt.Errorf("%w: discovered certificate %d", ErrNotFound, id)
	}
	d := DiscoveredCertificate{
		ID: stored.id, Workspace: stored.workspace, CommonName: stored.commonName,
		SubjectAlternativeNames: slices.Clone(stored.names), KeyType: stored.keyType, KeySize: stored.keySize,
		Source: stored.source, AgentID: stored.location.AgentID, Hostname: stored.location.Hostname, Path: stored.location.Path,
		Malformed: stored.leaf == nil, CertificateID: stored.certificateID,
	}
	if stored.leaf != nil {
		d.ValidFrom, d.ValidTo, d.Fingerprint = stored.leaf.from, stored.leaf.to, stored.leaf.fingerprint()
	}
	return d, nil
}

// ImportDiscovered imports a discovered certificate without a request, like the
// web interface, and returns the id of the managed certificate. A zero
// certificateAuthorityID imports without a CA.
func (s *Server) ImportDiscovered(id, certificateAuthorityID int64) (certificateID int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	stored, ok := s.discovered.byID[id]
	if !ok {
		return 0, fmt.Errorf("%w: discovered certificate %d", ErrNotFound, id)
	}
	if stored.leaf == nil || stored.certificateID != 0 {
		return 0, fmt.Errorf("%w: discovered certificate %d cannot be imported", ErrInvalidState, id)
	}
	ca, ok := s.options.certificateAuthority(certificateAuthorityID)
	if !ok && certificateAuthorityID != 0 {
		return 0, fmt.Errorf("%w: certificate authority %d", ErrNotFound, certificateAuthorityID)
	}
	return s.importRecord(stored, ca, s.now()).id, nil
}
