// Package bench compares the provider with two others that have the same schema and
// make no requests: an echo provider, which returns what Terraform sends, and a bare
// provider, which has the defaults of the framework. It consists of benchmarks that run Terraform as a
// whole, and measure its time, the CPU time of both processes, the memory of the
// provider and the requests. `make bench` runs them; internal/BENCHMARKS.md has
// results.
package bench
