// Package deployment is the resource tigertrust_certificate_deployment, and the
// action tigertrust_certificate_deploy. It reads in this order:
//
//	resource.go       what it is, and how it gets its client
//	schema.go         its attributes
//	model.go          those attributes in Go
//	sighting.go       what was seen of the certificate
//	plan.go           what is deployed, and why
//	deploy.go         one deployment from order to outcome
//	create.go, read.go, update.go, delete.go, import.go
//	action_deploy.go  the action, which deploys once
package deployment
