package mockserver

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// The documented values of source.
var sources = []string{"filesystem", "kubernetes", "cloud", "network"}

// finding is a discovered certificate as the server knows it. Its body is not
// documented.
type finding struct {
	id            int64
	workspace     string
	commonName    string
	names         []string
	keyType       string
	keySize       int
	source        string
	location      Location
	discoveredAt  time.Time
	leaf          *leaf // nil for what could not be parsed
	certificateID int64 // zero until imported
}

// discoveries holds all discovered certificates of all workspaces.
type discoveries struct {
	byID map[int64]*finding
	all  []*finding
}

func newDiscoveries() discoveries {
	return discoveries{byID: map[int64]*finding{}}
}

func (d *discoveries) add(f *finding) {
	d.byID[f.id] = f
	d.all = append(d.all, f)
}

// malformedPEM is what was found where a certificate was expected.
const malformedPEM = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n"

// findingView is a discovered certificate at the moment of an answer.
type findingView struct {
	*finding
	server *Server
}

// ifParsed returns what a leaf has, or nil for what could not be parsed.
func (v findingView) ifParsed(value func(*leaf) any) any {
	if v.leaf == nil {
		return nil
	}
	return value(v.leaf)
}

// discoveredFields are the fields of a discovered certificate. All of them are
// our invention, with the names that certificates and locations have.
var discoveredFields = map[string]func(findingView) any{
	"id":         func(v findingView) any { return v.server.idValue(v.id) },
	"commonName": func(v findingView) any { return v.commonName },
	"subjectAlternativeNames": func(v findingView) any {
		return v.ifParsed(func(*leaf) any { return list(v.names) })
	},
	"issuer": func(v findingView) any {
		return v.ifParsed(func(l *leaf) any { return l.issuer })
	},
	"serialNumber": func(v findingView) any {
		return v.ifParsed(func(l *leaf) any { return l.serialNumber() })
	},
	"fingerprint": func(v findingView) any {
		return v.ifParsed(func(l *leaf) any { return l.fingerprint() })
	},
	"validFrom": func(v findingView) any {
		return v.ifParsed(func(l *leaf) any { return timestamp(l.from) })
	},
	"validTo": func(v findingView) any {
		return v.ifParsed(func(l *leaf) any { return timestamp(l.to) })
	},
	"keyType": func(v findingView) any {
		return v.ifParsed(func(*leaf) any { return v.keyType })
	},
	"keySize": func(v findingView) any {
		return v.ifParsed(func(*leaf) any { return v.keySize })
	},
	"certificate": func(v findingView) any {
		if v.leaf == nil {
			return malformedPEM
		}
		return v.leaf.pem()
	},
	"source":       func(v findingView) any { return v.source },
	"agentId":      func(v findingView) any { return v.location.AgentID },
	"hostname":     func(v findingView) any { return v.location.Hostname },
	"path":         func(v findingView) any { return v.location.Path },
	"discoveredAt": func(v findingView) any { return timestamp(v.discoveredAt) },
	"imported":     func(v findingView) any { return v.certificateID != 0 },
	"certificateId": func(v findingView) any {
		if v.certificateID == 0 {
			return nil
		}
		return v.server.idValue(v.certificateID)
	},
}

var discoveredForm = []string{
	"id", "commonName", "subjectAlternativeNames", "issuer", "serialNumber", "fingerprint",
	"validFrom", "validTo", "keyType", "keySize", "certificate", "source", "agentId", "hostname",
	"path", "discoveredAt", "imported", "certificateId",
}

// listDiscovered serves GET /discovered-certificates. Its three parameters are
// documented; that it takes page and limit as well is our invention, from
// "all responses follow a consistent structure".
func (s *Server) listDiscovered(c *call) (result, error) {
	p := c.parameters()
	imported := p.oneOf("imported", "true", "false")
	source := p.oneOf("source", sources...)
	agentID := p.text("agentId")
	asked := p.page()
	if err := p.done(); err != nil {
		return result{}, err
	}
	var matching []*finding
	for _, f := range s.discovered.all {
		if f.workspace == c.workspace &&
			(imported == "" || (imported == "true") == (f.certificateID != 0)) &&
			(source == "" || source == f.source) &&
			(agentID == "" || agentID == f.location.AgentID) {
			matching = append(matching, f)
		}
	}
	salt := s.salt()
	slices.SortFunc(matching, func(a, b *finding) int {
		return cmp.Compare(scatter(a.id, salt), scatter(b.id, salt))
	})
	findings, pagination := cut(matching, asked)
	items := make([]any, 0, len(findings))
	for _, f := range findings {
		view := findingView{finding: f, server: s}
		items = append(items, s.object(discoveredForm, s.options.Fields.Discovered,
			func(name string) any { return discoveredFields[name](view) }))
	}
	return result{status: http.StatusOK, body: map[string]any{"data": items, "pagination": pagination}}, nil
}
