package mockserver

// Summary is what has happened on the server since it started. What was seeded
// does not count.
type Summary struct {
	// Issued are orders that ended in a certificate.
	Issued int `json:"issued"`
	// Changed are changes of settings by PUT.
	Changed int `json:"changed"`
	// Renewed are renewals that ended in a certificate, both those ordered
	// through the API and those of Server.Renew.
	Renewed int `json:"renewed"`
	// Deployed counts files that agents have written.
	Deployed int `json:"deployed"`
	// Imported are discovered certificates that became managed ones.
	Imported int `json:"imported"`
	// Revoked are revocations, through the API and by Server.Revoke.
	Revoked int `json:"revoked"`
	// Requests are all requests, whatever became of them.
	Requests int `json:"requests"`
	// PeakConcurrency is the largest number of requests that were under way at
	// the same time.
	PeakConcurrency int `json:"peakConcurrency"`
}

// Summary tells what has happened so far.
func (s *Server) Summary() Summary {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	summary := s.summary
	summary.Requests, summary.PeakConcurrency = s.traffic.counts()
	return summary
}
