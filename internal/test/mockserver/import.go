package mockserver

import (
	"net/http"
	"slices"
	"time"
)

// importRequest is the body of POST /discovered-certificates/:id/import.
type importRequest struct {
	settings settingsRequest
	caID     *int64
}

// importDiscovered serves POST /discovered-certificates/:id/import.
func (s *Server) importDiscovered(req *request) (result, error) {
	d, err := s.findDiscovered(req)
	if err != nil {
		return result{}, err
	}
	body, err := readImportRequest(req, d)
	if err != nil {
		return result{}, err
	}
	if d.certificateID != 0 {
		return result{}, s.alreadyImported(d)
	}
	if d.leaf == nil {
		return result{}, newAPIError(codeInvalidCertificate, "the discovered certificate is malformed")
	}
	// Unlike an order, an import does not use the default CA.
	var ca CertificateAuthority
	if body.caID != nil {
		if ca, err = s.issuingCA(body.caID); err != nil {
			return result{}, err
		}
	}
	r := s.importRecord(d, ca, req.now)
	s.applySettings(body.settings, &r.settings)
	return s.changeResult(s.options.CreateResponse, http.StatusCreated, r, req.now), nil
}

func (s *Server) findDiscovered(req *request) (*discoveredRecord, error) {
	d, ok := s.discovered.byID[req.id]
	if ok && d.workspace == req.workspace {
		return d, nil
	}
	return nil, s.discoveredNotFound(s.discoveredID(req.id))
}

func (s *Server) discoveredNotFound(id any) *apiError {
	code := codeDiscoveredNotFound
	if s.options.DiscoveredNotFoundAsCertificate {
		code = codeCertificateNotFound
	}
	return newAPIError(code, "the discovered certificate does not exist", "id", id)
}

func readImportRequest(req *request, d *discoveredRecord) (importRequest, error) {
	body, err := req.readBody()
	if err != nil {
		return importRequest{}, err
	}
	read := importRequest{
		settings: settingsRequest{
			autoRenew:     body.boolean("autoRenew"),
			thresholdDays: body.positiveInt("renewalThresholdDays"),
		},
		caID: body.positiveInt("certificateAuthorityId"),
	}
	if d.leaf != nil {
		read.settings.checkThreshold(body, d.leaf.validityDays())
	}
	return read, body.err()
}

func (s *Server) alreadyImported(d *discoveredRecord) *apiError {
	if s.options.HideImportedID {
		return newAPIError(codeAlreadyImported, "the certificate has already been imported")
	}
	return newAPIError(codeAlreadyImported, "the certificate has already been imported",
		"certificateId", s.certificateID(d.certificateID))
}

// importRecord imports a discovered certificate and returns the managed one.
func (s *Server) importRecord(d *discoveredRecord, ca CertificateAuthority, now time.Time) *record {
	r := &record{
		id:           s.nextID(),
		workspace:    d.workspace,
		commonName:   d.commonName,
		names:        slices.Clone(d.names),
		caID:         ca.ID,
		keyType:      d.keyType,
		keySize:      d.keySize,
		validityDays: d.leaf.validityDays(),
		settings:     s.defaultSettings(ca.ID, d.leaf.validityDays()),
		createdAt:    now,
		readableAt:   now.Add(s.options.ReadDelay),
		listedAt:     now.Add(s.options.ListDelay),
	}
	if d.location != (Location{}) {
		r.locations = []Location{d.location}
	}
	r.setLeaf(d.leaf)
	s.certificates.add(r)
	d.certificateID = r.id
	s.summary.Imported++
	return r
}
