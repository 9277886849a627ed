package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The tests of this file send requests with random values. The server of package
// acctest compares each response of a shortcut with that of the framework.

// shortcutConfigs are configurations of certificates whose states have different
// values and private data.
func shortcutConfigs() []acctest.Attributes {
	return []acctest.Attributes{
		{"common_name": "a.example.com"},
		{"common_name": "B.example.com", "subject_alternative_names": []string{"WWW.b.example.com", "192.0.2.1"}, "key_type": "ECDSA", "key_size": 256},
		{"common_name": "c.example.com", "auto_renew": true, "renewal_threshold_days": 20, "deployment_targets": []string{"nginx"}, "validity_days": 60},
		{"common_name": "d.example.com", "renewal": map[string]any{"method": "acme", "min_days_remaining": 10, "triggers": map[string]string{"a": "b"}}},
		{"common_name": "e.example.com", "on_destroy": "abandon", "revocation_reason": "superseded", "timeouts": map[string]any{"create": "5m"}},
	}
}

// orderAll returns the certificates of shortcutConfigs in the state of another
// process, which has read the list.
func orderAll(t *testing.T, env *acctest.Environment) (*acctest.Protocol, []*acctest.Resource) {
	t.Helper()
	env.Clock.Advance(time.Since(acctest.Start))
	ordering, reading := env.Protocol(t), env.Protocol(t)
	var resources []*acctest.Resource
	for _, config := range shortcutConfigs() {
		ordered := ordering.Resource("tigertrust_certificate")
		ordered.Apply(config).MustSucceed()
		ordered.Refresh().MustSucceed()
		resources = append(resources, ordered.WithProvider(reading))
	}
	for _, resource := range resources {
		resource.Refresh().MustSucceed()
	}
	return reading, resources
}

func TestReadResource_Unchanged_TakesShortcut(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string]mockserver.Fields{"documented fields": {}, "settings too": mockserver.IncludeSettings()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: fields})
			reading, resources := orderAll(t, env)
			env.Mock.ResetJournal()
			for i, resource := range resources {
				request := resource.ReadRequest()
				response, err := reading.Server().ReadResource(t.Context(), request)
				if err != nil {
					t.Fatal(err)
				}
				if response.NewState != request.CurrentState {
					t.Errorf("the framework has responded to the refresh of certificate %d", i)
				}
			}
			if sent := len(env.Mock.Journal()); sent > 0 {
				t.Errorf("expected no request, got %d", sent)
			}
		})
	}
}

func TestReadResource_ShortcutsDisabled_FrameworkResponds(t *testing.T) {
	t.Setenv("TIGERTRUST_DISABLE_SHORTCUTS", "true")
	reading, resources := orderAll(t, acctest.New(t, mockserver.Options{}))
	for i, resource := range resources {
		request := resource.ReadRequest()
		response, err := reading.Server().ReadResource(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if response.NewState == request.CurrentState {
			t.Errorf("a shortcut has responded to the refresh of certificate %d", i)
		}
	}
}

func TestReadResource_RandomState_RespondsLikeFramework(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	reading, resources := orderAll(t, env)
	typ := certificateType(t, reading.Server())
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same values in each run
	shortcuts := 0
	for range 400 {
		request := resources[random.IntN(len(resources))].ReadRequest()
		request.CurrentState = change(t, random, typ, request.CurrentState, resources)
		request.Private = changePrivate(t, random, request.Private)
		if random.IntN(3) == 0 {
			request.CurrentIdentity = nil
		}
		response, err := reading.Server().ReadResource(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if response.NewState == request.CurrentState {
			shortcuts++
		}
	}
	if shortcuts < 50 {
		t.Errorf("expected many shortcuts, got %d", shortcuts)
	}
}

func certificateType(t *testing.T, server tfprotov6.ProviderServer) tftypes.Object {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return schemas.ResourceSchemas["tigertrust_certificate"].ValueType().(tftypes.Object) //nolint:forcetypeassert // a schema is an object
}

// change changes none, one or two attributes of a state.
func change(t *testing.T, random *rand.Rand, typ tftypes.Object, state *tfprotov6.DynamicValue, others []*acctest.Resource) *tfprotov6.DynamicValue {
	t.Helper()
	attributes := attributesOf(t, typ, state)
	names := slices.Sorted(maps.Keys(attributes))
	for range random.IntN(3) {
		name := names[random.IntN(len(names))]
		other := attributesOf(t, typ, others[random.IntN(len(others))].ReadRequest().CurrentState)[name]
		attributes[name] = changed(random, attributes[name], other)
	}
	result, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, attributes))
	if err != nil {
		t.Fatal(err)
	}
	return &result
}

