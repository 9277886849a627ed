package mockserver_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestDeploy_DelayAndOfflineAgent(t *testing.T) {
	s := newMock(t, mockserver.Options{DeploymentDelay: time.Minute})
	id := createCertificate(t, s, "*.example.com")
	want := []mockserver.Location{
		{AgentID: "agent-prod-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/_.example.com.crt", HasPrivateKey: true},
	}
	for range 2 { // repeating it has no effect
		sendOK(t, s, http.MethodPost, certificatePath(id, "deploy"), `{"targets":["nginx-main"],"agentId":"agent-prod-01"}`)
		s.Advance(time.Minute)
		if c := storedCertificate(t, s, id); !slices.Equal(c.Locations, want) {
			t.Errorf("deployed to %+v", c.Locations)
		}
	}
	sendOK(t, s, http.MethodPost, certificatePath(id, "deploy"), `{"targets":["nginx-main"]}`)
	if c := storedCertificate(t, s, id); len(c.Locations) != 1 {
		t.Errorf("deployed without delay to %+v", c.Locations)
	}
	if err := s.SetAgentOnline("agent-prod-02", false); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)
	if c := storedCertificate(t, s, id); len(c.Locations) != 1 {
		t.Errorf("deployed to an agent that went offline: %+v", c.Locations)
	}
	if err := s.SetAgentOnline("agent-none", true); !errors.Is(err, mockserver.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
