package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// maxSingles limits the certificates that are read one by one.
const maxSingles = 10

// surveySingles reads certificates by their ids, and compares them with their list
// items.
func (s *survey) surveySingles(ctx context.Context) error {
	var singles []object
	var differing []string
	compared := false
	for _, item := range issued(s.listed) {
		if len(singles) == maxSingles || idText(item) == "" {
			continue
		}
		data, err := s.single(ctx, item)
		if err != nil {
			return err
		}
		if data == nil {
			continue
		}
		singles = append(singles, data)
		common, different := compare(item, data)
		compared = compared || common
		differing = append(differing, different...)
	}
	s.fields(ctx, "certificate", singles, slices.Concat(singleFields, []string{"renewalStatus", "certificateAuthorityId", "createdAt"}, settingFields))
	s.fields(ctx, "location", locations(singles), locationFields)
	slices.Sort(differing)
	switch {
	case len(differing) > 0:
		s.observed.add("single.agreement", "differs: "+strings.Join(slices.Compact(differing), ", "))
	case compared:
		s.observed.add("single.agreement", "agrees")
	}
	return nil
}

// single returns the certificate of a list item, nil if the server does not return
// it.
func (s *survey) single(ctx context.Context, item object) (object, error) {
	got, err := s.get(ctx, nil, "certificates", idText(item))
	if err != nil {
		return nil, err
	}
	data := got.data()
	if !got.ok() || data == nil {
		s.observed.add("single", rejection(got))
		s.unreadable["single"] = "a certificate of the list cannot be read"
		return nil, nil
	}
	s.observed.add("single", "returned")
	s.observed.add("single.id.same", sameID(item, data))
	return data, nil
}

// compare returns the names of the fields whose values differ between a list item
// and its certificate. hasCommon reports whether both have any field in common.
func compare(item, data object) (hasCommon bool, differing []string) {
	for name, listed := range item {
		single := data[name]
		if name == "id" || listed == nil || single == nil || !aName.MatchString(name) {
			continue
		}
		hasCommon = true
		if normalize(name, listed) != normalize(name, single) {
			differing = append(differing, name)
		}
	}
	return hasCommon, differing
}

func sameID(item, data object) string {
	switch idText(data) {
	case idText(item):
		return "the requested id"
	case "":
		return "no id"
	default:
		return "another id"
	}
}

func locations(certificates []object) []object {
	var all []object
	for _, certificate := range certificates {
		list, _ := certificate["locations"].([]any)
		for _, element := range list {
			if location, ok := element.(object); ok {
				all = append(all, location)
			}
		}
	}
	return all
}

// normalize returns a value as text that is equal for different forms of the same
// value.
func normalize(name string, value any) string {
	if list, ok := value.([]any); ok {
		elements := make([]string, len(list))
		for i, element := range list {
			elements[i] = strings.ToLower(normalize("", element))
		}
		slices.Sort(elements)
		return strings.Join(elements, "\n")
	}
	plain := text(value)
	if plain == "" {
		encoded, _ := json.Marshal(value)
		return string(encoded)
	}
	switch kinds[name] {
	case kindTime:
		if at, ok := parseTime(plain); ok {
			return at.UTC().Truncate(time.Second).String()
		}
	case kindSerial, kindFingerprint:
		return strings.ToLower(strings.ReplaceAll(plain, ":", ""))
	default:
	}
	return plain
}

// surveyStatistics reads the statistics.
func (s *survey) surveyStatistics(ctx context.Context) error {
	got, err := s.get(ctx, nil, "certificates", "stats")
	if err != nil {
		return err
	}
	if !got.ok() || got.data() == nil {
		s.observed.add("statistics", rejection(got))
		s.unreadable["statistics"] = "the data source tigertrust_certificate_stats requires it"
		return nil
	}
	s.observed.add("statistics", "returned")
	s.fields(ctx, "statistics", []object{got.data()}, statisticsFields)
	return nil
}

// surveyDiscovered reads the discovered certificates, and filters them.
func (s *survey) surveyDiscovered(ctx context.Context) error {
	list := func(parameters ...string) (*response, []object, error) {
		got, err := s.get(ctx, query(parameters...), "discovered-certificates")
		if err != nil {
			return nil, nil, err
		}
		items, _ := got.items()
		return got, items, nil
	}
	got, items, err := list()
	if err != nil {
		return err
	}
	if !got.ok() {
		s.observed.add("discovered.envelope", rejection(got))
		s.unreadable["discovered.envelope"] = "the data source tigertrust_discovered_certificates requires it"
		return nil
	}
	s.discovered = items
	s.envelope(ctx, "discovered", got)
	s.observed.add("account.discovered", count(items))
	s.fields(ctx, "discoveredItem", items, discoveredFields)
	filter := func(parameter, value string) error {
		got, items, err := list(parameter, value)
		if err != nil {
			return err
		}
		hasField := func(item object) bool { return filterText(item[parameter]) != "" }
		matches := func(item object) bool { return filterText(item[parameter]) == value }
		known := slices.ContainsFunc(s.discovered, matches)
		s.filter("discovered.filter."+parameter, got, items, known, hasField, matches)
		return nil
	}
	values := [][2]string{{"imported", "true"}, {"imported", "false"}}
	for _, parameter := range []string{"source", "agentId"} {
		for _, item := range items {
			if value := text(item[parameter]); value != "" {
				values = append(values, [2]string{parameter, value})
				break
			}
		}
	}
	for _, each := range values {
		if err := filter(each[0], each[1]); err != nil {
			return err
		}
	}
	if len(items) < 2 {
		return nil
	}
	got, items, err = list("limit", "1")
	if err != nil {
		return err
	}
	value := "honored"
	switch {
	case !got.ok():
		value = rejection(got)
	case len(items) != 1:
		value = "ignored"
	}
	s.observed.add("discovered.limit", value)
	return nil
}

// filterText returns a value in the form of a query parameter.
func filterText(value any) string {
	if flag, ok := value.(bool); ok {
		if flag {
			return "true"
		}
		return "false"
	}
	return text(value)
}
