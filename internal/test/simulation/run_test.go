package simulation_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
)

// planned is what a plan decided about one block.
type planned struct {
	block *block
	// resource is the state after the refresh, kept only if it is applied.
	resource *acctest.Resource
	config   acctest.Attributes
	// plan is nil where the block is gone from the configuration.
	plan *acctest.ResourcePlan
	// allowed is what may be done, decided when it was planned.
	allowed allowance
}

func (p *planned) action() string {
	if p.plan == nil {
		return "destroy"
	}
	if len(p.plan.ReplacedBy) > 0 {
		return p.plan.Action + " because of " + strings.Join(p.plan.ReplacedBy, ", ")
	}
	return p.plan.Action
}

func (p *planned) isNoOp() bool { return p.plan != nil && p.plan.Action == acctest.NoOp }

// way is how a command refreshes.
type way struct{ isBulk, isRefreshing bool }

func someWay(random *rand.Rand) way {
	return way{isBulk: random.IntN(3) > 0, isRefreshing: random.IntN(8) > 0}
}

func (y way) String() string {
	switch {
	case !y.isRefreshing:
		return "without refresh"
	case y.isBulk:
		return "bulk refresh"
	default:
		return "single reads"
	}
}

// plan refreshes and plans. Terraform stops where one of them fails; ok is false
// then.
func (w *world) plan(blocks []*block, how way) (plans []*planned, ok bool) {
	process := w.process(how.isBulk)
	w.env.Mock.ResetJournal()
	refreshed := map[*block]*acctest.Resource{}
	ok = true
	for _, b := range blocks {
		r := process.Resource("tigertrust_certificate")
		if b.resource != nil {
			r = b.resource.WithProvider(process)
		}
		r.CreateBeforeDestroy = b.createsFirst
		if how.isRefreshing && r.Exists() {
			if run := r.Refresh(); !run.Succeeded {
				w.logf("  refresh of %s fails: %s", b.name, problems(run))
				ok = false
			}
		}
		refreshed[b] = r
	}
	for _, b := range blocks {
		if !ok {
			break
		}
		p := &planned{block: b, resource: refreshed[b], config: maps.Clone(b.config)}
		switch {
		case b.config != nil:
			if p.plan = p.resource.Plan(b.config); !p.plan.Succeeded {
				w.logf("  plan of %s fails: %s", b.name, problems(p.plan.Run))
				ok = false
			}
		case !p.resource.Exists():
			if b.exists() {
				b.lose()
				b.resource = p.resource
			}
			continue
		}
		p.allowed = w.allowance(p)
		plans = append(plans, p)
	}
	if writes := w.writes(); len(writes) > 0 {
		w.failf("write without an apply", "a plan sent %s", strings.Join(showEntries(writes), "; "))
	}
	return plans, ok
}

// apply applies plans, one after the other, in one process.
func (w *world) apply(plans []*planned) (ok bool) {
	process := w.process(true)
	ok = true
	w.saved = nil
	for _, p := range plans {
		p.resource = p.resource.WithProvider(process)
		p.resource.CreateBeforeDestroy = p.block.createsFirst
		before := w.ids()
		w.env.Mock.ResetJournal()
		var run *acctest.Run
		if p.plan == nil {
			run = p.resource.Destroy()
		} else {
			run = p.resource.ApplyPlan(p.plan)
		}
		writes := w.writes()
		result := "ok"
		if !run.Succeeded {
			result, ok = problems(run), false
		}
		w.logf("  %s: %s: %s", p.block.name, p.action(), result)
		for _, line := range showEntries(writes) {
			w.logf("      %s", line)
		}
		var added []int64
		for id := range w.ids() {
			if !before[id] {
				added = append(added, id)
			}
		}
		slices.Sort(added)
		adopted := w.adopted(p, before)
		if adopted == 0 {
			w.check(p, writes, added)
		} else {
			w.logf("      adopted %d", adopted)
			w.checkAdoption(p, plans, adopted)
			w.check(p, writes, append(slices.Clone(added), adopted))
			p.block.adopt(adopted)
		}
		w.record(p, run, writes, added)
	}
	if ok {
		blocks := make([]*block, len(plans))
		for i, p := range plans {
			blocks[i] = p.block
		}
		w.deploy(blocks, process)
	}
	return ok
}

// record notes what an apply has made of a block.
func (w *world) record(p *planned, run *acctest.Run, writes []entry, added []int64) {
	b := p.block
	b.resource = p.resource
	for _, id := range added {
		b.owned[id] = true
	}
	if !b.resource.Exists() {
		b.lose()
		return
	}
	if len(added) > 0 {
		w.gain(b, added, run.Succeeded)
	}
	w.recordSettings(p, run, writes, len(added) > 0)
	if run.Succeeded {
		b.applied = p.config
		b.hasAppliedRevoke = b.hasAppliedRevoke || p.config["on_destroy"] == "revoke"
	}
}

// recordSettings notes which settings the certificate has now, and whether they may
// be sent again.
func (w *world) recordSettings(p *planned, run *acctest.Run, writes []entry, isNew bool) {
	b := p.block
	updates := func(isMutated bool) bool {
		return slices.ContainsFunc(writes, func(e entry) bool { return e.Method == http.MethodPut && e.Mutated == isMutated })
	}
	hasUpdated, isRefused := updates(true), updates(false)
	certificate, exists := w.certificate(b)
	if exists && (isNew || hasUpdated || b.applied == nil) {
		b.settings = certificate.Settings
	}
	if run.Succeeded {
		areTargetsMissing := exists && p.config["deployment_targets"] != nil && certificate.Settings.DeploymentTargets == nil
		b.mayUpdate = isRefused || areTargetsMissing || b.mayUpdate && !hasUpdated && p.isNoOp()
	}
}

// gain notes the certificates that the block ordered. It has the one that is in
// the state, else the last one.
func (w *world) gain(b *block, added []int64, hasSucceeded bool) {
	b.lose()
	b.held = added[len(added)-1]
	if id := w.idInState(b.resource); slices.Contains(added, id) {
		b.held = id
	}
	b.isTainted, b.mayUpdate = !hasSucceeded, true
}

// adopt notes the certificate that the block took over.
func (b *block) adopt(id int64) {
	b.lose()
	b.held, b.owned[id], b.isImported = id, true, true
}

// lose forgets the certificate of a block that has none any more.
func (b *block) lose() {
	b.held, b.applied, b.isImported, b.hasAppliedRevoke, b.isTainted, b.mayUpdate = 0, nil, false, false, false, false
}

// problems returns the errors of a run on one line.
func problems(run *acctest.Run) string {
	var texts []string
	for _, d := range run.Diagnostics {
		if d.Severity == "error" {
			texts = append(texts, fmt.Sprintf("%q", d.Summary))
		}
	}
	return strings.Join(texts, ", ")
}
