package mockserver

// Summary counts changes and requests since the server started. It does not
// count seeds.
type Summary struct {
	// Issued counts orders that were issued.
	Issued int `json:"issued"`
	// Changed counts changes of settings by PUT.
	Changed int `json:"changed"`
	// Renewed counts renewals that produced a certificate, through the API and
	// by Server.Renew.
	Renewed int `json:"renewed"`
	// Deployed counts files written by agents.
	Deployed int `json:"deployed"`
	// Imported counts imports of discovered certificates.
	Imported int `json:"imported"`
	// Revoked counts revocations, through the API and by Server.Revoke.
	Revoked int `json:"revoked"`
	// Requests counts all requests, whatever their outcome.
	Requests int `json:"requests"`
	// PeakConcurrency is the largest number of concurrent requests.
	PeakConcurrency int `json:"peakConcurrency"`
}

// Summary returns the counts so far.
func (s *Server) Summary() Summary {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	summary := s.summary
	summary.Requests, summary.PeakConcurrency = s.traffic.counts()
	return summary
}
