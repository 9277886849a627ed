package provider_test

// pipelinesFolder contains the pipelines.
const pipelinesFolder = "pipelines"
