// Package deployment implements the resource tigertrust_certificate_deployment
// and the action tigertrust_certificate_deploy. Read the files in this order:
//
//	resource.go       type, metadata and configuration of the resource
//	schema.go         attributes
//	model.go          attributes as Go types
//	model_response.go API response to model
//	observation.go    what Read observed, in the private state
//	redeploy.go       whether to deploy again, and why (pure)
//	plan.go           ModifyPlan
//	deploy.go         submits one deployment and waits for the agents
//	create.go, read.go, update.go, delete.go, import.go
//	identity.go       identity of a deployment, which updates change
//	list_resource.go  deployments for terraform query
//	action_deploy.go  the action, which deploys once
package deployment
