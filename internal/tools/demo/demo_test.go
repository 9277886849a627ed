package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

func TestRun_FitsFewScreens(t *testing.T) {
	if _, err := terraformcli.Find(t.Context(), t.TempDir()); err != nil {
		t.Skip(err)
	}
	var output bytes.Buffer
	if err := run(t.Context(), nil, "../../..", &output); err != nil {
		t.Fatalf("%s\n%v", &output, err)
	}
	printed := strings.Split(strings.TrimSpace(output.String()), "\n")
	if len(printed) > 105 {
		t.Errorf("the demo printed %d lines", len(printed))
	}
	for _, line := range printed {
		if utf8.RuneCountInString(line) > width {
			t.Errorf("this line is too long: %s", line)
		}
	}
	if last := printed[len(printed)-1]; !strings.Contains(last, "3 revocations") {
		t.Errorf("the last line is %s", last)
	}
}

func TestRun_InvalidArgument_Fails(t *testing.T) {
	for _, arguments := range [][]string{{"-x"}, {"fleet"}} {
		if err := run(t.Context(), arguments, "../../..", t.Output()); err == nil {
			t.Errorf("%q: expected an error", arguments)
		}
	}
}

func TestStep_UnexpectedResult_Fails(t *testing.T) {
	t.Parallel()
	const output = "Plan: 1 to add\n"
	order := mockserver.Entry{Method: "POST", Path: "/api/certificates", Mutated: true}
	renewal := mockserver.Entry{Method: "POST", Path: "/api/certificates/1001/renew", Mutated: true}
	read := mockserver.Entry{Method: "GET", Path: "/api/certificates"}
	expected := step{shows: lines(`^Plan: 1 to add`), writes: []string{"POST /api/certificates", "POST /api/certificates/*/renew"}}
	concurrent := expected
	concurrent.isConcurrent = true
	for name, c := range map[string]struct {
		step     step
		output   string
		requests mockserver.Journal
		isValid  bool
	}{
		"as expected":      {expected, output, mockserver.Journal{read, order, renewal}, true},
		"other output":     {expected, "Plan: 2 to add\n", mockserver.Journal{order, renewal}, false},
		"missing request":  {expected, output, mockserver.Journal{order}, false},
		"repeated request": {expected, output, mockserver.Journal{order, order, renewal}, false},
		"other order":      {expected, output, mockserver.Journal{renewal, order}, false},
		"concurrent":       {concurrent, output, mockserver.Journal{renewal, order}, true},
	} {
		if err := c.step.verify(c.output, c.requests); (err == nil) != c.isValid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDemo_FailedStep_ShowsEverything(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	d := newDemo(".", &output, false)
	defer d.server.Close()
	requests := mockserver.Journal{{Method: "POST", Path: "/api/certificates", Status: 400, Code: "VALIDATION_ERROR", Body: []byte(`{"commonName":"a"}`)}}
	s := step{title: "Order it.", arguments: []string{"apply"}, shows: []*regexp.Regexp{regexp.MustCompile("missing")}}
	message := d.failed(s, "Error: all of the output", requests, s.verify("", requests)).Error()
	for _, want := range []string{"Order it.", "missing", "Error: all of the output", "POST /api/certificates", "400 VALIDATION_ERROR", `{"commonName":"a"}`} {
		if !strings.Contains(message, want) {
			t.Errorf("the message does not contain %q:\n%s", want, message)
		}
	}
}

func TestShownLines(t *testing.T) {
	t.Parallel()
	const output = `data.x: Reading...
  # tigertrust_certificate.www will be created
  + resource "tigertrust_certificate" "www" {
      ~ auto_renew    = true -> false
      + key_size      = 256
    }
Plan: 1 to add, 0 to change, 0 to destroy.
Warning: Check block assertion failed
Warning: Check block assertion failed
`
	got := shownLines(output, lines(`~ auto_renew`))
	want := []string{
		"# tigertrust_certificate.www will be created", "~ auto_renew = true -> false",
		"Plan: 1 to add, 0 to change, 0 to destroy.", "Warning: Check block assertion failed",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestCommand_IsTyped(t *testing.T) {
	t.Parallel()
	if got := command([]string{"apply", withName}); got != `terraform apply '-var=shop_names=["cart.example.com"]'` {
		t.Errorf("got %s", got)
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line string
		want []string
	}{
		{"short", []string{"short"}},
		{`POST {"a":1,"b":2,"c":3}`, []string{`POST {"a":1,`, `"b":2,"c":3}`}},
		{strings.Repeat("x", 15), []string{"xxxxxxxxxxxx", "xxx"}},
	} {
		if got := wrap(c.line, 12); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q", c.line, got)
		}
	}
	if got := clip("übermäßig", 5); got != "über…" {
		t.Errorf("got %q", got)
	}
}
