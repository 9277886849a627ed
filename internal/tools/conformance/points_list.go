package main

// Sections of the reference.
const (
	sectionFormat     = "Response Format"
	sectionList       = "List Certificates"
	sectionSingle     = "Get Certificate"
	sectionStatistics = "Get Certificate Statistics"
	sectionDiscovered = "List Discovered Certificates"
	sectionErrors     = "Error Codes"
)

func accountPoints() []point {
	return []point{
		{id: "account.certificates", title: "account: certificates", documented: notDocumented, assumed: anything},
		{
			id: "account.statuses", title: "account: statuses", line: referenceLine(sectionList, "| status |"),
			documented: "active, expiring, expired, revoked", assumed: "undocumented values are kept",
		},
		{id: "account.discovered", title: "account: discovered certificates", documented: notDocumented, assumed: anything},
	}
}

// listPoints are the rows about GET /certificates.
func listPoints() []point {
	all := []point{{
		id: "list.envelope", title: "list: members of the response", line: referenceLine(sectionFormat, `"data": [...]`),
		documented: "data, pagination", conforms: onlyValues("data, pagination"), assumed: "data is a list",
	}}
	for _, name := range paginationFields {
		all = append(all, fieldPoint(sectionFormat, "list.pagination", "list pagination: ", name))
	}
	for _, name := range listFields {
		all = append(all, fieldPoint(sectionList, "listItem", "list item: ", name))
	}
	for _, name := range settingFields {
		all = append(all, fieldPoint("", "listItem", "list item: ", name))
	}
	all = append(all,
		point{id: "values.listItem.keyType", title: "list item: values of keyType", line: referenceLine(sectionList, `"keyType":`), documented: "RSA", assumed: "undocumented values are kept"},
		point{id: "values.listItem.renewalStatus", title: "list item: values of renewalStatus", line: referenceLine(sectionList, `"renewalStatus":`), documented: "pending", assumed: "undocumented values are kept"},
		point{id: "other.listItem", title: "list item: other fields", documented: notDocumented, assumed: "ignored"},
	)
	return append(all, parameterPoints()...)
}

// parameterPoints are the rows about the query parameters of GET /certificates.
func parameterPoints() []point {
	parameter := func(name string) int { return referenceLine(sectionList, "| "+name+" |") }
	all := []point{
		{id: "list.limit.default", title: "list: items per page without limit", line: parameter("limit"), documented: "50", conforms: onlyValues("50"), assumed: anything},
		{id: "list.limit", title: "list: limit=1", line: parameter("limit"), documented: "honored", conforms: onlyValues("honored"), assumed: anything},
		{id: "list.limit.large", title: "list: limit=101", line: parameter("limit"), documented: "at most 100", conforms: noValues("honored"), assumed: "never sent"},
		{id: "list.page", title: "list: page=2", line: parameter("page"), documented: "other items", conforms: onlyValues("other items"), assumed: "other items", works: onlyValues("other items")},
		{id: "list.page.beyond", title: "list: a page after the last", documented: notDocumented, assumed: "never requested"},
		{id: "list.total", title: "list: total", line: referenceLine(sectionFormat, `"total":`), documented: "number of items", conforms: onlyValues("number of items"), assumed: "number of items", works: onlyValues("number of items")},
		{id: "list.totalPages", title: "list: totalPages", line: referenceLine(sectionFormat, `"totalPages":`), documented: "total / limit, rounded up", conforms: onlyValues("total / limit, rounded up"), assumed: "nothing: reads until total items were returned"},
	}
	for _, status := range documentedStatuses {
		all = append(all, filterPoint("list.filter.status="+status, "list: status="+status, parameter("status")))
	}
	all = append(all, filterPoint("list.filter.caId", "list: caId", parameter("caId")),
		point{id: "list.search", title: "list: search for an unknown text", line: parameter("search"), documented: "no item", conforms: onlyValues("no item"), assumed: "no item", works: onlyValues("no item")})
	for _, field := range searchFields {
		p := point{id: "list.search." + field, title: "list: search for the " + field, line: parameter("search"), documented: "found", conforms: onlyValues("found"), assumed: "optional"}
		if field == "commonName" {
			p.assumed, p.works = "found: finds lost orders and duplicates", onlyValues("found")
		}
		all = append(all, p)
	}
	all = append(all,
		point{id: "list.search.part", title: "list: search for a part of a name", documented: notDocumented, assumed: anything},
		point{id: "list.search.case", title: "list: search in upper case", documented: notDocumented, assumed: anything})
	for _, field := range []string{"expiresAt", "commonName", "createdAt"} {
		p := point{id: "list.sort." + field, title: "list: sortBy=" + field, line: parameter("sortBy"), documented: sortBoth, conforms: onlyValues(sortBoth), assumed: sortBoth, works: onlyValues(sortBoth)}
		if field == "commonName" {
			p.assumed, p.works = "nothing: sorts again", noValues("rejected")
		}
		all = append(all, p)
	}
	return append(all,
		point{id: "list.sort.default", title: "list: sortBy without sortOrder", documented: notDocumented, assumed: "never sent"},
		point{id: "list.order", title: "list: order without sortBy", documented: notDocumented, assumed: anything},
		point{id: "list.invalid", title: "list: invalid status", documented: notDocumented, assumed: "never sent"})
}

// filterPoint returns the row of a filter on which data sources depend.
func filterPoint(id, title string, line int) point {
	return point{id: id, title: title, line: line, documented: filterMatches, conforms: onlyValues(filterMatches), assumed: filterMatches, works: onlyValues(filterMatches)}
}
