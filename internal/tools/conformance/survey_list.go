package main

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// The fields of the examples in the reference.
var (
	listFields = []string{
		"id", "commonName", "issuer", "serialNumber", "fingerprint", "subjectAlternativeNames", "validFrom", "validTo",
		"keyType", "keySize", "status", "renewalStatus", "certificateAuthorityId", "createdAt",
	}
	singleFields = []string{
		"id", "commonName", "issuer", "serialNumber", "fingerprint", "subjectAlternativeNames", "validFrom", "validTo",
		"keyType", "keySize", "status", "certificate", "chain", "locations",
	}
	locationFields   = []string{"agentId", "hostname", "path", "hasPrivateKey"}
	paginationFields = []string{"page", "limit", "total", "totalPages"}
	statisticsFields = []string{
		"total", "active", "expiring7Days", "expiring30Days", "expired", "revoked", "byAuthority", "byKeyType",
	}
	errorFields = []string{"code", "message", "details"}
)

// settingFields are those of requests, which some servers return.
var settingFields = []string{"autoRenew", "renewalThresholdDays", "deploymentTargets", "validityDays"}

// discoveredFields are the fields that the provider reads. The reference documents
// none.
var discoveredFields = []string{
	"id", "commonName", "subjectAlternativeNames", "issuer", "serialNumber", "fingerprint", "validFrom", "validTo",
	"keyType", "keySize", "source", "agentId", "hostname", "path", "imported", "certificateId",
}

// surveyList reads the list without parameters, and then the sample of the other
// surveys. It fails if the server is not a TigerTrust API.
func (s *survey) surveyList(ctx context.Context) error {
	first, err := s.get(ctx, nil, "certificates")
	if err != nil {
		return err
	}
	if !first.ok() || first.envelope() == nil || !hasAny(first.envelope(), "data", "pagination") {
		return s.accessError(ctx, first, nil)
	}
	s.envelope(ctx, "list", first)
	s.headers(first.header)
	if pages := first.pagination(); text(pages["limit"]) != "" {
		s.observed.add("list.limit.default", text(pages["limit"]))
	}
	_, items, err := s.list(ctx, "limit", "100")
	if err != nil {
		return err
	}
	s.observed.add("account.certificates", count(items))
	return nil
}

// recordItems records the forms of all certificates of the sample.
func (s *survey) recordItems(ctx context.Context) {
	for _, item := range s.listed {
		if status := text(item["status"]); status != "" {
			s.observed.add("account.statuses", word(status))
		}
	}
	certificates := issued(s.listed)
	s.fields(ctx, "listItem", certificates, slices.Concat(listFields, settingFields))
}

// envelope records the members of a list response and its pagination.
func (s *survey) envelope(ctx context.Context, prefix string, got *response) {
	envelope := got.envelope()
	var members []string
	for _, name := range slices.Sorted(maps.Keys(envelope)) {
		_, isList := got.items()
		switch {
		case !aName.MatchString(name):
		case name == "data" && !isList:
			members = append(members, "data ("+formOf("", envelope["data"])+")")
		default:
			members = append(members, name)
		}
	}
	s.observed.add(prefix+".envelope", namesOf(members))
	if err := s.replay.list(ctx, prefix, got); err != nil {
		s.unreadable[prefix+".envelope"] = reason(err)
	}
	if pages := got.pagination(); pages != nil {
		s.fields(ctx, prefix+".pagination", []object{pages}, paginationFields)
	}
}

func hasAny(o object, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { _, ok := o[name]; return ok })
}

// headers records the names of headers that help users and clients.
func (s *survey) headers(header http.Header) {
	var limits, requests []string
	for name := range header {
		lower := strings.ToLower(name)
		switch {
		case strings.Contains(lower, "ratelimit"), strings.Contains(lower, "rate-limit"), lower == "retry-after":
			limits = append(limits, name)
		case slices.Contains([]string{"x-request-id", "x-correlation-id", "x-amzn-requestid", "x-amzn-trace-id", "cf-ray", "request-id", "x-trace-id", "traceparent"}, lower):
			requests = append(requests, name)
		}
	}
	s.observed.add("header.rateLimit", namesOf(limits))
	s.observed.add("header.requestId", namesOf(requests))
}

// namesOf returns sorted names as one value.
func namesOf(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// number returns an integer, also from a string.
func number(value any) (int64, bool) {
	n, err := json.Number(text(value)).Int64()
	return n, err == nil
}
