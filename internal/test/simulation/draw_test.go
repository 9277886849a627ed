package simulation_test

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// step is one step of a sequence.
type step struct {
	// kind groups what the server does; it is empty for people.
	kind   string
	weight int
	do     func(*world, *rand.Rand)
}

var steps = []step{
	{"", 36, runApply},
	{"", 8, runPlan},
	{"", 5, runRefresh},
	{"", 3, savePlan},
	{"", 4, applySaved},
	{"", 6, editOrder},
	{"", 4, editSettings},
	{"", 6, editSpelling},
	{"", 4, editRemoval},
	{"", 6, accept},
	{"", 4, editOnDestroy},
	{"", 5, editRenewal},
	{"", 2, editAdoption},
	{"", 4, editDeployment},
	{"", 3, removeBlock},
	{"", 3, addBlock},
	{"", 1, forget},
	{"", 4, importBlock},
	{"time", 6, pass},
	{"grant", 8, changeGrants},
	{"renew", 8, renewByServer},
	{"limit", 4, limitSettings},
	{"drift", 2, driftSettings},
	{"fields", 5, changeFields},
	{"lag", 2, lag},
	{"delay", 3, delayIssuance},
	{"files", 2, loseFiles},
	{"migrate", 4, migrate},
	{"mixup", 6, mixUp},
	{"revoke", 3, revokeByServer},
	{"orphan", 4, leaveOrphan},
}

// draw returns the steps of a sequence: about two by people for one by the server.
func draw(random *rand.Rand) []step {
	kinds := strings.Split(*only, ",")
	byPeople, byServer := []step{}, []step{}
	for _, s := range steps {
		switch {
		case s.kind == "":
			byPeople = append(byPeople, s)
		case *only == "" || slices.Contains(kinds, s.kind):
			byServer = append(byServer, s)
		}
	}
	drawn := []step{{"", 0, runApply}}
	for range 8 + random.IntN(12) {
		if len(byServer) > 0 && random.IntN(3) == 0 {
			drawn = append(drawn, drawOne(byServer, random))
		} else {
			drawn = append(drawn, drawOne(byPeople, random))
		}
	}
	return append(drawn, step{"", 0, runApply}, step{"", 0, runPlan}, step{"", 0, runApply})
}

// drawOne returns one of the steps, by weight.
func drawOne(from []step, random *rand.Rand) step {
	total := 0
	for _, s := range from {
		total += s.weight
	}
	at := random.IntN(total)
	i := slices.IndexFunc(from, func(s step) bool { at -= s.weight; return at < 0 })
	return from[i]
}
