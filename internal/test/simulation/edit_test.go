package simulation_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
)

// newConfig returns a first configuration of a block.
func newConfig(b *block, random *rand.Rand) acctest.Attributes {
	config := acctest.Attributes{"common_name": b.name + ".example.com"}
	set(config, "subject_alternative_names", pick[any](random, nil, nil, names(b, "www"), names(b, "www", "api")))
	set(config, "certificate_authority_id", pick[any](random, nil, nil, 5, 6))
	setKey(config, random)
	set(config, "validity_days", pick[any](random, nil, nil, 90, 60))
	set(config, "auto_renew", pick[any](random, nil, true, false))
	set(config, "renewal_threshold_days", pick[any](random, nil, 10, 14))
	set(config, "deployment_targets", pick[any](random, nil, nil, []string{"nginx-main"}, []string{"nginx-main", "haproxy-lb"}))
	set(config, "on_destroy", pick[any](random, nil, nil, "revoke", "abandon"))
	set(config, "renewal", pick[any](random, nil, nil, renewal(20, 0), renewal(0, 1), renewal(15, 1), renewalByPercent(33, 0), renewalByPercent(50, 7)))
	set(config, "adopt_existing", pick[any](random, nil, nil, nil, true))
	return config
}

// set sets an attribute, or removes it for nil.
func set(config acctest.Attributes, name string, value any) {
	if value == nil {
		delete(config, name)
		return
	}
	config[name] = value
}

func setKey(config acctest.Attributes, random *rand.Rand) {
	key := pick(random, [2]any{}, [2]any{}, [2]any{"RSA", nil}, [2]any{"RSA", 2048}, [2]any{"RSA", 3072}, [2]any{"ECDSA", nil}, [2]any{"ECDSA", 256}, [2]any{nil, 2048})
	set(config, "key_type", key[0])
	set(config, "key_size", key[1])
}

func names(b *block, hosts ...string) []string {
	var list []string
	for _, host := range hosts {
		list = append(list, host+"."+b.name+".example.com")
	}
	return list
}

func renewal(days, trigger int) map[string]any {
	attribute := map[string]any{"method": "acme"}
	if days > 0 {
		attribute["min_days_remaining"] = days
	}
	if trigger > 0 {
		attribute["triggers"] = map[string]string{"reason": strconv.Itoa(trigger)}
	}
	return attribute
}

func renewalByPercent(percent, failBelowDays int) map[string]any {
	attribute := map[string]any{"method": "acme", "min_percent_remaining": percent}
	if failBelowDays > 0 {
		attribute["fail_below_days"] = failBelowDays
	}
	return attribute
}

// someWritten returns a block that the configuration has, nil for none.
func (w *world) someWritten(random *rand.Rand) *block {
	b := w.blocks[random.IntN(len(w.blocks))]
	if b.config == nil {
		return nil
	}
	return b
}

// edit changes the configuration of one block.
func (w *world) edit(random *rand.Rand, what string, change func(*block, acctest.Attributes)) {
	b := w.someWritten(random)
	if b == nil {
		return
	}
	config := maps.Clone(b.config)
	change(b, config)
	w.logf("people: %s, in block %s: %s", what, b.name, show(config))
	b.config = config
}

// editOrder changes what only another certificate can have.
func editOrder(w *world, random *rand.Rand) {
	w.edit(random, "order something else", func(b *block, config acctest.Attributes) {
		switch random.IntN(5) {
		case 0:
			config["common_name"] = pick(random, b.name+".example.com", b.name+"2.example.com")
		case 1:
			set(config, "subject_alternative_names", pick[any](random, names(b, "www"), names(b, "api"), names(b, "www", "api"), []string{}))
		case 2:
			setKey(config, random)
		case 3:
			config["certificate_authority_id"] = pick(random, 5, 6, 7)
		case 4:
			config["validity_days"] = pick(random, 60, 89, 90)
		}
	})
}

