package mockserver

// malformedPEM is the content of malformed discovered certificates.
const malformedPEM = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n"

// discoveredView is a discovered certificate in a response.
type discoveredView struct {
	*discoveredRecord
	server *Server
}

// discoveredFields are the fields of a discovered certificate. They are not
// documented; the names are those of certificates and locations.
var discoveredFields = map[string]func(discoveredView) any{
	"id":         func(v discoveredView) any { return v.server.discoveredID(v.id) },
	"commonName": func(v discoveredView) any { return v.commonName },
	"subjectAlternativeNames": func(v discoveredView) any {
		return ofLeaf(v.leaf, func(*leaf) any { return list(v.names) })
	},
	"issuer":       func(v discoveredView) any { return ofLeaf(v.leaf, leafIssuer) },
	"serialNumber": func(v discoveredView) any { return ofLeaf(v.leaf, leafSerialNumber) },
	"fingerprint":  func(v discoveredView) any { return ofLeaf(v.leaf, leafFingerprint) },
	"validFrom":    func(v discoveredView) any { return ofLeaf(v.leaf, leafValidFrom) },
	"validTo":      func(v discoveredView) any { return ofLeaf(v.leaf, leafValidTo) },
	"keyType": func(v discoveredView) any {
		return ofLeaf(v.leaf, func(*leaf) any { return v.keyType })
	},
	"keySize": func(v discoveredView) any {
		return ofLeaf(v.leaf, func(*leaf) any { return v.keySize })
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
		return v.server.certificateID(v.certificateID)
	},
}

var discoveredForm = []string{
	"id", "commonName", "subjectAlternativeNames", "issuer", "serialNumber", "fingerprint",
	"validFrom", "validTo", "keyType", "keySize", "certificate", "source", "agentId", "hostname",
	"path", "discoveredAt", "imported", "certificateId",
}

// discoveredObject returns an item of GET /discovered-certificates.
func (s *Server) discoveredObject(d *discoveredRecord) map[string]any {
	view := discoveredView{discoveredRecord: d, server: s}
	valueOf := func(name string) any { return discoveredFields[name](view) }
	object := s.object(discoveredForm, s.options.Fields.Discovered, valueOf)
	if d.leaf == nil {
		// The observations are those of readable certificates.
		return object
	}
	s.options.Likeness.reshape("discoveredItem", d.id-FirstID, object, s.options.Fields.Discovered, func(name string) any {
		if discoveredFields[name] == nil {
			return nil
		}
		return valueOf(name)
	})
	return object
}
