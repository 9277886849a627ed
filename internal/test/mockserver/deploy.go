package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Agent is a deployment agent. The reference contains only names of agents and
// targets. The default agents are agent-prod-01, agent-prod-02 and
// agent-edge-01, which is offline.
type Agent struct {
	// ID is the agentId.
	ID string
	// Hostname is the host of the agent.
	Hostname string
	// Targets are the services that the agent deploys to.
	Targets []Target
	// Offline agents cannot deploy.
	Offline bool
}

// Target is a service that an agent deploys to.
type Target struct {
	// Name is the name in deployments, such as nginx-main.
	Name string
	// Directory contains the certificates, one file for each common name.
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

// agentTarget is a target of an agent.
type agentTarget struct {
	agent  Agent
	target Target
}

// location returns the location of a deployed certificate.
func (t agentTarget) location(commonName string) Location {
	file := strings.ReplaceAll(commonName, "*", "_") + ".crt"
	return Location{
		AgentID:       t.agent.ID,
		Hostname:      t.agent.Hostname,
		Path:          t.target.Directory + "/" + file,
		HasPrivateKey: true,
	}
}

// deployCertificate serves POST /certificates/:id/deploy. Repeating a deployment
// has no visible effect.
func (s *Server) deployCertificate(req *request, r *record, body *bodyReader) (result, error) {
	names, agentID := body.uniqueStrings("targets"), body.text("agentId")
	body.required("targets", names != nil && len(*names) > 0)
	if err := body.err(); err != nil {
		return result{}, err
	}
	switch status := r.status(req.now); status {
	case statusRevoked:
		return result{}, alreadyRevoked()
	case statusExpired:
		return result{}, newAPIError(codeCertificateExpired, "the certificate has expired")
	case statusPending, statusFailed:
		return result{}, newAPIError(codeCertificateNotIssued, "the certificate has not been issued", "status", status)
	}
	targets, apiErr := s.findTargets(*names, agentID)
	if apiErr != nil {
		return result{}, apiErr
	}
	status := http.StatusOK
	if s.options.DeploymentDelay != 0 {
		status = http.StatusAccepted
	}
	s.deploy(r, targets, req.now)
	return s.written("deploy", r, req.now, s.changeResult(s.options.ChangeResponse, status, r, req.now)), nil
}

// findTargets returns the targets of a deployment: on the requested agent, or
// else on every online agent that has the target.
func (s *Server) findTargets(names []string, agentID *string) ([]agentTarget, *apiError) {
	agents := s.options.Agents
	if agentID != nil {
		i := slices.IndexFunc(agents, func(a Agent) bool { return a.ID == *agentID })
		if i < 0 || agents[i].Offline {
			return nil, newAPIError(codeAgentUnavailable, "the agent is not available", "agentId", *agentID)
		}
		agents = agents[i : i+1]
	}
	var targets []agentTarget
	for _, name := range names {
		known, available := false, false
		for _, agent := range agents {
			target, ok := agent.target(name)
			known = known || ok
			if ok && !agent.Offline {
				available = true
				targets = append(targets, agentTarget{agent: agent, target: target})
			}
		}
		if !known {
			return nil, validationError("targets", "contains a target that no agent has: "+name)
		}
		if !available {
			return nil, newAPIError(codeAgentUnavailable, "no agent is available for the target", "target", name)
		}
	}
	return targets, nil
}

// reachableTargets returns the targets that are available now. Deployments after
// a renewal use it, because they have no request to reject.
func (s *Server) reachableTargets(names []string) []agentTarget {
	var reachable []agentTarget
	for _, name := range names {
		if targets, apiErr := s.findTargets([]string{name}, nil); apiErr == nil {
			reachable = append(reachable, targets...)
		}
	}
	return reachable
}

// deploy adds the locations of a certificate when Options.DeploymentDelay has
// passed since a time.
func (s *Server) deploy(r *record, targets []agentTarget, since time.Time) {
	s.runAfter(since, s.options.DeploymentDelay, func(time.Time) {
		for _, t := range targets {
			if !s.online(t.agent.ID) {
				continue
			}
			s.summary.Deployed++
			if location := t.location(r.commonName); !slices.Contains(r.locations, location) {
				r.locations = append(r.locations, location)
			}
		}
	})
}

func (s *Server) online(agentID string) bool {
	return slices.ContainsFunc(s.options.Agents, func(a Agent) bool { return a.ID == agentID && !a.Offline })
}
