package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// CallFunction calls a function with strings and numbers, and returns its result,
// decoded from JSON, or its error.
func (p *Protocol) CallFunction(name string, arguments ...any) (any, *tfprotov6.FunctionError) {
	p.t.Helper()
	definition, ok := p.schemas.Functions[name]
	if !ok {
		p.t.Fatalf("the provider has no function %s", name)
	}
	request := &tfprotov6.CallFunctionRequest{Name: name}
	for _, argument := range arguments {
		var typ tftypes.Type = tftypes.Number
		if _, isString := argument.(string); isString {
			typ = tftypes.String
		}
		request.Arguments = append(request.Arguments, p.dynamic(tftypes.NewValue(typ, argument)))
	}
	response, err := p.server.CallFunction(p.t.Context(), request)
	if err != nil {
		p.t.Fatal(err)
	}
	if response.Error != nil {
		return nil, response.Error
	}
	result, err := response.Result.Unmarshal(definition.Return.Type)
	if err != nil {
		p.t.Fatal(err)
	}
	return plain(p.t, result), nil
}
