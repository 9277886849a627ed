package mockserver

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

// ResponseForm is the form of the response to a change. The reference has no
// examples.
type ResponseForm int

const (
	// RespondCertificate returns the certificate in the form of GET
	// /certificates/:id.
	RespondCertificate ResponseForm = iota
	// RespondID returns {"data":{"id":…}}.
	RespondID
	// RespondEmpty returns 204 without a body.
	RespondEmpty
)

// certificateView is a certificate in a response.
type certificateView struct {
	*record
	server *Server
	now    time.Time
}

// certificateFields are the fields of a certificate that the reference contains,
// in any response or request. A nil value means that the field has no value yet.
var certificateFields = map[string]func(certificateView) any{
	"id":                      func(v certificateView) any { return v.server.certificateID(v.id) },
	"commonName":              func(v certificateView) any { return v.commonName },
	"issuer":                  func(v certificateView) any { return ofLeaf(v.leaf, leafIssuer) },
	"serialNumber":            func(v certificateView) any { return ofLeaf(v.leaf, leafSerialNumber) },
	"fingerprint":             func(v certificateView) any { return ofLeaf(v.leaf, leafFingerprint) },
	"subjectAlternativeNames": func(v certificateView) any { return list(v.names) },
	"validFrom":               func(v certificateView) any { return ofLeaf(v.leaf, leafValidFrom) },
	"validTo":                 func(v certificateView) any { return ofLeaf(v.leaf, leafValidTo) },
	"keyType":                 func(v certificateView) any { return v.keyType },
	"keySize":                 func(v certificateView) any { return v.keySize },
	"status":                  func(v certificateView) any { return v.displayedStatus() },
	"renewalStatus":           func(v certificateView) any { return v.renewalStatus() },
	"certificateAuthorityId": func(v certificateView) any {
		if v.caID == 0 {
			return nil
		}
		return v.server.caID(v.caID)
	},
	"createdAt":            func(v certificateView) any { return timestamp(v.createdAt) },
	"certificate":          func(v certificateView) any { return ofLeaf(v.leaf, leafPEM) },
	"chain":                func(v certificateView) any { return ofLeaf(v.leaf, leafChain) },
	"locations":            func(v certificateView) any { return v.server.locationObjects(v.locations) },
	"autoRenew":            func(v certificateView) any { return v.settings.AutoRenew },
	"renewalThresholdDays": func(v certificateView) any { return v.settings.RenewalThresholdDays },
	"deploymentTargets":    func(v certificateView) any { return list(v.settings.DeploymentTargets) },
	"validityDays":         func(v certificateView) any { return v.validityDays },
}

// ofLeaf returns a value of an issued certificate, or nil if there is none.
func ofLeaf(l *leaf, value func(*leaf) any) any {
	if l == nil {
		return nil
	}
	return value(l)
}

func leafIssuer(l *leaf) any       { return l.issuer }
func leafSerialNumber(l *leaf) any { return l.serialNumber() }
func leafFingerprint(l *leaf) any  { return l.fingerprint() }
func leafValidFrom(l *leaf) any    { return timestamp(l.from) }
func leafValidTo(l *leaf) any      { return timestamp(l.to) }
func leafPEM(l *leaf) any          { return l.pem() }
func leafChain(l *leaf) any        { return l.chain }

// The fields in the reference's examples of the two forms of a certificate.
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

// single returns a certificate in the form of GET /certificates/:id.
func (s *Server) single(r *record, now time.Time) map[string]any {
	object := s.certificateObject(r, now, singleForm, s.options.Fields.Single)
	likeness := s.options.Likeness
	for name, value := range object {
		object[name] = likeness.differing(name, value)
	}
	s.reshapeCertificate("certificate", r, now, object, s.options.Fields.Single)
	switch likeness.first("single.id.same") {
	case "another id":
		object["id"] = s.certificateID(r.id + 1)
	case "no id":
		delete(object, "id")
	}
	return object
}

// reshapeCertificate gives a certificate the forms of Options.Likeness.
func (s *Server) reshapeCertificate(kind string, r *record, now time.Time, object map[string]any, modes map[string]FieldMode) {
	if r.leaf == nil {
		// The observations are those of issued certificates.
		return
	}
	view := certificateView{record: r, server: s, now: now}
	s.options.Likeness.reshape(kind, r.id-FirstID, object, modes, func(name string) any {
		if certificateFields[name] == nil {
			return nil
		}
		return certificateFields[name](view)
	})
	maps.Copy(object, s.options.ExtraFields)
}

// currentListItem returns a certificate in the form of GET /certificates.
func (s *Server) currentListItem(r *record, now time.Time) map[string]any {
	object := s.certificateObject(r, now, listForm, s.options.Fields.List)
	s.reshapeCertificate("listItem", r, now, object, s.options.Fields.List)
	return object
}

func (s *Server) certificateObject(r *record, now time.Time, form []string, modes map[string]FieldMode) map[string]any {
	view := certificateView{record: r, server: s, now: now}
	object := s.object(form, s.chaos.fieldModes(form, modes), func(name string) any { return certificateFields[name](view) })
	for name, value := range r.override {
		if _, included := object[name]; included {
			object[name] = value
		}
	}
	return object
}

// object returns an object with the fields of a form, changed by modes.
func (s *Server) object(form []string, modes map[string]FieldMode, valueOf func(name string) any) map[string]any {
	object := maps.Clone(s.options.ExtraFields)
	include := func(name string) {
		if value := valueOf(name); value != nil || s.options.NullEmptyFields {
			object[name] = value
		}
	}
	for _, name := range form {
		if modes[name] == AsDocumented {
			include(name)
		}
	}
	for name, mode := range modes {
		switch mode {
		case Included:
			include(name)
		case Null:
			object[name] = nil
		case AsDocumented, Omitted:
		}
	}
	return object
}

func (s *Server) locationObjects(locations []Location) []any {
	objects := make([]any, 0, len(locations))
	for i, l := range locations {
		object := maps.Clone(s.options.ExtraFields)
		object["agentId"] = l.AgentID
		object["hostname"] = l.Hostname
		object["path"] = l.Path
		object["hasPrivateKey"] = l.HasPrivateKey
		s.options.Likeness.reshape("location", int64(i), object, nil, nil)
		objects = append(objects, object)
	}
	return objects
}

// timestamp formats a time like the reference: UTC, whole seconds.
func timestamp(t time.Time) string {
	return t.UTC().Format(time.RFC3339)
}

// list returns an empty list instead of nil, which JSON would encode as null.
func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return slices.Clone(values)
}

// changeResult returns the result of a change of a certificate.
func (s *Server) changeResult(form ResponseForm, status int, r *record, now time.Time) result {
	switch form {
	case RespondID:
		return result{status: status, body: map[string]any{"data": map[string]any{"id": s.certificateID(r.id)}}, mutated: true}
	case RespondEmpty:
		return result{status: http.StatusNoContent, mutated: true}
	default:
		return result{status: status, body: map[string]any{"data": s.single(r, now)}, mutated: true}
	}
}
