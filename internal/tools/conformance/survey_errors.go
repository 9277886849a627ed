package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// surveyErrors makes requests that must fail: with a wrong key, for an unknown id,
// with an invalid parameter.
func (s *survey) surveyErrors(ctx context.Context) error {
	prefix, _, _ := strings.Cut(s.api.key, "_")
	if prefix != "ak" && prefix != "ck" {
		prefix = "ak"
	}
	wrongKey, err := s.getFrom(ctx, s.api.withKey(prefix+"_conformance_wrong_key"), query("limit", "1"), "certificates")
	if err != nil {
		return err
	}
	unknownID, err := s.get(ctx, nil, "certificates", s.unknownID())
	if err != nil {
		return err
	}
	invalid, err := s.get(ctx, query("status", "conformance-invalid"), "certificates")
	if err != nil {
		return err
	}
	s.failure("error.wrongKey", wrongKey)
	s.failure("error.unknownId", unknownID)
	if err := s.replay.unknownID(ctx, unknownID); err != nil {
		s.unreadable["error.unknownId"] = reason(err)
	}
	failures := slices.DeleteFunc([]*response{wrongKey, unknownID, invalid}, (*response).ok)
	s.surveyEnvelopes(ctx, failures)
	return nil
}

// failure records the status and code of a response.
func (s *survey) failure(point string, got *response) {
	if got.ok() {
		s.observed.add(point, fmt.Sprintf("%d without an error", got.status))
		return
	}
	s.observed.add(point, outcome(got))
}

// surveyEnvelopes records the forms of error responses.
func (s *survey) surveyEnvelopes(ctx context.Context, failures []*response) {
	var envelopes []object
	for _, failure := range failures {
		members := slices.Sorted(maps.Keys(failure.envelope()))
		s.observed.add("error.envelope", namesOf(slices.DeleteFunc(members, func(name string) bool { return !aName.MatchString(name) })))
		if envelope, ok := failure.envelope()["error"].(object); ok {
			envelopes = append(envelopes, envelope)
		}
	}
	s.fields(ctx, "errorObject", envelopes, errorFields)
}

// unknownID returns an id in the form of the account's ids that no certificate
// has.
func (s *survey) unknownID() string {
	known := ""
	if len(s.listed) > 0 {
		known = idText(s.listed[0])
	}
	if known == "" || isNumeric(known) {
		return "2147483647"
	}
	start := strings.LastIndexFunc(known, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) + 1
	return known[:start] + strings.Map(func(rune) rune { return '0' }, known[start:])
}
