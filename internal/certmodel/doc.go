// Package certmodel contains the Terraform model of a certificate: its values,
// their conversion from API responses and to requests, comparing and merging of
// models, and schema attributes. Resources, data sources and actions share it. It
// never calls the API.
//
//   - model.go: the values of a certificate
//   - from_api.go: a model from a response
//   - full_chain.go: the certificate followed by its chain
//   - merge.go: merging one model into another
//   - issuance.go: whether a certificate was reissued, and its validity period
//   - compare.go: whether two models describe the same certificate
//   - order_values.go, applied.go: what a certificate is ordered with, and what is
//     no reason to order another
//   - settings.go, sent_settings.go: the settings that a request contains, and
//     those that were sent
//   - location.go: where agents have deployed a certificate
//   - get.go, value.go, string_set.go, texts.go: values of the framework
//   - schema.go, datasource_schema.go, action_schema.go, destruction.go,
//     timeouts.go: schema attributes
//   - descriptions.go: descriptions that several schemas share
//   - identity.go: the identity of a resource
//   - validate.go, id_validator.go: checks that the schema cannot express
package certmodel
