// Package bench compares the provider with a bare provider, which has the same
// schema and makes no requests. It consists of benchmarks that run Terraform as a
// whole, and measure its time, the CPU time of both processes, the memory of the
// provider and the requests. `make bench` runs them; internal/BENCHMARKS.md has
// results.
package bench
