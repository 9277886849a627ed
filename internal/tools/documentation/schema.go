package main

import (
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// newProviderSchema converts the responses of the provider to the format that
// Terraform prints.
func newProviderSchema(schemas *tfprotov6.GetProviderSchemaResponse, identities *tfprotov6.GetResourceIdentitySchemasResponse) *tfjson.ProviderSchema {
	return &tfjson.ProviderSchema{
		ConfigSchema:             newSchema(schemas.Provider),
		ResourceSchemas:          each(schemas.ResourceSchemas, newSchema),
		DataSourceSchemas:        each(schemas.DataSourceSchemas, newSchema),
		EphemeralResourceSchemas: each(schemas.EphemeralResourceSchemas, newSchema),
		ListResourceSchemas:      each(schemas.ListResourceSchemas, newSchema),
		ActionSchemas:            each(schemas.ActionSchemas, newActionSchema),
		Functions:                each(schemas.Functions, newFunction),
		ResourceIdentitySchemas:  each(identities.IdentitySchemas, newIdentitySchema),
	}
}

func each[From, To any](from map[string]From, convert func(From) To) map[string]To {
	to := map[string]To{}
	for name, value := range from {
		to[name] = convert(value)
	}
	return to
}

func newSchema(schema *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: uint64(schema.Version), Block: newBlock(schema.Block)}
}

func newActionSchema(action *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	return &tfjson.ActionSchema{Block: newBlock(action.Schema.Block)}
}

func newBlock(block *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	nested := map[string]*tfjson.SchemaBlockType{}
	for _, blockType := range block.BlockTypes {
		nested[blockType.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: tfjson.SchemaNestingMode(strings.ToLower(blockType.Nesting.String())),
			Block:       newBlock(blockType.Block),
			MinItems:    uint64(blockType.MinItems),
			MaxItems:    uint64(blockType.MaxItems),
		}
	}
	return &tfjson.SchemaBlock{
		Attributes:      newAttributes(block.Attributes),
		NestedBlocks:    nested,
		Description:     block.Description,
		DescriptionKind: descriptionKind(block.DescriptionKind),
		Deprecated:      block.Deprecated,
	}
}

func newAttributes(attributes []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	converted := map[string]*tfjson.SchemaAttribute{}
	for _, attribute := range attributes {
		to := &tfjson.SchemaAttribute{
			Description:     attribute.Description,
			DescriptionKind: descriptionKind(attribute.DescriptionKind),
			Deprecated:      attribute.Deprecated,
			Required:        attribute.Required,
			Optional:        attribute.Optional,
			Computed:        attribute.Computed,
			Sensitive:       attribute.Sensitive,
			WriteOnly:       attribute.WriteOnly,
		}
		if nested := attribute.NestedType; nested != nil {
			to.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  newAttributes(nested.Attributes),
				NestingMode: tfjson.SchemaNestingMode(strings.ToLower(nested.Nesting.String())),
			}
		} else {
			to.AttributeType = ctyType(attribute.Type)
		}
		converted[attribute.Name] = to
	}
	return converted
}

func newIdentitySchema(schema *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	attributes := map[string]*tfjson.IdentityAttribute{}
	for _, attribute := range schema.IdentityAttributes {
		attributes[attribute.Name] = &tfjson.IdentityAttribute{
			IdentityType:      ctyType(attribute.Type),
			Description:       attribute.Description,
			RequiredForImport: attribute.RequiredForImport,
			OptionalForImport: attribute.OptionalForImport,
		}
	}
	return &tfjson.IdentitySchema{Version: uint64(schema.Version), Attributes: attributes}
}

func newFunction(function *tfprotov6.Function) *tfjson.FunctionSignature {
	signature := &tfjson.FunctionSignature{
		Description:        function.Description,
		Summary:            function.Summary,
		DeprecationMessage: function.DeprecationMessage,
		ReturnType:         ctyType(function.Return.Type),
	}
	for _, parameter := range function.Parameters {
		signature.Parameters = append(signature.Parameters, newParameter(parameter))
	}
	if function.VariadicParameter != nil {
		signature.VariadicParameter = newParameter(function.VariadicParameter)
	}
	return signature
}

func newParameter(parameter *tfprotov6.FunctionParameter) *tfjson.FunctionParameter {
	return &tfjson.FunctionParameter{
		Name:        parameter.Name,
		Description: parameter.Description,
		IsNullable:  parameter.AllowNullValue,
		Type:        ctyType(parameter.Type),
	}
}

func descriptionKind(kind tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if kind == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

// ctyType converts a type to Terraform's own type system.
func ctyType(from tftypes.Type) cty.Type {
	switch t := from.(type) {
	case tftypes.List:
		return cty.List(ctyType(t.ElementType))
	case tftypes.Set:
		return cty.Set(ctyType(t.ElementType))
	case tftypes.Map:
		return cty.Map(ctyType(t.ElementType))
	case tftypes.Object:
		return cty.Object(each(t.AttributeTypes, ctyType))
	case tftypes.Tuple:
		var elements []cty.Type
		for _, element := range t.ElementTypes {
			elements = append(elements, ctyType(element))
		}
		return cty.Tuple(elements)
	}
	switch {
	case from.Is(tftypes.String):
		return cty.String
	case from.Is(tftypes.Number):
		return cty.Number
	case from.Is(tftypes.Bool):
		return cty.Bool
	default:
		return cty.DynamicPseudoType
	}
}
