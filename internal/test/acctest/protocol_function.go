package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// CallFunction calls a function with texts, and returns its result as in JSON or the
// error. The provider need not be configured for that.
func (p *Protocol) CallFunction(name string, texts ...string) (any, *tfprotov6.FunctionError) {
	p.t.Helper()
	definition, ok := p.schemas.Functions[name]
	if !ok {
		p.t.Fatalf("the provider has no function %s", name)
	}
	request := &tfprotov6.CallFunctionRequest{Name: name}
	for _, text := range texts {
		request.Arguments = append(request.Arguments, p.dynamic(tftypes.NewValue(tftypes.String, text)))
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
