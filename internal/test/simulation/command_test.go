package simulation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// command runs one command of Terraform. A fault that mixes up responses lasts as
// long as the command.
func (w *world) command(do func()) {
	do()
	w.env.Mock.ClearFaults()
	w.isMixedUp = false
}

// runPlan plans. Where nothing disturbs that, it compares a plan after a bulk
// refresh with one after single reads.
func runPlan(w *world, random *rand.Rand) {
	w.command(func() {
		blocks := w.some(random)
		how := way{isBulk: true, isRefreshing: true}
		w.logf("people: plan %s (%s)", showNames(blocks), how)
		if w.isMixedUp || w.listLags {
			plans, _ := w.plan(blocks, how)
			w.logf("  %s", strings.Join(showPlans(plans), "; "))
			return
		}
		w.comparePlans(blocks)
	})
}

func (w *world) comparePlans(blocks []*block) {
	byList, _ := w.plan(blocks, way{isBulk: true, isRefreshing: true})
	bySingles, _ := w.plan(blocks, way{isBulk: false, isRefreshing: true})
	inBulk, oneByOne := showPlans(byList), showPlans(bySingles)
	w.logf("  %s", strings.Join(oneByOne, "; "))
	if !slices.Equal(inBulk, oneByOne) {
		w.failf("plan by list", "a plan after a bulk refresh is\n    %s\nafter single reads it is\n    %s", strings.Join(inBulk, "\n    "), strings.Join(oneByOne, "\n    "))
	}
}

func showPlans(plans []*planned) []string {
	var lines []string
	for _, p := range plans {
		line := p.block.name + ": " + p.action()
		if p.plan != nil && len(p.plan.Unknown) > 0 && p.plan.Action == "update" {
			line += " with unknown " + strings.Join(p.plan.Unknown, ", ")
		}
		lines = append(lines, line)
	}
	return lines
}

func runApply(w *world, random *rand.Rand) {
	blocks, how := w.some(random), someWay(random)
	hasSucceeded := false
	w.command(func() {
		w.logf("people: apply %s (%s)", showNames(blocks), how)
		if plans, ok := w.plan(blocks, how); ok {
			hasSucceeded = w.apply(plans)
		}
	})
	if hasSucceeded && random.IntN(2) == 0 {
		w.applyAgain(blocks, way{isBulk: random.IntN(2) == 0, isRefreshing: true})
	}
}

// applyAgain expects that an apply leaves nothing to do, unless something is not
// finished.
func (w *world) applyAgain(blocks []*block, how way) {
	w.logf("people: apply %s again (%s)", showNames(blocks), how)
	plans, ok := w.plan(blocks, how)
	if !ok {
		w.failf("repeated apply", "an apply succeeded, and the plan after it fails")
	}
	w.apply(plans)
	for _, p := range plans {
		if why := w.unfinished(p); why == "" && !p.isNoOp() {
			w.failf("repeated apply", "block %s is applied, and the next plan is: %s, with unknown %s", p.block.name, p.action(), strings.Join(p.plan.Unknown, ", "))
		}
	}
}

// unfinished returns why the apply of a block may leave something to do.
func (w *world) unfinished(p *planned) string {
	certificate, ok := w.certificate(p.block)
	switch {
	case !ok:
		return "it has no certificate"
	case w.listLags:
		return "lists lag"
	case p.allowed != allowance{}:
		return fmt.Sprintf("allowed is %+v", p.allowed)
	case certificate.CertificatePEM == "" || certificate.RenewalStatus == "in_progress":
		return "issuance is not finished"
	}
	return ""
}

// savePlan plans and keeps the plan.
func savePlan(w *world, random *rand.Rand) {
	w.command(func() {
		blocks, how := w.some(random), someWay(random)
		w.logf("people: save a plan of %s (%s)", showNames(blocks), how)
		if plans, ok := w.plan(blocks, how); ok {
			w.logf("  %s", strings.Join(showPlans(plans), "; "))
			w.saved = plans
		}
	})
}

func applySaved(w *world, _ *rand.Rand) {
	if w.saved == nil {
		return
	}
	w.command(func() {
		w.logf("people: apply the saved plan")
		w.apply(w.saved)
	})
}

func runRefresh(w *world, random *rand.Rand) {
	w.command(func() {
		blocks := w.some(random)
		how := way{isBulk: random.IntN(3) > 0, isRefreshing: true}
		w.logf("people: refresh %s (%s)", showNames(blocks), how)
		plans, ok := w.plan(blocks, how)
		if !ok {
			return
		}
		w.saved = nil
		for _, p := range plans {
			if p.resource.Exists() {
				p.block.resource = p.resource
			}
		}
	})
}

// forget removes a block from the state and from the configuration.
func forget(w *world, random *rand.Rand) {
	b := w.blocks[random.IntN(len(w.blocks))]
	if !b.exists() {
		return
	}
	w.logf("people: remove block %s from the state and the configuration", b.name)
	b.lose()
	b.resource, b.config, w.saved = nil, nil, nil
}

// importBlock imports a certificate that no block has.
func importBlock(w *world, random *rand.Rand) {
	i := slices.IndexFunc(w.blocks, func(b *block) bool { return !b.exists() })
	if i < 0 {
		return
	}
	b := w.blocks[i]
	var free []int64
	for _, certificate := range w.env.Mock.Certificates("") {
		isFree := certificate.Status != "revoked" && certificate.CertificatePEM != ""
		for _, other := range w.blocks {
			isFree = isFree && other.held != certificate.ID && w.idInState(other.resource) != certificate.ID
		}
		if isFree {
			free = append(free, certificate.ID)
		}
	}
	if len(free) == 0 {
		return
	}
	id := free[random.IntN(len(free))]
	w.command(func() {
		w.env.Mock.ResetJournal()
		r := w.process(true).Resource("tigertrust_certificate")
		run := r.Import(w.env.Mock.CertificateID(id))
		w.logf("people: import certificate %d into block %s: %s", id, b.name, problems(run))
		if writes := w.writes(); len(writes) > 0 {
			w.failf("write without an apply", "an import sent %s", strings.Join(showEntries(writes), "; "))
		}
		if !run.Succeeded || !r.Exists() {
			return
		}
		w.saved = nil
		b.lose()
		b.resource, b.held, b.isImported, b.mayUpdate = r, id, true, true
		b.owned[id] = true
		certificate, _ := w.certificate(b)
		b.settings = certificate.Settings
		if b.config == nil || random.IntN(2) == 0 {
			b.config = importedConfig(b, random)
		}
		w.logf("people: block %s is %s", b.name, show(b.config))
	})
}

// importedConfig returns the configuration that Terraform generates, or a part
// of it.
func importedConfig(b *block, random *rand.Rand) map[string]any {
	config := map[string]any{"common_name": fmt.Sprint(b.resource.Attribute("common_name"))}
	for _, name := range []string{"subject_alternative_names", "certificate_authority_id", "key_type", "key_size", "on_destroy"} {
		if value := b.resource.Attribute(name); value != nil && random.IntN(3) > 0 && value != "revoke" {
			config[name] = plainValue(value)
		}
	}
	return config
}
