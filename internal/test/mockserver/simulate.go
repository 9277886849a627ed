package mockserver

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// ErrNotFound is returned for unknown ids.
var ErrNotFound = errors.New("mockserver: not found")

// ErrInvalidState is returned for changes that the current state of a certificate
// does not permit.
var ErrInvalidState = errors.New("mockserver: invalid state")

// withRecord calls change with a certificate of any workspace, under the lock.
func (s *Server) withRecord(id int64, change func(*record) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	r, ok := s.certificates.byID[id]
	if !ok {
		return fmt.Errorf("%w: certificate %d", ErrNotFound, id)
	}
	return change(r)
}

// CompleteIssuance issues a pending certificate regardless of the delay, unless
// Options.IssuanceFails.
func (s *Server) CompleteIssuance(id int64) error {
	return s.withRecord(id, func(r *record) error {
		if !r.pending() {
			return fmt.Errorf("%w: certificate %d is not pending", ErrInvalidState, id)
		}
		s.finishIssuance(r, s.now())
		return nil
	})
}

// FailIssuance makes the issuance of a pending certificate fail.
func (s *Server) FailIssuance(id int64) error {
	return s.withRecord(id, func(r *record) error {
		if !r.pending() {
			return fmt.Errorf("%w: certificate %d is not pending", ErrInvalidState, id)
		}
		r.failed = true
		return nil
	})
}

// CompleteRenewal finishes a renewal in progress regardless of the delay, unless
// Options.RenewalFails. For the method csr, it simulates the person who submits
// the CSR. It returns the id of the renewed certificate, which only changes with
// Options.RenewUnderNewID.
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

// Renew simulates the automatic renewal at the renewal threshold, including the
// deployment to the certificate's targets. It returns the id like
// CompleteRenewal. The mock never renews without this call.
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

// StartRenewal starts the automatic renewal at the renewal threshold. It finishes
// after Options.RenewalDelay.
func (s *Server) StartRenewal(id int64) error {
	return s.withRecord(id, func(r *record) error {
		if apiErr := s.renewalError(r, "api"); apiErr != nil {
			return fmt.Errorf("%w: %s", ErrInvalidState, apiErr.message)
		}
		s.startRenewal(r, &renewal{deployAfter: true, byServer: true}, s.now(), s.options.RenewalDelay)
		return nil
	})
}

// Revoke revokes a certificate in any state.
func (s *Server) Revoke(id int64, reason string) error {
	return s.withRecord(id, func(r *record) error {
		r.revoke(reason, "")
		s.summary.Revoked++
		return nil
	})
}

// Delete removes a certificate, which the API does not support.
func (s *Server) Delete(id int64) error {
	return s.withRecord(id, func(r *record) error {
		s.certificates.remove(r)
		return nil
	})
}

// SetSettings changes the settings of a certificate without a request.
func (s *Server) SetSettings(id int64, change func(*Settings)) error {
	return s.withRecord(id, func(r *record) error {
		changed := r.settings.clone()
		change(&changed)
		r.settings = changed.clone()
		return nil
	})
}

// SetOverride replaces field values in responses that contain the field, by JSON
// name. A nil map removes the override.
func (s *Server) SetOverride(id int64, override map[string]any) error {
	return s.withRecord(id, func(r *record) error {
		r.override = maps.Clone(override)
		return nil
	})
}

// SetLocations replaces the locations of a certificate, to simulate files that
// were removed from or copied between hosts.
func (s *Server) SetLocations(id int64, locations ...Location) error {
	return s.withRecord(id, func(r *record) error {
		r.locations = slices.Clone(locations)
		return nil
	})
}

// SetAgentOnline changes whether an agent is online.
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
