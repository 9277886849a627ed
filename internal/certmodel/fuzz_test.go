package certmodel_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// FuzzModel converts any response that can be decoded into a model.
func FuzzModel(f *testing.F) {
	sample, err := os.ReadFile("../test/testdata/reference/certificate_get_response.json")
	if err != nil {
		f.Fatal(err)
	}
	var response struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(sample, &response); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(response.Data))
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
		model := certmodel.FromAPI(&certificate)
		if model.HasUnknown() {
			t.Error("a response left a value unknown")
		}
		// Merging the same response again changes nothing.
		merged := *model
		merged.Merge(model, certmodel.Overwrite)
		if !merged.EqualSettings(model) || !merged.SubjectAlternativeNames.Equal(model.SubjectAlternativeNames) || !merged.ValidTo.Equal(model.ValidTo) {
			t.Errorf("%+v became %+v", model, merged)
		}
		if _, diags := types.SetValueFrom(t.Context(), types.StringType, certmodel.Strings(model.SubjectAlternativeNames)); diags.HasError() {
			t.Errorf("%v", diags)
		}
	})
}