// editSettings changes what an update can change.
func editSettings(w *world, random *rand.Rand) {
	w.edit(random, "change settings", func(_ *block, config acctest.Attributes) {
		switch random.IntN(3) {
		case 0:
			config["auto_renew"] = random.IntN(2) == 0
		case 1:
			config["renewal_threshold_days"] = pick(random, 5, 10, 14)
		case 2:
			config["deployment_targets"] = pick(random, []string{}, []string{"nginx-main"}, []string{"haproxy-lb", "nginx-main"})
		}
	})
}

// editSpelling writes the same in another way.
func editSpelling(w *world, random *rand.Rand) {
	w.edit(random, "write the same in another way", func(_ *block, config acctest.Attributes) {
		name := fmt.Sprint(config["common_name"])
		alternatives, _ := config["subject_alternative_names"].([]string)
		switch random.IntN(4) {
		case 0:
			config["common_name"] = strings.ToUpper(name[:1]) + name[1:]
		case 1:
			if alternatives != nil {
				config["subject_alternative_names"] = append([]string{name}, alternatives...)
			}
		case 2:
			if len(alternatives) > 0 {
				upper := make([]string, len(alternatives))
				for i := range alternatives {
					upper[len(upper)-1-i] = strings.ToUpper(alternatives[i])
				}
				config["subject_alternative_names"] = upper
			}
		case 3:
			config["common_name"] = strings.ToLower(name)
		}
	})
}

// optional are the attributes whose removal keeps what the certificate has.
var optional = []string{
	"subject_alternative_names", "certificate_authority_id", "key_type", "key_size", "validity_days",
	"auto_renew", "renewal_threshold_days", "deployment_targets",
}

func editRemoval(w *world, random *rand.Rand) {
	w.edit(random, "remove an optional attribute", func(_ *block, config acctest.Attributes) {
		delete(config, optional[random.IntN(len(optional))])
	})
}

// accept writes what the state has of the certificate into the configuration.
func accept(w *world, random *rand.Rand) {
	b := w.someWritten(random)
	if b == nil || !b.exists() || b.resource.Attribute("certificate_pem") == nil {
		return
	}
	config := maps.Clone(b.config)
	for _, name := range []string{"common_name", "subject_alternative_names", "certificate_authority_id", "key_type", "key_size"} {
		if value := b.resource.Attribute(name); value != nil && (config[name] != nil || random.IntN(2) == 0) {
			config[name] = plainValue(value)
		}
	}
	if days, ok := daysInState(b.resource); ok && config["validity_days"] != nil {
		config["validity_days"] = days
	}
	w.logf("people: accept what was granted, in block %s: %s", b.name, show(config))
	b.config = config
}

// plainValue returns a value of the state as the configuration has it.
func plainValue(value any) any {
	switch value := value.(type) {
	case []any:
		texts := make([]string, len(value))
		for i := range value {
			texts[i] = fmt.Sprint(value[i])
		}
		return texts
	case float64:
		return int(value)
	default:
		return value
	}
}

func editOnDestroy(w *world, random *rand.Rand) {
	w.edit(random, "change on_destroy", func(_ *block, config acctest.Attributes) {
		set(config, "on_destroy", pick[any](random, nil, "revoke", "abandon"))
	})
}

func editAdoption(w *world, random *rand.Rand) {
	w.edit(random, "change adopt_existing", func(_ *block, config acctest.Attributes) {
		set(config, "adopt_existing", pick[any](random, nil, true, false))
	})
}

func editRenewal(w *world, random *rand.Rand) {
	w.edit(random, "change renewal", func(_ *block, config acctest.Attributes) {
		set(config, "renewal", pick[any](random, nil, renewal(20, 0), renewal(15, 1), renewal(0, 1), renewal(0, 2), renewal(20, 3), renewal(30, 3), renewalByPercent(10, 0), renewalByPercent(33, 2)))
	})
}

func removeBlock(w *world, random *rand.Rand) {
	if b := w.someWritten(random); b != nil {
		w.logf("people: remove block %s", b.name)
		b.config = nil
	}
}

// addBlock writes a block that was removed before.
func addBlock(w *world, random *rand.Rand) {
	for _, b := range w.blocks {
		if b.config == nil {
			b.config = newConfig(b, random)
			w.logf("people: write block %s again: %s", b.name, show(b.config))
			return
		}
	}
}
