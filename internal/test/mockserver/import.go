package mockserver

import (
	"net/http"
	"slices"
	"time"
)

// importRequest is the body of POST /discovered-certificates/:id/import.
type importRequest struct {
	settings    settingsRequest
	authorityID *int64
}

// importDiscovered serves POST /discovered-certificates/:id/import.
func (s *Server) importDiscovered(c *call) (result, error) {
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
		return result{}, refuse(codeInvalidCertificate, "the certificate that was found is malformed")
	}
	// Without an authority the import just gets none, while an order would get
	// the default one.
	var authority Authority
	if asked.authorityID != nil {
		if authority, err = s.orderable(asked.authorityID); err != nil {
			return result{}, err
		}
	}
	r := s.becomeManaged(f, authority, c.now)
	s.apply(asked.settings, &r.settings)
	return s.changed(s.options.CreateAnswer, http.StatusCreated, r, c.now), nil
}

func (s *Server) findDiscovered(c *call) (*finding, error) {
	f, ok := s.discovered.byID[c.id]
	if ok && f.workspace == c.workspace {
		return f, nil
	}
	code := codeDiscoveredNotFound
	if s.options.DiscoveredNotFoundAsCertificate {
		code = codeCertificateNotFound
	}
	return nil, refuse(code, "the discovered certificate does not exist", "id", s.idValue(c.id))
}

func readImportRequest(c *call, f *finding) (importRequest, error) {
	in, err := c.input()
	if err != nil {
		return importRequest{}, err
	}
	asked := importRequest{
		settings: settingsRequest{
			autoRenew:     in.flag("autoRenew"),
			thresholdDays: in.integer("renewalThresholdDays"),
		},
		authorityID: in.integer("certificateAuthorityId"),
	}
	if threshold := asked.settings.thresholdDays; threshold != nil && f.leaf != nil && *threshold >= int64(f.leaf.lifetimeDays()) {
		in.reject("renewalThresholdDays", "must be less than the validity")
	}
	return asked, in.done()
}

func (s *Server) alreadyImported(f *finding) *refusal {
	if s.options.HideImportedID {
		return refuse(codeAlreadyImported, "the certificate has already been imported")
	}
	return refuse(codeAlreadyImported, "the certificate has already been imported",
		"certificateId", s.idValue(f.certificateID))
}

// becomeManaged makes a discovered certificate a managed one.
func (s *Server) becomeManaged(f *finding, authority Authority, now time.Time) *record {
	r := &record{
		id:           s.nextID(),
		workspace:    f.workspace,
		commonName:   f.commonName,
		names:        slices.Clone(f.names),
		authorityID:  authority.ID,
		keyType:      f.keyType,
		keySize:      f.keySize,
		validityDays: f.leaf.lifetimeDays(),
		settings:     s.defaultSettings(authority.ID, f.leaf.lifetimeDays()),
		createdAt:    now,
		readableAt:   now.Add(s.options.ReadDelay),
		listedAt:     now.Add(s.options.ListDelay),
	}
	if f.location != (Location{}) {
		r.locations = []Location{f.location}
	}
	r.issued(f.leaf)
	s.inventory.add(r)
	f.certificateID = r.id
	s.done.Imported++
	return r
}
