package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// The defaults of an order. Only the 30 days are documented.
const (
	defaultKeyType              = "RSA"
	defaultValidityDays         = 90
	defaultRenewalThresholdDays = 30
)

// maxRequestedDays is ten years. Not documented.
const maxRequestedDays = 3650

// keySizes are the sizes of each key type, the default first.
var keySizes = map[string][]int64{
	"RSA":   {2048, 3072, 4096},
	"ECDSA": {256, 384, 521},
}

// createRequest is the body of POST /certificates. Omitted fields are nil.
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
func (s *Server) createCertificate(req *request) (result, error) {
	order, err := readCreateRequest(req)
	if err != nil {
		return result{}, err
	}
	if apiErr := rejected(s.options.Likeness.first("order.status")); apiErr != nil {
		return result{}, apiErr
	}
	ca, err := s.issuingCA(order.caID)
	if err != nil {
		return result{}, err
	}
	r := s.newRecord(req, order, ca)
	s.certificates.add(r)
	s.runAfter(req.now, s.options.IssuanceDelay, func(at time.Time) { s.finishIssuance(r, at) })
	status := http.StatusCreated
	if r.pending() {
		status = http.StatusAccepted
	}
	return s.written("order", r, req.now, s.changeResult(s.options.CreateResponse, status, r, req.now)), nil
}

func readCreateRequest(req *request) (createRequest, error) {
	body, err := req.readBody()
	if err != nil {
		return createRequest{}, err
	}
	order := createRequest{
		commonName:    body.text("commonName"),
		names:         body.stringList("subjectAlternativeNames"),
		caID:          body.positiveInt("certificateAuthorityId"),
		keyType:       body.oneOf("keyType", "RSA", "ECDSA"),
		keySize:       body.positiveInt("keySize"),
		validityDays:  body.positiveInt("validityDays"),
		autoRenew:     body.boolean("autoRenew"),
		thresholdDays: body.positiveInt("renewalThresholdDays"),
	}
	order.checkNames(body)
	order.checkKey(body)
	order.checkDays(body)
	return order, body.err()
}

// checkNames validates the names and converts them to the form of responses.
func (order *createRequest) checkNames(body *bodyReader) {
	body.required("commonName", order.commonName != nil)
	if order.commonName != nil {
		ascii, problem := subjectName(*order.commonName)
		switch {
		case problem != "":
			body.reject("commonName", problem)
		case len(ascii) > maxCommonNameLength:
			body.reject("commonName", "must not be longer than 64 characters")
		}
		order.commonName = &ascii
	}
	if order.names == nil {
		return
	}
	total := len(*order.names)
	for i, name := range *order.names {
		canonical, problem := subjectName(name)
		if problem != "" {
			body.reject("subjectAlternativeNames", problem)
		}
		(*order.names)[i] = canonical
	}
	if order.commonName != nil && !slices.ContainsFunc(*order.names, func(name string) bool { return strings.EqualFold(name, *order.commonName) }) {
		total++
	}
	if total > maxNames {
		body.reject("subjectAlternativeNames", "must not contain more than 100 names in total")
	}
}

// checkKey validates the key type and size and sets their defaults.
func (order *createRequest) checkKey(body *bodyReader) {
	keyType := valueOr(order.keyType, defaultKeyType)
	sizes, ok := keySizes[keyType]
	if !ok {
		return // already rejected
	}
	size := valueOr(order.keySize, sizes[0])
	if !slices.Contains(sizes, size) {
		body.reject("keySize", "is not a size of the key type "+keyType)
	}
	order.keyType, order.keySize = &keyType, &size
}

// checkDays validates the validity period and the renewal threshold and sets
// their defaults.
func (order *createRequest) checkDays(body *bodyReader) {
	days := valueOr(order.validityDays, defaultValidityDays)
	if days > maxRequestedDays {
		body.reject("validityDays", "must not exceed 3650 days")
	}
	threshold := valueOr(order.thresholdDays, defaultThreshold(days))
	if order.thresholdDays != nil && threshold >= days {
		body.reject("renewalThresholdDays", "must be less than the validity period")
	}
	order.validityDays, order.thresholdDays = &days, &threshold
}

// defaultThreshold returns the default renewal threshold for a validity period.
// Like a requested threshold, it is less than the period.
func defaultThreshold[T int | int64](validityDays T) T {
	return min(defaultRenewalThresholdDays, max(validityDays-1, 1))
}

// newRecord returns the record of an order that has not been issued yet.
func (s *Server) newRecord(req *request, order createRequest, ca CertificateAuthority) *record {
	commonName, alternatives := *order.commonName, valueOr(order.names, nil)
	if s.options.LowercaseNames {
		commonName = strings.ToLower(commonName)
		for i, name := range alternatives {
			alternatives[i] = strings.ToLower(name)
		}
	}
	r := &record{
		id:           s.nextID(),
		workspace:    req.workspace,
		commonName:   commonName,
		caID:         ca.ID,
		keyType:      *order.keyType,
		keySize:      int(*order.keySize),
		validityDays: s.cappedValidityDays(int(*order.validityDays)),
		settings: Settings{
			AutoRenew:            valueOr(order.autoRenew, true),
			RenewalThresholdDays: s.cappedThresholdDays(int(*order.thresholdDays)),
		},
		createdAt:  req.now,
		readableAt: req.now.Add(s.options.ReadDelay),
		listedAt:   req.now.Add(s.options.ListDelay),
		searchable: strings.ToLower(commonName),
	}
	s.options.SettingsLimits.applyTo(&r.settings)
	r.names = combineNames(commonName, alternatives, timestamp(req.now))
	return r
}
