package tigertrust

import (
	"slices"
	"testing"
)

func TestDecodeFields_KeepsReadableFields(t *testing.T) {
	t.Parallel()
	type object struct {
		Name  *string   `json:"name"`
		Size  *int64    `json:"size"`
		On    *bool     `json:"on"`
		Names *[]string `json:"names"`
		Time  *Time     `json:"time"`
		Left  string    `json:"-"`
	}
	for raw, want := range map[string]struct {
		encoded    string
		unreadable []string
	}{
		`{"name":"a","size":2048,"on":true,"names":["b"]}`:   {`{"name":"a","size":2048,"on":true,"names":["b"],"time":null}`, nil},
		`{"name":"a","size":"2048"}`:                         {`{"name":"a","size":2048,"on":null,"names":null,"time":null}`, nil},
		`{"name":"a","size":2048.0}`:                         {`{"name":"a","size":2048,"on":null,"names":null,"time":null}`, nil},
		`{"name":"a","size":2.048e3}`:                        {`{"name":"a","size":2048,"on":null,"names":null,"time":null}`, nil},
		`{"name":"a","size":" 2048 "}`:                       {`{"name":"a","size":2048,"on":null,"names":null,"time":null}`, nil},
		`{"name":"a","size":""}`:                             {`{"name":"a","size":null,"on":null,"names":null,"time":null}`, nil},
		`{"name":"a","on":"True","size":"-1"}`:               {`{"name":"a","size":-1,"on":true,"names":null,"time":null}`, nil},
		`{"name":"a","on":"false"}`:                          {`{"name":"a","size":null,"on":false,"names":null,"time":null}`, nil},
		`{"name":"a","size":2048.5}`:                         {`{"name":"a","size":null,"on":null,"names":null,"time":null}`, []string{"size"}},
		`{"name":"a","size":"2048 bits"}`:                    {`{"name":"a","size":null,"on":null,"names":null,"time":null}`, []string{"size"}},
		`{"name":"a","size":1e30}`:                           {`{"name":"a","size":null,"on":null,"names":null,"time":null}`, []string{"size"}},
		`{"name":"a","size":"NaN","on":1}`:                   {`{"name":"a","size":null,"on":null,"names":null,"time":null}`, []string{"size", "on"}},
		`{"name":["a"],"size":{},"on":[],"names":"b"}`:       {`{"name":null,"size":null,"on":null,"names":null,"time":null}`, []string{"name", "size", "on", "names"}},
		`{"name":"a","names":["b",1],"time":"soon"}`:         {`{"name":"a","size":null,"on":null,"names":null,"time":null}`, []string{"names", "time"}},
		`{"name":"a","size":"1","time":"2024-01-01"}`:        {`{"name":"a","size":1,"on":null,"names":null,"time":"2024-01-01T00:00:00Z"}`, nil},
		`{"-":"a","Left":"b","left":"c","size":"1","on":""}`: {`{"name":null,"size":1,"on":null,"names":null,"time":null}`, nil},
	} {
		var got object
		unreadable, err := decodeFields([]byte(raw), &got)
		if err != nil || encoded(t, got) != want.encoded || !slices.Equal(unreadable, want.unreadable) || got.Left != "" {
			t.Errorf("%s: got %s, unreadable %q, %v", raw, encoded(t, got), unreadable, err)
		}
	}
	for _, raw := range []string{`[]`, `"a"`, `1`, `{`, ``} {
		var got object
		if _, err := decodeFields([]byte(raw), &got); err == nil {
			t.Errorf("%q is an object", raw)
		}
	}
}
