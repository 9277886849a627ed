package mockserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestFaultsSpoilAnswersWithoutABody(t *testing.T) {
	for kind, spoiled := range map[mockserver.FaultKind]func(body []byte, err error) bool{
		mockserver.FaultTruncated:  func(_ []byte, err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) },
		mockserver.FaultGarbage:    func(body []byte, _ error) bool { return len(body) > 0 && !json.Valid(body) },
		mockserver.FaultHuge:       func(body []byte, _ error) bool { return len(body) > 32<<20 },
		mockserver.FaultWrongTypes: func(body []byte, _ error) bool { return string(body) == `{"data":[]}` },
	} {
		t.Run(string(kind), func(t *testing.T) {
			s := newMock(t, mockserver.Options{CreateResponse: mockserver.RespondEmpty})
			s.Inject(mockserver.Fault{Kind: kind})
			response, body, err := createOverNetwork(t.Context(), t, startServer(t, s))
			if !spoiled(body, err) {
				t.Errorf("%v, %d bytes, %v", response, len(body), err)
			}
			if e := s.Journal()[0]; e.Status != http.StatusOK || !e.Mutated || len(s.Certificates("")) != 1 {
				t.Errorf("the journal says %d, %t", e.Status, e.Mutated)
			}
		})
	}
}

func TestJournalHasNoCodeThatNobodyCouldRead(t *testing.T) {
	for _, kind := range []mockserver.FaultKind{mockserver.FaultGarbage, mockserver.FaultWrongTypes} {
		s := newMock(t, mockserver.Options{})
		s.Inject(mockserver.Fault{Kind: kind})
		a := send(t, s, http.MethodPost, "/api/certificates", `{}`)
		if e := s.Journal()[0]; e.Code != "" || e.Status != a.status {
			t.Errorf("%s: the journal says %d %s", kind, e.Status, e.Code)
		}
	}
}

func TestJournalOfAnAnswerNobodyWaitedFor(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	s.Inject(mockserver.Fault{Kind: mockserver.FaultSlowResponse, Delay: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	server := httptest.NewServer(s)
	if _, _, err := createOverNetwork(ctx, t, server.URL); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	server.Close() // waits for the request to end
	if e := s.Journal()[0]; e.Status != 0 || !e.Mutated {
		t.Errorf("the journal says %d, %t", e.Status, e.Mutated)
	}
}

func TestFaultsThatCouldNotHappenAreRefused(t *testing.T) {
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
					t.Errorf("%+v was taken", fault)
				}
			}()
			s.Inject(fault)
		}()
	}
}
