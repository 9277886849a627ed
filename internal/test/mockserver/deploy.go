package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Agent is a deployment agent. The reference has agents and targets by name
// only. By default there are agent-prod-01 and agent-prod-02, and agent-edge-01
// which is offline.
type Agent struct {
	// ID is the agentId.
	ID string
	// Hostname is where it runs.
	Hostname string
	// Targets are the services it deploys to.
	Targets []Target
	// Offline agents cannot be deployed to.
	Offline bool
}

// Target is a service that an agent deploys to.
type Target struct {
	// Name is what deployments ask for, such as nginx-main.
	Name string
	// Directory is where the certificates go, one file for each common name.
	Directory string
}

func defaultAgents() []Agent {
	nginx := Target{Name: "nginx-main", Directory: "/etc/nginx/ssl"}
	haproxy := Target{Name: "haproxy-lb", Directory: "/etc/haproxy/certs"}
	return []Agent{
		{ID: "agent-prod-01", Hostname: "web-server-1", Targets: []Target{nginx, haproxy}},
		{ID: "agent-prod-02", Hostname: "web-server-2", Targets: []Target{nginx, {Name: "apache-main", Directory: "/etc/apache2/ssl"}}},
		{ID: "agent-edge-01", Hostname: "edge-1", Targets: []Target{{Name: "envoy-edge", Directory: "/etc/envoy/certs"}}, Offline: true},
	}
}

func (a Agent) target(name string) (Target, bool) {
	i := slices.IndexFunc(a.Targets, func(t Target) bool { return t.Name == name })
	if i < 0 {
		return Target{}, false
	}
	return a.Targets[i], true
}

// place is a target on an agent.
type place struct {
	agent  Agent
	target Target
}

// location is where the certificate of a common name ends up at a place.
func (p place) location(commonName string) Location {
	file := strings.ReplaceAll(commonName, "*", "_") + ".crt"
	return Location{
		AgentID:       p.agent.ID,
		Hostname:      p.agent.Hostname,
		Path:          p.target.Directory + "/" + file,
		HasPrivateKey: true,
	}
}

// deployCertificate serves POST /certificates/:id/deploy. To deploy again to
// the same place changes nothing that could be seen.
func (s *Server) deployCertificate(c *call) (result, error) {
	r, err := s.find(c.workspace, c.id)
	if err != nil {
		return result{}, err
	}
	in, err := c.input()
	if err != nil {
		return result{}, err
	}
	targets, agentID := in.labels("targets"), in.text("agentId")
	in.required("targets", targets != nil && len(*targets) > 0)
	if err := in.done(); err != nil {
		return result{}, err
	}
	switch status := r.status(c.now); status {
	case statusRevoked:
		return result{}, alreadyRevoked()
	case statusExpired:
		return result{}, refuse(codeCertificateExpired, "the certificate has expired")
	case statusPending, statusFailed:
		return result{}, refuse(codeCertificateNotIssued, "the certificate has not been issued", "status", status)
	}
	places, refusal := s.places(*targets, agentID)
	if refusal != nil {
		return result{}, refusal
	}
	status := http.StatusOK
	if s.options.DeploymentDelay != 0 {
		status = http.StatusAccepted
	}
	s.deployTo(r, places, c.now)
	return s.changed(s.options.ChangeAnswer, status, r, c.now), nil
}

// places finds the places for the targets of a deployment: on the agent that
// is asked for, else on every agent that is online and has the target.
func (s *Server) places(targets []string, agentID *string) ([]place, *refusal) {
	agents := s.options.Agents
	if agentID != nil {
		i := slices.IndexFunc(agents, func(a Agent) bool { return a.ID == *agentID })
		if i < 0 || agents[i].Offline {
			return nil, refuse(codeAgentUnavailable, "the agent is not available", "agentId", *agentID)
		}
		agents = agents[i : i+1]
	}
	var places []place
	for _, name := range targets {
		known, found := false, false
		for _, agent := range agents {
			target, ok := agent.target(name)
			known = known || ok
			if ok && !agent.Offline {
				found = true
				places = append(places, place{agent: agent, target: target})
			}
		}
		if !known {
			return nil, invalid("targets", "holds a target that no agent has: "+name)
		}
		if !found {
			return nil, refuse(codeAgentUnavailable, "no agent is available for the target", "target", name)
		}
	}
	return places, nil
}

// reachable finds the places for the targets that can be had now. It is what
// the server deploys to by itself, where nobody is there to be told of a
// refusal.
func (s *Server) reachable(targets []string) []place {
	var reached []place
	for _, name := range targets {
		if places, refusal := s.places([]string{name}, nil); refusal == nil {
			reached = append(reached, places...)
		}
	}
	return reached
}

// deployTo puts a certificate where it is to go, when the delay has passed
// since a time.
func (s *Server) deployTo(r *record, places []place, since time.Time) {
	s.after(since, s.options.DeploymentDelay, func(time.Time) {
		for _, p := range places {
			if !s.online(p.agent.ID) {
				continue
			}
			s.done.Deployed++
			if location := p.location(r.commonName); !slices.Contains(r.locations, location) {
				r.locations = append(r.locations, location)
			}
		}
	})
}

func (s *Server) online(agentID string) bool {
	return slices.ContainsFunc(s.options.Agents, func(a Agent) bool { return a.ID == agentID && !a.Offline })
}
