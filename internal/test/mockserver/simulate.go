package mockserver

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// ErrNotFound is returned for ids that the server does not know.
var ErrNotFound = errors.New("mockserver: not found")

// ErrInvalidState is returned for what cannot happen to a certificate in its present
// state.
var ErrInvalidState = errors.New("mockserver: not possible in this state")

// Certificate is a copy of all that the server knows of a certificate.
type Certificate struct {
	ID                      int64
	Workspace               string
	CommonName              string
	SubjectAlternativeNames []string
	// CertificateAuthorityID is zero if no authority is known.
	CertificateAuthorityID int64
	KeyType                string
	KeySize                int
	// ValidityDays is the lifetime that was ordered, in days.
	ValidityDays  int
	Settings      Settings
	CreatedAt     time.Time
	Status        string
	RenewalStatus string
	Locations     []Location
	// RevocationReason and RevocationComments are empty unless revoked.
	RevocationReason   string
	RevocationComments string

	// The rest is empty until the certificate is issued.

	Issuer         string
	SerialNumber   string
	Fingerprint    string
	ValidFrom      time.Time
	ValidTo        time.Time
	CertificatePEM string
	ChainPEM       string
}

// Certificate returns a certificate of any workspace.
func (s *Server) Certificate(id int64) (Certificate, bool) {
	var copied Certificate
	err := s.withRecord(id, func(r *record) error {
		copied = s.snapshot(r)
		return nil
	})
	return copied, err == nil
}

// Certificates returns the certificates of all workspaces with a common name,
// by id; an empty name returns all. That signs every one of them, so it takes
// a moment where there are many thousands.
func (s *Server) Certificates(commonName string) []Certificate {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	var copies []Certificate
	for _, r := range s.certificates.byID {
		if commonName == "" || r.commonName == commonName {
			copies = append(copies, s.snapshot(r))
		}
	}
	slices.SortFunc(copies, func(a, b Certificate) int { return cmp.Compare(a.ID, b.ID) })
	return copies
}

func (s *Server) snapshot(r *record) Certificate {
	copied := Certificate{
		ID:                      r.id,
		Workspace:               r.workspace,
		CommonName:              r.commonName,
		SubjectAlternativeNames: slices.Clone(r.names),
		CertificateAuthorityID:  r.caID,
		KeyType:                 r.keyType,
		KeySize:                 r.keySize,
		ValidityDays:            r.validityDays,
		Settings:                r.settings.clone(),
		CreatedAt:               r.createdAt,
		Status:                  r.status(s.now()),
		RenewalStatus:           r.renewalStatus(),
		Locations:               slices.Clone(r.locations),
	}
	if r.revocation != nil {
		copied.RevocationReason, copied.RevocationComments = r.revocation.reason, r.revocation.comments
	}
	if l := r.leaf; l != nil {
		copied.Issuer, copied.SerialNumber, copied.Fingerprint = l.issuer, l.serialNumber(), l.fingerprint()
		copied.ValidFrom, copied.ValidTo = l.from, l.to
		copied.CertificatePEM, copied.ChainPEM = l.pem(), l.chain
	}
	return copied
}

// withRecord does something to a certificate of any workspace.
func (s *Server) withRecord(id int64, do func(*record) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	r, ok := s.certificates.byID[id]
	if !ok {
		return fmt.Errorf("%w: certificate %d", ErrNotFound, id)
	}
	return do(r)
}

// CompleteIssuance ends the issuance of a pending certificate, whatever the
// delay: with a certificate, unless Options.IssuanceFails.
func (s *Server) CompleteIssuance(id int64) error {
	return s.withRecord(id, func(r *record) error {
		if !r.pending() {
			return fmt.Errorf("%w: certificate %d is not pending", ErrInvalidState, id)
		}
		s.finishIssuance(r, s.now())
		return nil
	})
}

