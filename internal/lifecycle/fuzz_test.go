package lifecycle_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// FuzzModel brings anything that can be decoded into a model.
func FuzzModel(f *testing.F) {
	sample, err := os.ReadFile("../test/testdata/reference/certificate_get_response.json")
	if err != nil {
		f.Fatal(err)
	}
	var answer struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(sample, &answer); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(answer.Data))
	for _, text := range []string{
		`{"id":1}`, `{"id":"7","subjectAlternativeNames":[]}`, `{"id":1,"subjectAlternativeNames":["a","a","\u0000","A"]}`,
		`{"id":1,"validTo":"9999-12-31T23:59:59.999999999+14:00"}`, `{"id":1,"validFrom":"0000-01-01T00:00:00Z"}`, `{"id":1,"status":"","commonName":"\ud800"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var certificate tigertrust.Certificate
		if json.Unmarshal(text, &certificate) != nil {
			return
		}
		facts := certmodel.FromAPI(&certificate)
		if facts.HasUnknown() {
			t.Error("an answer left something unknown")
		}
		// What an answer tells is taken once: the second time changes nothing.
		held := *facts
		held.Merge(facts, certmodel.Overwrite)
		if !held.EqualSettings(facts) || !held.SubjectAlternativeNames.Equal(facts.SubjectAlternativeNames) || !held.ValidTo.Equal(facts.ValidTo) {
			t.Errorf("%+v became %+v", facts, held)
		}
		if _, diags := types.SetValueFrom(t.Context(), types.StringType, certmodel.Strings(facts.SubjectAlternativeNames)); diags.HasError() {
			t.Errorf("%v", diags)
		}
		_ = lifecycle.Certificate{ID: certificate.ID, Model: facts}.Title()
	})
}
