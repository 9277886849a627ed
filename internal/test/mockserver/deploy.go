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

// agentTarget is a target on an agent.
type agentTarget struct {
	agent  Agent
	target Target
}

// location is where the certificate of a common name ends up at a place.
func (p agentTarget) location(commonName string) Location {
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
func (s *Server) deployCertificate(c *request) (result, error) {
	r, err := s.find(c.workspace, c.id)
	if err != nil {
		return result{}, err
	}
	in, err := c.readBody()
	if err != nil {
		return result{}, err
	}
	targets, agentID := in.uniqueStrings("targets"), in.text("agentId")
	in.required("targets", targets != nil && len(*targets) > 0)
	if err := in.err(); err != nil {
		return result{}, err
	}
	switch status := r.status(c.now); status {
	case statusRevoked:
		return result{}, alreadyRevoked()
	case statusExpired:
		return result{}, newAPIError(codeCertificateExpired, "the certificate has expired")
	case statusPending, statusFailed:
		return result{}, newAPIError(codeCertificateNotIssued, "the certificate has not been issued", "status", status)
	}
	places, apiError := s.findTargets(*targets, agentID)
	if apiError != nil {
		return result{}, apiError
	}
	status := http.StatusOK
	if s.options.DeploymentDelay != 0 {
		status = http.StatusAccepted
	}
	s.deploy(r, places, c.now)
	return s.changeResult(s.options.ChangeResponse, status, r, c.now), nil
}

// findTargets finds the places for the targets of a deployment: on the agent that
// is asked for, else on every agent that is online and has the target.
func (s *Server) findTargets(targets []string, agentID *string) ([]agentTarget, *apiError) {
	agents := s.options.Agents
	if agentID != nil {
		i := slices.IndexFunc(agents, func(a Agent) bool { return a.ID == *agentID })
		if i < 0 || agents[i].Offline {
			return nil, newAPIError(codeAgentUnavailable, "the agent is not available", "agentId", *agentID)
		}
		agents = agents[i : i+1]
	}
	var places []agentTarget
	for _, name := range targets {
		known, found := false, false
		for _, agent := range agents {
			target, ok := agent.target(name)
			known = known || ok
			if ok && !agent.Offline {
				found = true
				places = append(places, agentTarget{agent: agent, target: target})
			}
		}
		if !known {
			return nil, validationError("targets", "holds a target that no agent has: "+name)
		}
		if !found {
			return nil, newAPIError(codeAgentUnavailable, "no agent is available for the target", "target", name)
		}
	}
	return places, nil
}

// reachableTargets finds the places for the targets that can be had now. It is what
// the server deploys to by itself, where nobody is there to be told of a
// refusal.
func (s *Server) reachableTargets(targets []string) []agentTarget {
	var reached []agentTarget
	for _, name := range targets {
		if places, apiError := s.findTargets([]string{name}, nil); apiError == nil {
			reached = append(reached, places...)
		}
	}
	return reached
}

// deploy puts a certificate where it is to go, when the delay has passed
// since a time.
func (s *Server) deploy(r *record, places []agentTarget, since time.Time) {
	s.runAfter(since, s.options.DeploymentDelay, func(time.Time) {
		for _, p := range places {
			if !s.online(p.agent.ID) {
				continue
			}
			s.summary.Deployed++
			if location := p.location(r.commonName); !slices.Contains(r.locations, location) {
				r.locations = append(r.locations, location)
			}
		}
	})
}

func (s *Server) online(agentID string) bool {
	return slices.ContainsFunc(s.options.Agents, func(a Agent) bool { return a.ID == agentID && !a.Offline })
}
