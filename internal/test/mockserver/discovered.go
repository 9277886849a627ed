package mockserver

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// The documented values of source.
var sources = []string{"filesystem", "kubernetes", "cloud", "network"}

// discoveredRecord is a discovered certificate as the server knows it. Its body is not
// documented.
type discoveredRecord struct {
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

// discoveredStore holds all discovered certificates of all workspaces.
type discoveredStore struct {
	byID map[int64]*discoveredRecord
	all  []*discoveredRecord
}

func newDiscoveredStore() discoveredStore {
	return discoveredStore{byID: map[int64]*discoveredRecord{}}
}

func (d *discoveredStore) add(f *discoveredRecord) {
	d.byID[f.id] = f
	d.all = append(d.all, f)
}

// malformedPEM is what was found where a certificate was expected.
const malformedPEM = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n"

// discoveredView is a discovered certificate at the moment of an answer.
type discoveredView struct {
	*discoveredRecord
	server *Server
}

// ifParsed returns what a leaf has, or nil for what could not be parsed.
func (v discoveredView) ifParsed(value func(*leaf) any) any {
	if v.leaf == nil {
		return nil
	}
	return value(v.leaf)
}

// discoveredFields are the fields of a discovered certificate. All of them are
// our invention, with the names that certificates and locations have.
var discoveredFields = map[string]func(discoveredView) any{
	"id":         func(v discoveredView) any { return v.server.idValue(v.id) },
	"commonName": func(v discoveredView) any { return v.commonName },
	"subjectAlternativeNames": func(v discoveredView) any {
		return v.ifParsed(func(*leaf) any { return list(v.names) })
	},
	"issuer": func(v discoveredView) any {
		return v.ifParsed(func(l *leaf) any { return l.issuer })
	},
	"serialNumber": func(v discoveredView) any {
		return v.ifParsed(func(l *leaf) any { return l.serialNumber() })
	},
	"fingerprint": func(v discoveredView) any {
		return v.ifParsed(func(l *leaf) any { return l.fingerprint() })
	},
	"validFrom": func(v discoveredView) any {
		return v.ifParsed(func(l *leaf) any { return timestamp(l.from) })
	},
	"validTo": func(v discoveredView) any {
		return v.ifParsed(func(l *leaf) any { return timestamp(l.to) })
	},
	"keyType": func(v discoveredView) any {
		return v.ifParsed(func(*leaf) any { return v.keyType })
	},
	"keySize": func(v discoveredView) any {
		return v.ifParsed(func(*leaf) any { return v.keySize })
	},
	"certificate": func(v discoveredView) any {
		if v.leaf == nil {
			return malformedPEM
		}
		return v.leaf.pem()
	},
	"source":       func(v discoveredView) any { return v.source },
	"agentId":      func(v discoveredView) any { return v.location.AgentID },
	"hostname":     func(v discoveredView) any { return v.location.Hostname },
	"path":         func(v discoveredView) any { return v.location.Path },
	"discoveredAt": func(v discoveredView) any { return timestamp(v.discoveredAt) },
	"imported":     func(v discoveredView) any { return v.certificateID != 0 },
	"certificateId": func(v discoveredView) any {
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
func (s *Server) listDiscovered(c *request) (result, error) {
	p := c.readQuery()
	imported := p.oneOf("imported", "true", "false")
	source := p.oneOf("source", sources...)
	agentID := p.text("agentId")
	asked := p.page()
	if err := p.err(); err != nil {
		return result{}, err
	}
	var matching []*discoveredRecord
	for _, f := range s.discovered.all {
		if f.workspace == c.workspace &&
			(imported == "" || (imported == "true") == (f.certificateID != 0)) &&
			(source == "" || source == f.source) &&
			(agentID == "" || agentID == f.location.AgentID) {
			matching = append(matching, f)
		}
	}
	salt := s.salt()
	slices.SortFunc(matching, func(a, b *discoveredRecord) int {
		return cmp.Compare(mix(a.id, salt), mix(b.id, salt))
	})
	findings, pagination := paginate(matching, asked)
	items := make([]any, 0, len(findings))
	for _, f := range findings {
		view := discoveredView{discoveredRecord: f, server: s}
		items = append(items, s.object(discoveredForm, s.options.Fields.Discovered,
			func(name string) any { return discoveredFields[name](view) }))
	}
	return result{status: http.StatusOK, body: map[string]any{"data": items, "pagination": pagination}}, nil
}
