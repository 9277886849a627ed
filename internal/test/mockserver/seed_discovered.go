package mockserver

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// DiscoveredCertificate is a discovered certificate to start with, and a copy of one.
// What is left zero gets a default.
type DiscoveredCertificate struct {
	// ID is set by the server.
	ID int64
	// Workspace is the default one if empty.
	Workspace string
	// CommonName is required, also for malformed ones: it is what the agent
	// believes.
	CommonName              string
	SubjectAlternativeNames []string
	KeyType                 string
	KeySize                 int
	ValidFrom, ValidTo      time.Time
	// Source is one of the four of the reference, filesystem if empty.
	Source string
	// AgentID, Hostname and Path tell where it was found.
	AgentID  string
	Hostname string
	Path     string
	// Malformed ones are refused with INVALID_CERTIFICATE when imported.
	Malformed bool
	// CertificateID is the certificate that it was imported as, zero if none.
	CertificateID int64
	// Fingerprint is set by the server, and empty for malformed ones.
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
	f := &discoveredRecord{
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
		f.leaf = s.seedLeaf(seed)
	}
	s.discovered.add(f)
	return f.id
}

// DiscoveredCertificate returns a discovered certificate of any workspace.
func (s *Server) DiscoveredCertificate(id int64) (DiscoveredCertificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.discovered.byID[id]
	if !ok {
		return DiscoveredCertificate{}, fmt.Errorf("%w: discovered certificate %d", ErrNotFound, id)
	}
	d := DiscoveredCertificate{
		ID: f.id, Workspace: f.workspace, CommonName: f.commonName,
		SubjectAlternativeNames: slices.Clone(f.names), KeyType: f.keyType, KeySize: f.keySize,
		Source: f.source, AgentID: f.location.AgentID, Hostname: f.location.Hostname, Path: f.location.Path,
		Malformed: f.leaf == nil, CertificateID: f.certificateID,
	}
	if f.leaf != nil {
		d.ValidFrom, d.ValidTo, d.Fingerprint = f.leaf.from, f.leaf.to, f.leaf.fingerprint()
	}
	return d, nil
}

// ImportDiscovered imports a discovered certificate behind a client's back, as
// the web page does, and returns the id of the certificate. CertificateAuthorityID
// zero stands for none.
func (s *Server) ImportDiscovered(id, certificateAuthorityID int64) (certificateID int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	f, ok := s.discovered.byID[id]
	if !ok {
		return 0, fmt.Errorf("%w: discovered certificate %d", ErrNotFound, id)
	}
	if f.leaf == nil || f.certificateID != 0 {
		return 0, fmt.Errorf("%w: discovered certificate %d cannot be imported", ErrInvalidState, id)
	}
	authority, ok := s.options.certificateAuthority(certificateAuthorityID)
	if !ok && certificateAuthorityID != 0 {
		return 0, fmt.Errorf("%w: authority %d", ErrNotFound, certificateAuthorityID)
	}
	return s.importRecord(f, authority, s.now()).id, nil
}
