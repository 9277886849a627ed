package main

import "strings"

// hasCode returns a condition for outcomes with this error code.
func hasCode(code string) func([]string) bool {
	return func(values []string) bool {
		for _, value := range values {
			if !strings.HasSuffix(value, " "+code) {
				return false
			}
		}
		return true
	}
}

// orderPoints are the rows about writes.
func orderPoints() []point {
	all := []point{
		{id: "order.read", title: "order: readable by its id", documented: notDocumented, assumed: anything},
		{id: "order.issuance", title: "order: issued", documented: notDocumented, assumed: anything},
		{id: "order.pending", title: "order: status until issued", documented: notDocumented, assumed: "any; failed, error, rejected, denied and canceled end the wait"},
		{id: "order.list", title: "order: found by a search", documented: notDocumented, assumed: "within a minute"},
		{id: "update.effect", title: "update: settings of the certificate", documented: notDocumented, assumed: "optional; drift is visible if returned"},
		{id: "update.omitted", title: "update: settings that are omitted", documented: notDocumented, assumed: "nothing: sends all configured settings"},
		{id: "renew.issuance", title: "renewal: issued", documented: notDocumented, assumed: anything},
		{id: "renew.id", title: "renewal: id", documented: notDocumented, assumed: "the same id; otherwise the apply shows how to import"},
		{id: "deploy.location", title: "deployment: location", line: referenceLine(sectionSingle, `"locations":`), documented: "listed", conforms: noValues(notSeen), assumed: "listed within the time limit"},
		{id: "revoke.result", title: "revocation: status", line: referenceLine(sectionList, "| status |"), documented: "revoked", conforms: onlyValues("revoked"), assumed: "revoked", works: onlyValues("revoked", "Revoked", "REVOKED")},
	}
	for _, write := range []struct{ id, title, section, line string }{
		{"order", "order", "Create Certificate", "POST /api/certificates"},
		{"update", "update", "Update Certificate", "PUT /api/certificates/:id"},
		{"renew", "renewal", "Renew Certificate", "POST /api/certificates/:id/renew"},
		{"deploy", "deployment", "Deploy Certificate", "POST /api/certificates/:id/deploy"},
		{"revoke", "revocation", "Revoke Certificate", "POST /api/certificates/:id/revoke"},
	} {
		line := referenceLine(write.section, write.line)
		all = append(all,
			point{id: write.id + ".status", title: write.title + ": HTTP status", line: line, documented: "accepted", conforms: noValues("rejected"), assumed: "any of 200 to 299"},
			point{id: write.id + ".fields", title: write.title + ": fields of the response", documented: notDocumented, assumed: assumedResponses[write.id], works: acceptedResponses[write.id]})
	}
	for _, code := range []string{"INVALID_CERTIFICATE", "ALREADY_REVOKED", "RENEWAL_IN_PROGRESS", "CA_NOT_CONFIGURED", "AGENT_UNAVAILABLE"} {
		all = append(all, point{
			id: "code." + code, title: "error: " + errorCases[code], line: referenceLine(sectionErrors, "| "+code+" |"),
			documented: code, conforms: hasCode(code), assumed: assumedCodes[code],
		})
	}
	return all
}

// assumedResponses are the assumptions about the responses to writes.
var assumedResponses = map[string]string{
	"order":  "optional; without an id the list is searched",
	"update": "optional", "renew": "optional", "deploy": "optional", "revoke": "optional",
}

var acceptedResponses = map[string]func([]string) bool{
	"update": noValues("no JSON"), "renew": noValues("no JSON"), "deploy": noValues("no JSON"), "revoke": noValues("no JSON"),
}

// errorCases are the requests that lead to the documented codes.
var errorCases = map[string]string{
	"INVALID_CERTIFICATE": "import of a malformed certificate", "ALREADY_REVOKED": "second revocation", "RENEWAL_IN_PROGRESS": "renewal during a renewal",
	"CA_NOT_CONFIGURED": "order from an unknown CA", "AGENT_UNAVAILABLE": "deployment by an unknown agent",
}

var assumedCodes = map[string]string{
	"INVALID_CERTIFICATE": "shown with advice", "ALREADY_REVOKED": "a revoked certificate is a success", "RENEWAL_IN_PROGRESS": "joins the renewal",
	"CA_NOT_CONFIGURED": "shown with advice", "AGENT_UNAVAILABLE": "repeated until the time limit",
}
