package simulation_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

type entry = mockserver.Entry

// writes returns the requests for changes since the journal was reset.
func (w *world) writes() []entry {
	return w.env.Mock.Journal().Where(func(e entry) bool { return e.Method != http.MethodGet })
}

func showEntries(entries []entry) []string {
	var lines []string
	for _, e := range entries {
		line := fmt.Sprintf("%s %s %s -> %d %s", e.Method, e.Path, e.Body, e.Status, e.Code)
		if e.Fault != "" {
			line += " (" + string(e.Fault) + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

// allowance is what an apply may do to a block, each with the reason; an empty
// reason is none.
type allowance struct {
	order, revocation, renewal, update string
}

// allowance decides what the plan of a block may do. It looks at what people
// wrote, at the state after the refresh and at the server, never at the plan,
// but for a replacement that the plan shows to be because of the status.
func (w *world) allowance(p *planned) allowance {
	b := p.block
	certificate, isHeld := w.certificate(b)
	var allowed allowance
	switch {
	case p.plan == nil:
		allowed.revocation = "the block was removed"
	case b.held == 0:
		allowed.order = "the block is new"
	case b.isTainted:
		allowed.order = "the creation failed"
	default:
		allowed.order = changedOrder(b, p.resource)
		isShown := slices.Contains(p.plan.ReplacedBy, `AttributeName("status")`)
		if isShown && (certificate.Status == "revoked" || certificate.Status == "failed") {
			allowed.order = "a plan showed that it is " + certificate.Status
		}
	}
	if allowed.revocation == "" && isHeld {
		allowed.revocation = allowed.order
	}
	if !b.mayRevoke() {
		allowed.revocation = ""
	}
	if p.plan != nil && isHeld {
		allowed.renewal = changedRenewal(b, certificate, w.env.Clock.Now())
	}
	if p.plan != nil {
		allowed.update = changedSettings(b, certificate)
	}
	return allowed
}

// mayRevoke reports whether the configuration that was applied lets the
// certificate be revoked. What the block only imported must stay, unless
// on_destroy = "revoke" was applied.
func (b *block) mayRevoke() bool {
	if b.isImported {
		return b.hasAppliedRevoke
	}
	return b.applied["on_destroy"] != "abandon"
}

// changedOrder returns which attribute of the order a person has changed to
// something that neither was applied before nor is what the state has.
func changedOrder(b *block, state *acctest.Resource) string {
	config, applied := b.config, b.applied
	differs := func(name string, inState any) bool {
		isNew := applied == nil || !same(config[name], applied[name])
		return config[name] != nil && isNew && !same(config[name], inState)
	}
	for _, name := range []string{"common_name", "certificate_authority_id", "key_type", "key_size"} {
		if differs(name, state.Attribute(name)) {
			return "a person changed " + name
		}
	}
	days, _ := daysInState(state)
	if differs("validity_days", days) {
		return "a person changed validity_days"
	}
	if config["subject_alternative_names"] != nil {
		written := nameSet(config["common_name"], config["subject_alternative_names"])
		before := ""
		if applied["subject_alternative_names"] != nil {
			before = nameSet(applied["common_name"], applied["subject_alternative_names"])
		}
		if written != before && written != nameSet(state.Attribute("common_name"), state.Attribute("subject_alternative_names")) {
			return "a person changed subject_alternative_names"
		}
	}
	return ""
}

// same compares two values without regard to letter case or types of numbers.
func same(a, b any) bool { return strings.EqualFold(fmt.Sprint(a), fmt.Sprint(b)) }

// nameSet returns a text that is the same for the same names.
func nameSet(commonName, alternatives any) string {
	set := []string{strings.ToLower(fmt.Sprint(commonName))}
	texts, _ := plainValue(alternatives).([]string)
	for _, name := range texts {
		set = append(set, strings.ToLower(name))
	}
	slices.Sort(set)
	return strings.Join(slices.Compact(set), " ")
}

// daysInState returns how long the certificate of the state is valid in all.
func daysInState(state *acctest.Resource) (int, bool) {
	from, errFrom := time.Parse(time.RFC3339, fmt.Sprint(state.Attribute("valid_from")))
	to, errTo := time.Parse(time.RFC3339, fmt.Sprint(state.Attribute("valid_to")))
	return int((to.Sub(from) + 12*time.Hour) / day), errFrom == nil && errTo == nil
}

// changedRenewal returns why the attribute renewal asks for a renewal.
func changedRenewal(b *block, certificate mockserver.Certificate, now time.Time) string {
	written, _ := b.config["renewal"].(map[string]any)
	before, _ := b.applied["renewal"].(map[string]any)
	if written == nil {
		return ""
	}
	if days, ok := written["min_days_remaining"].(int); ok && now.Add(time.Duration(days)*day).After(certificate.ValidTo) {
		return "the window is open"
	}
	if percent, ok := written["min_percent_remaining"].(int); ok {
		lifetime := certificate.ValidTo.Sub(certificate.ValidFrom)
		if now.Add(lifetime * time.Duration(percent) / 100).After(certificate.ValidTo) {
			return "the window is open"
		}
	}
	if before["triggers"] != nil && written["triggers"] != nil && !same(before["triggers"], written["triggers"]) {
		return "a person changed triggers"
	}
	if certificate.RenewalStatus == "failed" {
		return "the last renewal failed"
	}
	return ""
}

// changedSettings returns why the settings may be sent.
func changedSettings(b *block, certificate mockserver.Certificate) string {
	for _, name := range []string{"auto_renew", "renewal_threshold_days", "deployment_targets"} {
		if b.config[name] != nil && (b.applied == nil || !same(b.config[name], b.applied[name])) {
			return "a person changed " + name
		}
	}
	if b.mayUpdate {
		return "responses have other fields, or the certificate is new"
	}
	if fmt.Sprint(certificate.Settings) != fmt.Sprint(b.settings) {
		return "the settings were changed on the server"
	}
	return ""
}

// check fails if an apply sent what was not allowed.
func (w *world) check(p *planned, writes []entry, added []int64) {
	b := p.block
	orders := 0
	for _, e := range writes {
		kind, reason := w.judge(p, e, added)
		if kind == "order" && e.Mutated {
			orders++
		}
		if subject, _ := w.parsePath(e.Path); subject != 0 && subject != b.held && !slices.Contains(added, subject) {
			w.failf("write to another certificate", "block %s has certificate %d, and the provider sent %s %s", b.name, b.held, e.Method, e.Path)
		}
		if reason == "" {
			w.failf(p.kindOfViolation(kind), "nobody asked for %s %s %s for block %s; applied was %s, written is %s", e.Method, e.Path, e.Body, b.name, show(b.applied), show(p.config))
		}
	}
	if orders > 1 && !w.listLags {
		w.failf("order", "block %s ordered %d certificates in one apply", b.name, orders)
	}
}

// adopted returns the certificate that a block has taken over in an apply, zero for
// none. Before contains the certificates that existed.
func (w *world) adopted(p *planned, before map[int64]bool) int64 {
	id := w.idInState(p.resource)
	if p.plan == nil || p.block.held == id || !before[id] {
		return 0
	}
	return id
}

// checkAdoption fails unless the configuration asks for the adoption, and the
// certificate has the configured names and belongs to no other block of the run. With
// -target, nothing shows the provider that another block manages it.
func (w *world) checkAdoption(p *planned, run []*planned, id int64) {
	certificate, _ := w.env.Mock.Certificate(id)
	written, has := p.config, nameSet(certificate.CommonName, certificate.SubjectAlternativeNames)
	isNamed := same(written["common_name"], certificate.CommonName) &&
		(written["subject_alternative_names"] == nil || has == nameSet(written["common_name"], written["subject_alternative_names"]))
	isOther := slices.ContainsFunc(run, func(other *planned) bool { return other.block != p.block && other.block.held == id })
	if written["adopt_existing"] != true || !isNamed || isOther || certificate.Status == "revoked" {
		w.failf("adoption", "block %s adopted certificate %d (%s, %s), written is %s", p.block.name, id, has, certificate.Status, show(written))
	}
}

// judge returns what a request does, and why it is allowed; an empty reason means
// that it is not.
func (w *world) judge(p *planned, e entry, added []int64) (kind, reason string) {
	subject, operation := w.parsePath(e.Path)
	switch {
	case e.Method == http.MethodPost && subject == 0:
		return "order", p.allowed.order
	case e.Method == http.MethodPut && slices.Contains(added, subject):
		return "update", "the certificate is new"
	case e.Method == http.MethodPut && operation == "":
		return "update", p.allowed.update
	case operation == "revoke":
		return "revocation", p.allowed.revocation
	case operation == "renew":
		return "renewal", p.allowed.renewal
	default:
		return "request", ""
	}
}

// kindOfViolation returns the kind of a request that was not allowed.
func (p *planned) kindOfViolation(kind string) string {
	switch {
	case kind == "revocation" && p.block.isImported:
		return "revocation of an import"
	case (kind == "order" || kind == "revocation") && p.plan != nil && p.plan.Action == acctest.Replace:
		return "replacement"
	default:
		return kind
	}
}

// parsePath returns the certificate and the operation that a path names.
func (w *world) parsePath(path string) (id int64, operation string) {
	rest, ok := strings.CutPrefix(path, "/api/certificates/")
	if !ok {
		return 0, ""
	}
	text, operation, _ := strings.Cut(rest, "/")
	return w.env.Mock.CertificateNumber(text), operation
}
