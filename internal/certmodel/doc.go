// Package managed is what the objects that hold a managed certificate have in
// common: what the API tells of it, how that comes into a model, what the list
// adds to it, its settings, its identity, how its issuance is waited for, and how
// it is revoked.
package certmodel
