package mockserver

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// certificateView is a certificate at the moment of an answer.
type certificateView struct {
	*record
	server *Server
	now    time.Time
}

// ifIssued returns what a leaf has, or nil for "no value yet".
func (v certificateView) ifIssued(value func(*leaf) any) any {
	if v.leaf == nil {
		return nil
	}
	return value(v.leaf)
}

// certificateFields are all fields of a certificate that the reference knows,
// in any form or request. A nil value means that there is none yet.
var certificateFields = map[string]func(certificateView) any{
	"id":         func(v certificateView) any { return v.server.idValue(v.id) },
	"commonName": func(v certificateView) any { return v.commonName },
	"issuer": func(v certificateView) any {
		return v.ifIssued(func(l *leaf) any { return l.issuer })
	},
	"serialNumber": func(v certificateView) any {
		return v.ifIssued(func(l *leaf) any { return l.serialNumber() })
	},
	"fingerprint": func(v certificateView) any {
		return v.ifIssued(func(l *leaf) any { return l.fingerprint() })
	},
	"subjectAlternativeNames": func(v certificateView) any { return list(v.names) },
	"validFrom": func(v certificateView) any {
		return v.ifIssued(func(l *leaf) any { return timestamp(l.from) })
	},
	"validTo": func(v certificateView) any {
		return v.ifIssued(func(l *leaf) any { return timestamp(l.to) })
	},
	"keyType":       func(v certificateView) any { return v.keyType },
	"keySize":       func(v certificateView) any { return v.keySize },
	"status":        func(v certificateView) any { return v.status(v.now) },
	"renewalStatus": func(v certificateView) any { return v.renewalStatus() },
	"certificateAuthorityId": func(v certificateView) any {
		if v.caID == 0 {
			return nil
		}
		return v.server.idValue(v.caID)
	},
	"createdAt": func(v certificateView) any { return timestamp(v.createdAt) },
	"certificate": func(v certificateView) any {
		return v.ifIssued(func(l *leaf) any { return l.pem() })
	},
	"chain": func(v certificateView) any {
		return v.ifIssued(func(l *leaf) any { return l.chain })
	},
	"locations":            func(v certificateView) any { return v.server.locationObjects(v.locations) },
	"autoRenew":            func(v certificateView) any { return v.settings.AutoRenew },
	"renewalThresholdDays": func(v certificateView) any { return v.settings.RenewalThresholdDays },
	"deploymentTargets":    func(v certificateView) any { return list(v.settings.DeploymentTargets) },
	"validityDays":         func(v certificateView) any { return v.validityDays },
}

// What the reference's examples show, in the two forms of a certificate.
var (
	singleForm = []string{
		"id", "commonName", "issuer", "serialNumber", "fingerprint", "subjectAlternativeNames",
		"validFrom", "validTo", "keyType", "keySize", "status", "certificate", "chain", "locations",
	}
	listForm = []string{
		"id", "commonName", "issuer", "serialNumber", "fingerprint", "subjectAlternativeNames",
		"validFrom", "validTo", "keyType", "keySize", "status", "renewalStatus",
		"certificateAuthorityId", "createdAt",
	}
)

// single is a certificate in the form of GET /certificates/:id.
func (s *Server) single(r *record, now time.Time) map[string]any {
	return s.certificateObject(r, now, singleForm, s.options.Fields.Single)
}

// currentListItem is a certificate in the form of GET /certificates.
func (s *Server) currentListItem(r *record, now time.Time) map[string]any {
	return s.certificateObject(r, now, listForm, s.options.Fields.List)
}

func (s *Server) certificateObject(r *record, now time.Time, form []string, modes map[string]FieldMode) map[string]any {
	view := certificateView{record: r, server: s, now: now}
	object := s.object(form, s.chaos.fieldModes(form, modes), func(name string) any { return certificateFields[name](view) })
	for name, value := range r.override {
		if _, shown := object[name]; shown {
			object[name] = value
		}
	}
	return object
}

// object makes an object of the fields of a form, as far as the modes agree.
func (s *Server) object(form []string, modes map[string]FieldMode, valueOf func(name string) any) map[string]any {
	object := maps.Clone(s.options.ExtraFields)
	show := func(name string) {
		if value := valueOf(name); value != nil || s.options.NullEmptyFields {
			object[name] = value
		}
	}
	for _, name := range form {
		if modes[name] == AsDocumented {
			show(name)
		}
	}
	for name, mode := range modes {
		switch mode {
		case Included:
			show(name)
		case Null:
			object[name] = nil
		case AsDocumented, Omitted:
		}
	}
	return object
}

func (s *Server) locationObjects(locations []Location) []any {
	objects := make([]any, 0, len(locations))
	for _, l := range locations {
		object := maps.Clone(s.options.ExtraFields)
		object["agentId"] = l.AgentID
		object["hostname"] = l.Hostname
		object["path"] = l.Path
		object["hasPrivateKey"] = l.HasPrivateKey
		objects = append(objects, object)
	}
	return objects
}

// idValue is an id as answers show it.
func (s *Server) idValue(id int64) any {
	if s.options.StringIDs {
		return strconv.FormatInt(id, 10)
	}
	return id
}

// timestamp writes a time as the reference does: UTC, whole seconds.
func timestamp(t time.Time) string {
	return t.UTC().Format(time.RFC3339)
}

// list makes sure that an empty list is answered as [] and not as null.
func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return slices.Clone(values)
}

// changeResult answers a request that changed a certificate.
func (s *Server) changeResult(form ResponseForm, status int, r *record, now time.Time) result {
	switch form {
	case RespondID:
		return result{status: status, body: map[string]any{"data": map[string]any{"id": s.idValue(r.id)}}, mutated: true}
	case RespondEmpty:
		return result{status: http.StatusNoContent, mutated: true}
	default:
		return result{status: status, body: map[string]any{"data": s.single(r, now)}, mutated: true}
	}
}
