package mockserver

import (
	"fmt"
	"maps"
	"slices"
)

// FieldMode says whether an answer shows a field.
type FieldMode int

const (
	// AsDocumented shows what the reference's example of that form shows.
	AsDocumented FieldMode = iota
	// Included shows the field, documented or not.
	Included
	// Omitted leaves it out.
	Omitted
	// Null shows it as null.
	Null
)

// Fields changes what answers show, by JSON field name and for each form of
// object on its own. Naming a field that the mock does not know is a
// programming error and panics in [New] and [Server.WriteConfig].
type Fields struct {
	// Single is the answer of GET /certificates/:id and of changes.
	Single map[string]FieldMode
	// List is an item of GET /certificates.
	List map[string]FieldMode
	// Discovered is an item of GET /discovered-certificates. The reference does
	// not show one: by default the mock shows all it has.
	Discovered map[string]FieldMode
}

// IncludeSettings shows, in single and in list answers, the settings that the
// reference's examples never show: autoRenew, renewalThresholdDays,
// deploymentTargets and validityDays.
func IncludeSettings() Fields {
	echo := map[string]FieldMode{
		"autoRenew":            Included,
		"renewalThresholdDays": Included,
		"deploymentTargets":    Included,
		"validityDays":         Included,
	}
	return Fields{Single: echo, List: maps.Clone(echo)}
}

// clone returns a copy that can be written to.
func (f Fields) clone() Fields {
	clone := func(modes map[string]FieldMode) map[string]FieldMode {
		if modes == nil {
			return map[string]FieldMode{}
		}
		return maps.Clone(modes)
	}
	return Fields{Single: clone(f.Single), List: clone(f.List), Discovered: clone(f.Discovered)}
}

// checkNames panics if a mode is set for a field that does not exist.
func (f Fields) checkNames() {
	check := func(form string, modes map[string]FieldMode, known []string) {
		for name := range modes {
			if !slices.Contains(known, name) {
				panic(fmt.Sprintf("mockserver: no field %q in %s answers", name, form))
			}
		}
	}
	certificates := slices.Collect(maps.Keys(certificateFields))
	check("single", f.Single, certificates)
	check("list", f.List, certificates)
	check("discovered", f.Discovered, slices.Collect(maps.Keys(discoveredFields)))
}
