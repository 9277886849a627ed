package main

import (
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// settings configure a run. Those of the account come from the environment
// variables of the provider.
type settings struct {
	endpoint    *url.URL
	apiKey      string
	workspaceID string
	rootCAs     *x509.CertPool
	timeout     time.Duration
	rate        float64

	// report is the path of conformance.json, empty for none.
	report string
	order  orderSettings
}

// orderSettings are the flags that allow writes.
type orderSettings struct {
	name   string
	ca     int64
	method string
	agent  string
	target string
	// wait limits the wait for the issuance, a renewal or a deployment.
	wait time.Duration
}

const usage = `conformance compares a TigerTrust account with the API reference.

  conformance [-report FILE]
  conformance -order NAME [-ca ID] [-method METHOD] [-target TARGET [-agent AGENT]]

The account is configured by TIGERTRUST_API_KEY, TIGERTRUST_ENDPOINT and the other
environment variables of the provider. Without -order only GET requests are sent.

Exit status: 0 if the provider works with this account, 1 if it would not work, 2 if
that could not be determined (wrong usage, no access, an interrupted run).

`

// parse reads the flags and the environment.
func parse(args []string, getenv func(string) string, stderr io.Writer) (settings, error) {
	s := settings{timeout: tigertrust.DefaultRequestTimeout}
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		_, _ = io.WriteString(stderr, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&s.report, "report", "conformance.json", "`file` for the observations; empty for none")
	flags.StringVar(&s.order.name, "order", "", "order a certificate for this `name`, follow it, and revoke it")
	flags.Int64Var(&s.order.ca, "ca", 0, "`id` of the CA that issues the order; 0 for the default CA")
	flags.StringVar(&s.order.method, "method", "acme", "renewal `method`: acme or api")
	flags.StringVar(&s.order.target, "target", "", "deploy to this `target`")
	flags.StringVar(&s.order.agent, "agent", "", "`id` of the agent that deploys")
	flags.DurationVar(&s.order.wait, "wait", 10*time.Minute, "longest wait for an issuance, a renewal or a deployment")
	if err := flags.Parse(args); err != nil {
		return settings{}, err
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err := s.order.check(flags); err != nil {
		return settings{}, err
	}
	return s, s.readEnvironment(getenv)
}

// check rejects flags that contradict each other.
func (o orderSettings) check(flags *flag.FlagSet) error {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, name := range []string{"ca", "method", "target", "agent", "wait"} {
		if given[name] && o.name == "" {
			return fmt.Errorf("-%s requires -order", name)
		}
	}
	switch {
	case given["order"] && strings.TrimSpace(o.name) == "":
		return errors.New("-order requires a name, such as conformance.example.com")
	case o.agent != "" && o.target == "":
		return errors.New("-agent requires -target")
	case o.method != "acme" && o.method != "api":
		return fmt.Errorf("-method must be acme or api, got %q: a person must complete other renewals", o.method)
	case o.ca < 0:
		return fmt.Errorf("-ca must be the id of a CA, got %d", o.ca)
	case o.wait <= 0:
		return fmt.Errorf("-wait must be positive, got %s", o.wait)
	}
	return nil
}

// readEnvironment reads the environment variables of the provider. Its errors
// never contain the key.
func (s *settings) readEnvironment(getenv func(string) string) (err error) {
	const key, endpoint = "TIGERTRUST_API_KEY", "TIGERTRUST_ENDPOINT"
	s.apiKey = getenv(key)
	if s.apiKey == "" {
		return fmt.Errorf("no API key: set %s", key)
	}
	if strings.ContainsFunc(s.apiKey, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("the API key in %s contains white space, line breaks or other characters that no key has: copy it exactly as TigerTrust shows it", key)
	}
	text := getenv(endpoint)
	if text == "" {
		text = tigertrust.DefaultEndpoint
	}
	if s.endpoint, err = tigertrust.ParseEndpoint(text); err != nil {
		return fmt.Errorf("%s %w", endpoint, err)
	}
	s.workspaceID = getenv("TIGERTRUST_WORKSPACE_ID")
	if text := getenv("TIGERTRUST_CA_CERTIFICATE_PEM"); text != "" {
		if s.rootCAs, err = certpem.SystemPool(text); err != nil {
			return fmt.Errorf("TIGERTRUST_CA_CERTIFICATE_PEM %w", err)
		}
	}
	if text := getenv("TIGERTRUST_REQUEST_TIMEOUT"); text != "" {
		if s.timeout, err = time.ParseDuration(text); err != nil || s.timeout <= 0 {
			return fmt.Errorf("TIGERTRUST_REQUEST_TIMEOUT must be a positive duration such as 45s, got %q", text)
		}
	}
	if text := getenv("TIGERTRUST_REQUESTS_PER_SECOND"); text != "" {
		if s.rate, err = strconv.ParseFloat(text, 64); err != nil || !(s.rate > 0) {
			return fmt.Errorf("TIGERTRUST_REQUESTS_PER_SECOND must be a positive number, got %q", text)
		}
	}
	return nil
}

// masked returns a writer that replaces the API key by a placeholder, also where a
// server mirrors it. Each call of Write must contain the key as a whole.
func (s settings) masked(w io.Writer) io.Writer {
	quoted := strconv.Quote(s.apiKey)
	return maskWriter{w, strings.NewReplacer(
		s.apiKey, "(API key)", url.QueryEscape(s.apiKey), "(API key)", url.PathEscape(s.apiKey), "(API key)",
		quoted[1:len(quoted)-1], "(API key)")}
}

type maskWriter struct {
	io.Writer
	mask *strings.Replacer
}

func (w maskWriter) Write(text []byte) (int, error) {
	if _, err := w.mask.WriteString(w.Writer, string(text)); err != nil {
		return 0, err
	}
	return len(text), nil
}
