package provider_test

const policiesFolder = "policies"
