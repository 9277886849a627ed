package mockserver

// SeedGuides adds the certificates that the guides and examples refer to by their ids.
// They get the first ids of the server, so call it first:
//
//	1001  managed     www.example.com, ordered a month ago
//	1002  managed     soon.example.com, which expires in 10 days
//	1003  discovered  legacy.example.com, by agent-prod-01 on a host
//	1004  discovered  intranet.example.com, by agent-prod-01 in Kubernetes
//	1005  discovered  wiki.example.com, by agent-prod-02 on a host
//	1006  discovered  blog.example.com, by agent-prod-02 on a host
//	1007  managed     shop.example.com, ordered a month ago, deployed by agent-prod-01
func (s *Server) SeedGuides() {
	now := s.options.Now()
	s.Seed(Seed{CommonName: "www.example.com", KeyType: "ECDSA", KeySize: 256, ValidFrom: now.AddDate(0, -1, 0), ValidTo: now.AddDate(0, 0, 90)})
	s.Seed(Seed{CommonName: "soon.example.com", ValidFrom: now.AddDate(0, 0, -80), ValidTo: now.AddDate(0, 0, 10)})
	s.SeedDiscovered(DiscoveredCertificate{CommonName: "legacy.example.com", AgentID: "agent-prod-01", Hostname: "web-server-1"})
	s.SeedDiscovered(DiscoveredCertificate{CommonName: "intranet.example.com", AgentID: "agent-prod-01", Hostname: "web-server-1", Source: "kubernetes"})
	s.SeedDiscovered(DiscoveredCertificate{CommonName: "wiki.example.com", AgentID: "agent-prod-02", Hostname: "web-server-2"})
	s.SeedDiscovered(DiscoveredCertificate{CommonName: "blog.example.com", AgentID: "agent-prod-02", Hostname: "web-server-2"})
	s.Seed(Seed{
		CommonName: "shop.example.com", SubjectAlternativeNames: []string{"www.shop.example.com", "shop.example.com"},
		KeyType: "ECDSA", KeySize: 256, ValidFrom: now.AddDate(0, -1, 0), ValidTo: now.AddDate(0, 11, 0),
		Settings:  Settings{DeploymentTargets: []string{"nginx-main"}},
		Locations: []Location{{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/shop.example.com.crt", HasPrivateKey: true}},
	})
}
