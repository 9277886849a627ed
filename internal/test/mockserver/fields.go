package mockserver

import (
	"fmt"
	"maps"
	"slices"
)

// FieldMode controls whether a response contains a field.
type FieldMode int

const (
	// AsDocumented includes the field if the reference's example of that form
	// contains it.
	AsDocumented FieldMode = iota
	// Included includes the field, documented or not.
	Included
	// Omitted omits the field.
	Omitted
	// Null includes the field as null.
	Null
)

// Fields changes the fields of responses, by JSON name and separately for each
// form of object. An unknown name is a programming error: [New] and
// [Server.Configure] panic.
type Fields struct {
	// Single applies to GET /certificates/:id and to the responses of changes.
	Single map[string]FieldMode
	// List applies to the items of GET /certificates.
	List map[string]FieldMode
	// Discovered applies to the items of GET /discovered-certificates. The
	// reference has no example; by default the mock includes all fields.
	Discovered map[string]FieldMode
}

// IncludeSettings includes, in single and list responses, the settings that the
// reference's examples never contain: autoRenew, renewalThresholdDays,
// deploymentTargets and validityDays.
func IncludeSettings() Fields {
	settings := map[string]FieldMode{
		"autoRenew":            Included,
		"renewalThresholdDays": Included,
		"deploymentTargets":    Included,
		"validityDays":         Included,
	}
	return Fields{Single: settings, List: maps.Clone(settings)}
}

// clone returns a copy with writable maps.
func (f Fields) clone() Fields {
	writable := func(modes map[string]FieldMode) map[string]FieldMode {
		if modes == nil {
			return map[string]FieldMode{}
		}
		return maps.Clone(modes)
	}
	return Fields{Single: writable(f.Single), List: writable(f.List), Discovered: writable(f.Discovered)}
}

// checkNames panics if a mode is set for an unknown field.
func (f Fields) checkNames() {
	check := func(form string, modes map[string]FieldMode, known []string) {
		for name := range modes {
			if !slices.Contains(known, name) {
				panic(fmt.Sprintf("mockserver: unknown field %q in %s responses", name, form))
			}
		}
	}
	certificates := slices.Collect(maps.Keys(certificateFields))
	check("single", f.Single, certificates)
	check("list", f.List, certificates)
	check("discovered", f.Discovered, slices.Collect(maps.Keys(discoveredFields)))
}
