package mockserver_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestFault_EmptyResponse_GetsBody(t *testing.T) {
	for kind, corrupted := range map[mockserver.FaultKind]func(body []byte, err error) bool{
		mockserver.FaultTruncated:  func(_ []byte, err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) },
		mockserver.FaultGarbage:    func(body []byte, _ error) bool { return len(body) > 0 && !json.Valid(body) },
		mockserver.FaultHuge:       func(body []byte, _ error) bool { return len(body) > 32<<20 },
		mockserver.FaultWrongTypes: func(body []byte, _ error) bool { return string(body) == `{"data":[]}` },
	} {
		t.Run(string(kind), func(t *testing.T) {
			s := newMock(t, mockserver.Options{CreateResponse: mockserver.RespondEmpty})
			s.Inject(mockserver.Fault{Kind: kind})
			response, body, err := createOverNetwork(t.Context(), t, startServer(t, s))
			if !corrupted(body, err) {
				t.Errorf("%v, %d bytes, %v", response, len(body), err)
			}
			requireOutcome(t, s, kind, http.StatusOK, true)
		})
	}
}

func TestJournal_UnreadableResponse_NoCode(t *testing.T) {
	for _, kind := range []mockserver.FaultKind{mockserver.FaultGarbage, mockserver.FaultWrongTypes} {
		s := newMock(t, mockserver.Options{})
		s.Inject(mockserver.Fault{Kind: kind})
		a := send(t, s, http.MethodPost, "/api/certificates", `{}`)
		if e := s.Journal()[0]; e.Code != "" || e.Status != a.status {
			t.Errorf("%s: journal entry: %d %s", kind, e.Status, e.Code)
		}
	}
}

func TestInject_InvalidFault_Rejected(t *testing.T) {
	for _, fault := range []mockserver.Fault{
		{Kind: "tyop"},
		{Kind: mockserver.FaultReset, Path: "/api/certificates/["},
		{Kind: mockserver.FaultErrorAfter, Status: 99},
		{Kind: mockserver.FaultErrorAfter, Status: 600},
		{Kind: mockserver.FaultRateLimited, RetryAfterFormat: "minutes"},
	} {
		s := newMock(t, mockserver.Options{})
		body := toJSON(t, map[string]any{
			"kind": fault.Kind, "path": fault.Path, "status": fault.Status, "retryAfterFormat": fault.RetryAfterFormat,
		})
		if a := send(t, s.ControlHandler(), http.MethodPost, "/faults", body); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", body, a.status, a.raw)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Inject(%+v) did not panic", fault)
				}
			}()
			s.Inject(fault)
		}()
	}
}