// FailIssuance ends the issuance of a pending certificate in failure.
func (s *Server) FailIssuance(id int64) error {
	return s.withRecord(id, func(r *record) error {
		if !r.pending() {
			return fmt.Errorf("%w: certificate %d is not pending", ErrInvalidState, id)
		}
		r.failed = true
		return nil
	})
}

// CompleteRenewal finishes a renewal that is in progress: the person who
// submits the CSR of one by csr, or an early end of the others. It ends with a
// certificate, unless Options.RenewalFails. It returns the id of the renewed
// certificate, which is another one only with Options.RenewUnderNewID.
func (s *Server) CompleteRenewal(id int64) (renewedID int64, err error) {
	err = s.withRecord(id, func(r *record) error {
		if r.renewal == nil {
			return fmt.Errorf("%w: certificate %d has no renewal in progress", ErrInvalidState, id)
		}
		renewedID = s.finishRenewal(r, s.now()).id
		return nil
	})
	return renewedID, err
}

// Renew renews a certificate as the server does by itself when the threshold
// is reached, and deploys it to its targets. It returns the id as
// CompleteRenewal does. Nothing happens by itself before it is called.
func (s *Server) Renew(id int64) (renewedID int64, err error) {
	err = s.withRecord(id, func(r *record) error {
		if r.leaf == nil || r.revocation != nil {
			return fmt.Errorf("%w: certificate %d is not issued", ErrInvalidState, id)
		}
		r.renewal = &renewal{deployAfter: true, byServer: true}
		renewedID = s.finishRenewal(r, s.now()).id
		return nil
	})
	return renewedID, err
}

// StartRenewal begins a renewal as the server does by itself when the threshold
// is reached. It ends as one that was ordered does, see Options.RenewalDelay.
func (s *Server) StartRenewal(id int64) error {
	return s.withRecord(id, func(r *record) error {
		if apiError := s.renewalError(r, "api"); apiError != nil {
			return fmt.Errorf("%w: %s", ErrInvalidState, apiError.message)
		}
		s.beginRenewal(r, &renewal{deployAfter: true, byServer: true}, s.now(), s.options.RenewalDelay)
		return nil
	})
}

// Revoke revokes a certificate, whatever its state.
func (s *Server) Revoke(id int64, reason string) error {
	return s.withRecord(id, func(r *record) error {
		r.revoke(reason, "")
		s.summary.Revoked++
		return nil
	})
}

// Delete removes a certificate. The API itself cannot.
func (s *Server) Delete(id int64) error {
	return s.withRecord(id, func(r *record) error {
		s.certificates.remove(r)
		return nil
	})
}

// SetSettings changes what PUT changes.
func (s *Server) SetSettings(id int64, change func(*Settings)) error {
	return s.withRecord(id, func(r *record) error {
		changed := r.settings.clone()
		change(&changed)
		r.settings = changed.clone()
		return nil
	})
}

// SetOverride lets answers show something else than what is true, by JSON field
// name, wherever they show the field at all. A nil map shows the truth again.
func (s *Server) SetOverride(id int64, override map[string]any) error {
	return s.withRecord(id, func(r *record) error {
		r.override = maps.Clone(override)
		return nil
	})
}

// SetLocations replaces the locations of a certificate: the files that were
// removed from hosts, or copied between them, by somebody else.
func (s *Server) SetLocations(id int64, locations ...Location) error {
	return s.withRecord(id, func(r *record) error {
		r.locations = slices.Clone(locations)
		return nil
	})
}

// SetAgentOnline switches an agent on or off.
func (s *Server) SetAgentOnline(agentID string, online bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	i := slices.IndexFunc(s.options.Agents, func(a Agent) bool { return a.ID == agentID })
	if i < 0 {
		return fmt.Errorf("%w: agent %s", ErrNotFound, agentID)
	}
	agents := slices.Clone(s.options.Agents)
	agents[i].Offline = !online
	s.options.Agents = agents
	return nil
}
