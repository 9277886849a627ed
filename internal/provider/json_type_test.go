package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestHasType(t *testing.T) {
	t.Parallel()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"text":   tftypes.String,
		"number": tftypes.Number,
		"on":     tftypes.Bool,
		"names":  tftypes.Set{ElementType: tftypes.String},
		"ids":    tftypes.List{ElementType: tftypes.Number},
		"tags":   tftypes.Map{ElementType: tftypes.String},
		"nested": tftypes.Object{AttributeTypes: map[string]tftypes.Type{"text": tftypes.String}},
	}}
	for raw, want := range map[string]bool{
		`{"text":"a","number":1,"on":true,"names":["a"],"ids":[1],"tags":{"a":"b"},"nested":{"text":"a"}}`: true,
		`{"text":null,"number":null,"on":null,"names":null,"ids":null,"tags":null,"nested":null}`:          true,
		`{"text":"a","number":1.5,"on":false,"names":[],"ids":[],"tags":{},"nested":{"text":null}}`:        true,
		`null`: true,
		`{"text":"a","number":1,"on":true,"names":["a"],"ids":[1],"tags":{"a":"b"}}`:                             false,
		`{"text":"a","number":1,"on":true,"names":["a"],"ids":[1],"tags":{"a":"b"},"nested":{}}`:                 false,
		`{"text":"a","number":1,"on":true,"names":["a"],"ids":[1],"tags":{"a":"b"},"nested":{"text":"a"},"b":1}`: false,
		`{"text":1,"number":1,"on":true,"names":["a"],"ids":[1],"tags":{"a":"b"},"nested":null}`:                 false,
		`{"text":"a","number":"1","on":true,"names":["a"],"ids":[1],"tags":{"a":"b"},"nested":null}`:             false,
		`{"text":"a","number":1,"on":"true","names":["a"],"ids":[1],"tags":{"a":"b"},"nested":null}`:             false,
		`{"text":"a","number":1,"on":true,"names":[1],"ids":[1],"tags":{"a":"b"},"nested":null}`:                 false,
		`{"text":"a","number":1,"on":true,"names":"a","ids":[1],"tags":{"a":"b"},"nested":null}`:                 false,
		`{"text":"a","number":1,"on":true,"names":["a"],"ids":["1"],"tags":{"a":"b"},"nested":null}`:             false,
		`{"text":"a","number":1,"on":true,"names":["a"],"ids":[1],"tags":{"a":1},"nested":null}`:                 false,
		`{"text":"a","number":1,"on":true,"names":["a"],"ids":[1],"tags":["a"],"nested":null}`:                   false,
		`[]`: false,
		`{`:  false,
		``:   false,
	} {
		if got := hasType([]byte(raw), typ); got != want {
			t.Errorf("%s: got %t", raw, got)
		}
	}
}
