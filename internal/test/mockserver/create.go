package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// What an order gets that says nothing about it. Only the 30 days are
// documented.
const (
	defaultKeyType              = "RSA"
	defaultValidityDays         = 90
	defaultRenewalThresholdDays = 30
)

// maxRequestedDays is ten years: more is surely a mistake.
const maxRequestedDays = 3650

// keySizes are the sizes of each key type, the default one first.
var keySizes = map[string][]int64{
	"RSA":   {2048, 3072, 4096},
	"ECDSA": {256, 384, 521},
}

// createRequest is the body of POST /certificates. Nil is what was left out.
type createRequest struct {
	commonName    *string
	names         *[]string
	caID          *int64
	keyType       *string
	keySize       *int64
	validityDays  *int64
	autoRenew     *bool
	thresholdDays *int64
}

// createCertificate serves POST /certificates.
func (s *Server) createCertificate(c *request) (result, error) {
	asked, err := readCreateRequest(c)
	if err != nil {
		return result{}, err
	}
	authority, err := s.issuingCA(asked.caID)
	if err != nil {
		return result{}, err
	}
	r := s.newRecord(c, asked, authority)
	s.certificates.add(r)
	s.runAfter(c.now, s.options.IssuanceDelay, func(at time.Time) { s.finishIssuance(r, at) })
	status := http.StatusCreated
	if r.pending() {
		status = http.StatusAccepted
	}
	return s.changeResult(s.options.CreateResponse, status, r, c.now), nil
}

func readCreateRequest(c *request) (createRequest, error) {
	in, err := c.readBody()
	if err != nil {
		return createRequest{}, err
	}
	asked := createRequest{
		commonName:    in.text("commonName"),
		names:         in.stringList("subjectAlternativeNames"),
		caID:          in.positiveInt("certificateAuthorityId"),
		keyType:       in.oneOf("keyType", "RSA", "ECDSA"),
		keySize:       in.positiveInt("keySize"),
		validityDays:  in.positiveInt("validityDays"),
		autoRenew:     in.boolean("autoRenew"),
		thresholdDays: in.positiveInt("renewalThresholdDays"),
	}
	asked.checkNames(in)
	asked.checkKey(in)
	asked.checkDays(in)
	return asked, in.err()
}

// checkNames replaces the names by the form in which they are answered.
func (q *createRequest) checkNames(in *bodyReader) {
	in.required("commonName", q.commonName != nil)
	if q.commonName != nil {
		ascii, problem := dnsName(*q.commonName)
		switch {
		case problem != "":
			in.reject("commonName", problem)
		case len(ascii) > maxCommonNameLength:
			in.reject("commonName", "must not be longer than 64 characters")
		}
		q.commonName = &ascii
	}
	if q.names == nil {
		return
	}
	total := len(*q.names)
	for i, name := range *q.names {
		canonical, problem := subjectAlternativeName(name)
		if problem != "" {
			in.reject("subjectAlternativeNames", problem)
		}
		(*q.names)[i] = canonical
	}
	if q.commonName != nil && !slices.ContainsFunc(*q.names, func(name string) bool { return strings.EqualFold(name, *q.commonName) }) {
		total++
	}
	if total > maxNames {
		in.reject("subjectAlternativeNames", "must not hold so many names")
	}
}

// checkKey gives the key the defaults it was left with.
func (q *createRequest) checkKey(in *bodyReader) {
	keyType := valueOr(q.keyType, defaultKeyType)
	sizes, ok := keySizes[keyType]
	if !ok {
		return // refused already
	}
	size := valueOr(q.keySize, sizes[0])
	if !slices.Contains(sizes, size) {
		in.reject("keySize", "does not belong to the key type "+keyType)
	}
	q.keyType, q.keySize = &keyType, &size
}

// checkDays gives the lifetime and the threshold the defaults they were left
// with.
func (q *createRequest) checkDays(in *bodyReader) {
	days := valueOr(q.validityDays, defaultValidityDays)
	if days > maxRequestedDays {
		in.reject("validityDays", "must not exceed ten years")
	}
	threshold := valueOr(q.thresholdDays, defaultThreshold(days))
	if q.thresholdDays != nil && threshold >= days {
		in.reject("renewalThresholdDays", "must be less than the validity")
	}
	q.validityDays, q.thresholdDays = &days, &threshold
}

// defaultThreshold is the renewal threshold that goes with a lifetime: below
// it, as a threshold that is asked for has to be.
func defaultThreshold[T int | int64](lifetimeDays T) T {
	return min(defaultRenewalThresholdDays, max(lifetimeDays-1, 1))
}

// valueOr returns what a pointer points to, or the default for nil.
func valueOr[T any](p *T, absent T) T {
	if p == nil {
		return absent
	}
	return *p
}

// issuingCA returns the authority for an order; nil asks for the default one.
func (s *Server) issuingCA(id *int64) (CertificateAuthority, error) {
	if id == nil {
		i := slices.IndexFunc(s.options.CertificateAuthorities, func(a CertificateAuthority) bool { return !a.Unconfigured })
		if i < 0 || s.options.NoDefaultCA {
			return CertificateAuthority{}, newAPIError(codeCANotConfigured, "no default certificate authority is configured")
		}
		return s.options.CertificateAuthorities[i], nil
	}
	a, ok := s.options.certificateAuthority(*id)
	if !ok || a.Unconfigured {
		return CertificateAuthority{}, newAPIError(codeCANotConfigured, "the certificate authority is not configured",
			"certificateAuthorityId", s.idValue(*id))
	}
	return a, nil
}

// newRecord makes the record of an order that is not issued yet.
func (s *Server) newRecord(c *request, asked createRequest, authority CertificateAuthority) *record {
	commonName, alternatives := *asked.commonName, valueOr(asked.names, nil)
	if s.options.LowercaseNames {
		commonName = strings.ToLower(commonName)
		for i, name := range alternatives {
			alternatives[i] = strings.ToLower(name)
		}
	}
	r := &record{
		id:           s.nextID(),
		workspace:    c.workspace,
		commonName:   commonName,
		caID:         authority.ID,
		keyType:      *asked.keyType,
		keySize:      int(*asked.keySize),
		validityDays: s.cappedValidityDays(int(*asked.validityDays)),
		settings: Settings{
			AutoRenew:            valueOr(asked.autoRenew, true),
			RenewalThresholdDays: s.cappedThresholdDays(int(*asked.thresholdDays)),
		},
		createdAt:  c.now,
		readableAt: c.now.Add(s.options.ReadDelay),
		listedAt:   c.now.Add(s.options.ListDelay),
		searchable: strings.ToLower(commonName),
	}
	s.options.SettingsLimits.applyTo(&r.settings)
	r.names = combineNames(commonName, alternatives, timestamp(c.now))
	return r
}