func attributesOf(t *testing.T, typ tftypes.Object, state *tfprotov6.DynamicValue) map[string]tftypes.Value {
	t.Helper()
	value, err := state.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	return attributes
}

// changed returns null, the value of another certificate, or a value that is similar
// to the current one.
func changed(random *rand.Rand, value, other tftypes.Value) tftypes.Value {
	var text string
	var number big.Float
	var flag bool
	var elements []tftypes.Value
	switch choice := random.IntN(4); {
	case choice == 0:
		return tftypes.NewValue(value.Type(), nil)
	case choice == 1 || value.IsNull():
		return other
	case value.As(&text) == nil:
		return tftypes.NewValue(value.Type(), []string{"", strings.ToUpper(text), strings.ToLower(text), text + "1"}[random.IntN(4)])
	case value.As(&number) == nil:
		return tftypes.NewValue(value.Type(), number.Add(&number, big.NewFloat(1)))
	case value.As(&flag) == nil:
		return tftypes.NewValue(value.Type(), !flag)
	case value.Type().Is(tftypes.Set{}) && value.As(&elements) == nil:
		return tftypes.NewValue(value.Type(), elements[:random.IntN(len(elements)+1)])
	default:
		return value
	}
}

// changePrivate sometimes removes a value from a private state, or adds one.
func changePrivate(t *testing.T, random *rand.Rand, private []byte) []byte {
	t.Helper()
	var values map[string][]byte
	if err := json.Unmarshal(private, &values); err != nil {
		t.Fatal(err)
	}
	switch keys := slices.Sorted(maps.Keys(values)); random.IntN(8) {
	case 0:
		return nil
	case 1:
		delete(values, keys[random.IntN(len(keys))])
	case 2:
		values[".import_before_read"] = []byte("true")
	case 3:
		works := []string{`{"completion":true}`, `{"duplicates":[1001]}`, fmt.Sprintf(`{"searched_at":%d}`, time.Now().Unix())}
		values["pending_work"] = []byte(works[random.IntN(len(works))])
	case 4:
		values["renewal"] = []byte(`{"submitted":{"at":1,"method":"acme"}}`)
	case 5:
		return append([]byte(" "), private...)
	}
	changed, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestValidateResourceConfig_RandomConfig_RespondsLikeFramework(t *testing.T) {
	t.Parallel()
	server := acctest.New(t, mockserver.Options{}).Protocol(t).Server()
	typ := certificateType(t, server)
	text := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	names := []tftypes.Value{text("a.example.com"), text("b.example.com"), text("192.0.2.1"), text("https://a.example.com"), text(""), text(nil), text(tftypes.UnknownValue)}
	number := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.Number, value) }
	others := map[string][]tftypes.Value{
		"key_type":               {text("RSA"), text("ECDSA"), text(tftypes.UnknownValue)},
		"key_size":               {number(256), number(2048), number(tftypes.UnknownValue)},
		"validity_days":          {number(0), number(30), number(90)},
		"renewal_threshold_days": {number(30), number(60)},
		"status":                 {text("active")},
		"on_destroy":             {text("revoke"), text("keep")},
	}
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same values in each run
	for range 500 {
		attributes := map[string]tftypes.Value{}
		for name, attributeType := range typ.AttributeTypes {
			attributes[name] = tftypes.NewValue(attributeType, nil)
			if values := others[name]; values != nil && random.IntN(6) == 0 {
				attributes[name] = values[random.IntN(len(values))]
			}
		}
		attributes["common_name"] = names[random.IntN(len(names)+2)%len(names)]
		if n := random.IntN(5); n > 0 {
			alternatives := []tftypes.Value{}
			for range n - 1 {
				alternatives = append(alternatives, names[random.IntN(len(names))])
			}
			attributes["subject_alternative_names"] = tftypes.NewValue(typ.AttributeTypes["subject_alternative_names"], alternatives)
		}
		config, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, attributes))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: "tigertrust_certificate", Config: &config}); err != nil {
			t.Fatal(err)
		}
	}
}
