package main

import "slices"

// singlePoints are the rows about GET /certificates/:id.
func singlePoints() []point {
	all := []point{
		{id: "single", title: "certificate: request by id", line: referenceLine(sectionSingle, "GET /api/certificates/:id"), documented: "returned", conforms: onlyValues("returned"), assumed: "returned"},
		{id: "single.id.same", title: "certificate: id of the response", line: referenceLine(sectionSingle, `"id":`), documented: "the requested id", conforms: onlyValues("the requested id"), assumed: "the requested id", works: onlyValues("the requested id")},
	}
	for _, name := range singleFields {
		p := fieldPoint(sectionSingle, "certificate", "certificate: ", name)
		if name == "certificate" {
			p.works = func(values []string) bool {
				return slices.ContainsFunc(values, func(form string) bool { return form != formAbsent && form != formNull && form != formEmptyString })
			}
		}
		all = append(all, p)
	}
	for _, name := range slices.Concat([]string{"renewalStatus", "certificateAuthorityId", "createdAt"}, settingFields) {
		all = append(all, fieldPoint("", "certificate", "certificate: ", name))
	}
	for _, name := range locationFields {
		all = append(all, fieldPoint(sectionSingle, "location", "location: ", name))
	}
	return append(all,
		point{id: "other.certificate", title: "certificate: other fields", documented: notDocumented, assumed: "ignored"},
		point{id: "other.location", title: "location: other fields", documented: notDocumented, assumed: "ignored"},
		point{id: "single.agreement", title: "certificate: compared with its list item", line: referenceLine(sectionSingle, "GET /api/certificates/:id"), documented: "agrees", conforms: onlyValues("agrees"), assumed: "optional; if it differs, each certificate is read"})
}

func statisticsPoints() []point {
	all := []point{{id: "statistics", title: "statistics: request", line: referenceLine(sectionStatistics, "GET /api/certificates/stats"), documented: "returned", conforms: onlyValues("returned"), assumed: "returned"}}
	for _, name := range statisticsFields {
		all = append(all, fieldPoint(sectionStatistics, "statistics", "statistics: ", name))
	}
	return append(all, point{id: "other.statistics", title: "statistics: other fields", documented: notDocumented, assumed: "ignored"})
}

// discoveredPoints are the rows about GET /discovered-certificates.
func discoveredPoints() []point {
	parameter := func(name string) int { return referenceLine(sectionDiscovered, "| "+name+" |") }
	all := []point{{
		id: "discovered.envelope", title: "discovered: members of the response", line: referenceLine(sectionFormat, `"data": [...]`),
		documented: "data, pagination", conforms: onlyValues("data, pagination"), assumed: "data is a list",
	}}
	for _, name := range paginationFields {
		all = append(all, fieldPoint(sectionFormat, "discovered.pagination", "discovered pagination: ", name))
	}
	for _, name := range discoveredFields {
		all = append(all, fieldPoint("", "discoveredItem", "discovered: ", name))
	}
	all = append(all,
		point{id: "other.discoveredItem", title: "discovered: other fields", documented: notDocumented, assumed: "ignored"},
		point{id: "discovered.limit", title: "discovered: limit=1", documented: notDocumented, assumed: "never sent"})
	for _, name := range []string{"imported", "source", "agentId"} {
		all = append(all, filterPoint("discovered.filter."+name, "discovered: filter "+name, parameter(name)))
	}
	return all
}

// errorPoints are the rows about error responses.
func errorPoints() []point {
	all := []point{{
		id: "error.envelope", title: "error: members of the response", line: referenceLine(sectionFormat, `"error": {`),
		documented: "error", conforms: onlyValues("error"), assumed: "optional",
	}}
	for _, name := range errorFields {
		p := fieldPoint(sectionFormat, "errorObject", "error: ", name)
		if name == "details" {
			p.conforms = onlyValues(formObject, formIntegers)
		}
		all = append(all, p)
	}
	return append(all,
		point{id: "error.wrongKey", title: "error: wrong key", documented: notDocumented, assumed: "401 or 403"},
		point{
			id: "error.unknownId", title: "error: unknown id", line: referenceLine(sectionErrors, "| CERTIFICATE_NOT_FOUND |"),
			documented: "CERTIFICATE_NOT_FOUND", conforms: hasCode("CERTIFICATE_NOT_FOUND"), assumed: "404 or 410 CERTIFICATE_NOT_FOUND",
		})
}

func headerPoints() []point {
	return []point{
		{id: "header.rateLimit", title: "header: rate limit", documented: notDocumented, assumed: anything},
		{id: "header.requestId", title: "header: request id", documented: notDocumented, assumed: "optional; shown in errors"},
	}
}
