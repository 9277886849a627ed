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
func (s *Server) importDiscovered(c *request) (result, error) {
	f, err := s.findDiscovered(c)
	if err != nil {
		return result{}, err
	}
	asked, err := readImportRequest(c, f)
	if err != nil {
		return result{}, err
	}
	if f.certificateID != 0 {
		return result{}, s.alreadyImported(f)
	}
	if f.leaf == nil {
		return result{}, newAPIError(codeInvalidCertificate, "the certificate that was found is malformed")
	}
	// Without an authority the import just gets none, while an order would get
	// the default one.
	var authority CertificateAuthority
	if asked.caID != nil {
		if authority, err = s.issuingCA(asked.caID); err != nil {
			return result{}, err
		}
	}
	r := s.importRecord(f, authority, c.now)
	s.apply(asked.settings, &r.settings)
	return s.changeResult(s.options.CreateResponse, http.StatusCreated, r, c.now), nil
}

func (s *Server) findDiscovered(c *request) (*discoveredRecord, error) {
	f, ok := s.discovered.byID[c.id]
	if ok && f.workspace == c.workspace {
		return f, nil
	}
	code := codeDiscoveredNotFound
	if s.options.DiscoveredNotFoundAsCertificate {
		code = codeCertificateNotFound
	}
	return nil, newAPIError(code, "the discovered certificate does not exist", "id", s.idValue(c.id))
}

func readImportRequest(c *request, f *discoveredRecord) (importRequest, error) {
	in, err := c.readBody()
	if err != nil {
		return importRequest{}, err
	}
	asked := importRequest{
		settings: settingsRequest{
			autoRenew:     in.boolean("autoRenew"),
			thresholdDays: in.positiveInt("renewalThresholdDays"),
		},
		caID: in.positiveInt("certificateAuthorityId"),
	}
	if threshold := asked.settings.thresholdDays; threshold != nil && f.leaf != nil && *threshold >= int64(f.leaf.validityDays()) {
		in.reject("renewalThresholdDays", "must be less than the validity")
	}
	return asked, in.err()
}

func (s *Server) alreadyImported(f *discoveredRecord) *apiError {
	if s.options.HideImportedID {
		return newAPIError(codeAlreadyImported, "the certificate has already been imported")
	}
	return newAPIError(codeAlreadyImported, "the certificate has already been imported",
		"certificateId", s.idValue(f.certificateID))
}

// importRecord makes a discovered certificate a managed one.
func (s *Server) importRecord(f *discoveredRecord, authority CertificateAuthority, now time.Time) *record {
	r := &record{
		id:           s.nextID(),
		workspace:    f.workspace,
		commonName:   f.commonName,
		names:        slices.Clone(f.names),
		caID:         authority.ID,
		keyType:      f.keyType,
		keySize:      f.keySize,
		validityDays: f.leaf.validityDays(),
		settings:     s.defaultSettings(authority.ID, f.leaf.validityDays()),
		createdAt:    now,
		readableAt:   now.Add(s.options.ReadDelay),
		listedAt:     now.Add(s.options.ListDelay),
	}
	if f.location != (Location{}) {
		r.locations = []Location{f.location}
	}
	r.setLeaf(f.leaf)
	s.certificates.add(r)
	f.certificateID = r.id
	s.summary.Imported++
	return r
}
