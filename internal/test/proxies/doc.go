// Package proxies tests the provider, as a process of its own and in real time,
// behind proxies that reject requests. It only contains tests.
//
//	ratelimit_test.go  50 orders behind a rate limit
//	nginx_test.go      nginx, where it is installed
package proxies
