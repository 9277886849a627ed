package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// reportFormat is the version of conformance.json.
const reportFormat = 1

// report is the content of conformance.json. It contains the forms of values, error
// codes and names of fields, and no name, id or other text of the account.
type report struct {
	Format   int          `json:"format"`
	Observed observations `json:"observed"`
	Table    []row        `json:"table"`
}

// writeReport writes conformance.json.
func (s settings) writeReport(r report) error {
	var content bytes.Buffer
	encoder := json.NewEncoder(s.masked(&content))
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return err
	}
	if err := os.WriteFile(s.report, content.Bytes(), 0o600); err != nil {
		return fmt.Errorf("could not write the report: %w", err)
	}
	return nil
}
