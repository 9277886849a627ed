package mockserver

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Observed values of parameters.
const (
	valueIgnored = "ignored"
	filterMore   = "other items too"
	filterMisses = "no item"
)

// listRules are the deviations of one list request.
type listRules struct {
	query url.Values
	// empty returns no items.
	empty bool
	// maxLimit is the largest accepted limit.
	maxLimit int64
}

// listRules returns the query that remains after the other server's treatment of
// the parameters.
func (l Likeness) listRules(query url.Values) (listRules, *apiError) {
	rules := listRules{query: cloneQuery(query), maxLimit: maxPageLimit}
	for _, apply := range []func(*listRules) *apiError{l.statusRule, l.caRule, l.searchRule, l.sortRule, l.limitRule, l.pageRule} {
		if err := apply(&rules); err != nil {
			return rules, err
		}
	}
	return rules, nil
}

func cloneQuery(query url.Values) url.Values {
	cloned := url.Values{}
	for name, values := range query {
		cloned[name] = slices.Clone(values)
	}
	return cloned
}

// filter applies the observed value of a filter.
func (rules *listRules) filter(parameter, value string) *apiError {
	switch value {
	case filterMore, valueIgnored:
		rules.query.Del(parameter)
	case filterMisses, "empty list":
		rules.query.Del(parameter)
		rules.empty = true
	}
	return rejected(value)
}

func (l Likeness) statusRule(rules *listRules) *apiError {
	status := rules.query.Get("status")
	if status == "" {
		return nil
	}
	if !slices.Contains([]string{statusActive, statusExpiring, statusExpired, statusRevoked}, status) {
		return rules.filter("status", l.first("list.invalid"))
	}
	return rules.filter("status", l.first("list.filter.status="+status))
}

func (l Likeness) caRule(rules *listRules) *apiError {
	if !rules.query.Has("caId") {
		return nil
	}
	return rules.filter("caId", l.first("list.filter.caId"))
}

func (l Likeness) searchRule(rules *listRules) *apiError {
	if rules.query.Has("search") && l.is("list.search", valueIgnored) {
		rules.query.Del("search")
	}
	return nil
}

func (l Likeness) sortRule(rules *listRules) *apiError {
	field := rules.query.Get("sortBy")
	if field == "" {
		return nil
	}
	value := l.first("list.sort." + field)
	if !rules.query.Has("sortOrder") && l["list.sort.default"] != nil {
		value = l.first("list.sort.default")
	}
	isDescending := rules.query.Get("sortOrder") == "desc"
	switch value {
	case valueIgnored:
		rules.query.Del("sortBy")
		rules.query.Del("sortOrder")
	case "reversed":
		rules.query.Set("sortOrder", map[bool]string{true: "asc", false: "desc"}[isDescending])
	case "wrong order":
		rules.query.Del("sortOrder")
		if isDescending {
			rules.query.Del("sortBy")
		}
	}
	return rejected(value)
}

func (l Likeness) limitRule(rules *listRules) *apiError {
	limit, _ := strconv.ParseInt(rules.query.Get("limit"), 10, 64)
	value := l.first("list.limit")
	switch {
	case value == valueIgnored:
		rules.query.Del("limit")
	case limit > maxPageLimit:
		value = l.first("list.limit.large")
		if value == "honored" {
			rules.maxLimit = limit
		} else if fields := strings.Fields(value); len(fields) == 3 && fields[0] != "rejected:" {
			// "reduced to 100" or "replaced by 20"
			rules.query.Set("limit", fields[2])
			rules.maxLimit = limit
		}
	case limit == 0 || limit == maxPageLimit:
		value = ""
	}
	if !rules.query.Has("limit") && l.first("list.limit.default") != "" {
		rules.query.Set("limit", l.first("list.limit.default"))
		rules.maxLimit = max(rules.maxLimit, integerOf(l.first("list.limit.default")))
	}
	return rejected(value)
}

func (l Likeness) pageRule(rules *listRules) *apiError {
	page, _ := strconv.ParseInt(rules.query.Get("page"), 10, 64)
	value := l.first("list.page")
	if page < 2 || page > maxPageLimit {
		return nil
	}
	switch value {
	case "the items of page 1":
		rules.query.Del("page")
	case "empty list":
		rules.empty = true
	}
	return rejected(value)
}

// pageBeyond applies the observed value of a page after the last one.
func (l Likeness) pageBeyond(page *pageRequest, items int) *apiError {
	if page.number == 1 || (page.number-1)*page.limit < int64(items) {
		return nil
	}
	value := l.first("list.page.beyond")
	if value == "items" {
		page.number = 1
	}
	return rejected(value)
}

// matchesSearch reports whether a search finds a certificate, if that was
// observed for searches of this kind.
func (l Likeness) matchesSearch(r *record, fingerprint, search string) (matches, known bool) {
	commonName := strings.ToLower(r.commonName)
	for _, kind := range []struct {
		point   string
		matches bool
	}{
		{"list.search.commonName", r.commonName == search},
		{"list.search.case", commonName == strings.ToLower(search)},
		{"list.search.fingerprint", fingerprint == search},
		{"list.search.issuer", r.leaf != nil && r.leaf.issuer == search},
		{"list.search.part", strings.Contains(commonName, strings.ToLower(search))},
	} {
		if kind.matches && l[kind.point] != nil {
			return l.is(kind.point, "found"), true
		}
	}
	return false, false
}

// discoveredRules is like listRules for discovered certificates.
func (l Likeness) discoveredRules(query url.Values) (listRules, *apiError) {
	rules := listRules{query: cloneQuery(query), maxLimit: maxPageLimit}
	for _, parameter := range []string{"imported", "source", "agentId"} {
		if !rules.query.Has(parameter) {
			continue
		}
		if err := rules.filter(parameter, l.first("discovered.filter."+parameter)); err != nil {
			return rules, err
		}
	}
	if !rules.query.Has("limit") {
		return rules, rejected(l.first("discovered.envelope"))
	}
	value := l.first("discovered.limit")
	if value == valueIgnored {
		rules.query.Del("limit")
	}
	return rules, rejected(value)
}

// listBody returns the body of a list response.
func (l Likeness) listBody(prefix string, items []any, pagination map[string]any) map[string]any {
	if l.is("list.total", "another number") && prefix == "list" {
		pagination["total"] = integerOf(pagination["total"]) + 1
	}
	if prefix == "list" && len(l) > 0 {
		total, limit := integerOf(pagination["total"]), integerOf(pagination["limit"])
		isWrong, fitsOnePage := l.is("list.totalPages", "another number"), total <= limit && l["list.total"] != nil
		switch {
		case !isWrong:
			pagination["totalPages"] = (total + limit - 1) / limit
		case !l.is("list.total", "another number") && !fitsOnePage:
			pagination["totalPages"] = integerOf(pagination["totalPages"]) + 1
		}
	}
	l.reshape(prefix+".pagination", 0, pagination, nil, nil)
	body := map[string]any{"data": items, "pagination": pagination}
	if members := l.first(prefix + ".envelope"); members != "" {
		return withMembers(body, members)
	}
	return body
}

// differing returns the value of a field that differs between a certificate and
// its list item.
func (l Likeness) differing(name string, value any) any {
	fields, ok := strings.CutPrefix(l.first("single.agreement"), "differs: ")
	if !ok || !slices.Contains(strings.Split(fields, ", "), name) {
		return value
	}
	switch value := value.(type) {
	case int:
		return value + 1
	case int64:
		return value + 1
	case bool:
		return !value
	case []string:
		return append(slices.Clone(value), "another.example.com")
	case string:
		return differingText(name, value)
	default:
		return value
	}
}

// differingText changes the last digit of serial numbers and fingerprints, and the
// day of times.
func differingText(name, value string) string {
	switch name {
	case "serialNumber", "fingerprint":
		last := map[bool]string{true: "1", false: "0"}[strings.HasSuffix(value, "0")]
		return value[:len(value)-1] + last
	case "validFrom", "validTo", "createdAt", "discoveredAt":
		return "2000-01-01T00:00:00Z"
	default:
		return value + "-other"
	}
}
