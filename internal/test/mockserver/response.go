package mockserver

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
)

// delivery is how a response is sent to the client.
type delivery int

const (
	deliverWhole delivery = iota
	// deliverClosed closes the connection without a response.
	deliverClosed
	// deliverReset resets the connection.
	deliverReset
	// deliverHalf announces the whole body and sends half of it.
	deliverHalf
	// deliverPadded sends paddingBytes of white space before the body.
	deliverPadded
)

// paddingBytes is more than any client should be willing to read.
const paddingBytes = 33 << 20

// response is a response that is ready to be sent.
type response struct {
	status   int
	header   http.Header
	body     []byte
	code     string
	mutated  bool
	delivery delivery
}

// jsonResponse returns a response with a JSON body. A nil body sends none.
func jsonResponse(status int, body any) response {
	header := http.Header{"Cache-Control": {"no-store"}}
	if body == nil {
		return response{status: status, header: header}
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		// Only ExtraFields and Seed.Override can contain such values.
		panic("mockserver: " + err.Error())
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	return response{status: status, header: header, body: encoded}
}

// withBody adds a body to a response without one, for faults that corrupt the
// body.
func (resp response) withBody() response {
	if resp.body != nil {
		return resp
	}
	filled := jsonResponse(http.StatusOK, map[string]any{"data": nil})
	filled.mutated = resp.mutated
	return filled
}

// proxyPage returns the HTML error page of a proxy.
func proxyPage(status int) response {
	text := strconv.Itoa(status) + " " + http.StatusText(status)
	page := "<html>\r\n<head><title>" + text + "</title></head>\r\n" +
		"<body>\r\n<center><h1>" + text + "</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
	return response{status: status, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(page)}
}

// send writes the response. To close the connection it panics with
// http.ErrAbortHandler, as net/http prescribes.
func (resp response) send(w http.ResponseWriter) {
	switch resp.delivery {
	case deliverClosed:
		panic(http.ErrAbortHandler)
	case deliverReset:
		resetConnection(w)
	case deliverHalf:
		resp.writeHeader(w, len(resp.body)+1)
		_, _ = w.Write(resp.body[:len(resp.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case deliverPadded:
		resp.writeHeader(w, paddingBytes+len(resp.body))
		padding := bytes.Repeat([]byte(" "), 64<<10)
		for range paddingBytes / len(padding) {
			if _, err := w.Write(padding); err != nil {
				return // the client stopped reading
			}
		}
		_, _ = w.Write(resp.body)
	case deliverWhole:
		resp.writeHeader(w, len(resp.body))
		if resp.body != nil {
			_, _ = w.Write(resp.body)
		}
	}
}

func (resp response) writeHeader(w http.ResponseWriter, length int) {
	for name, values := range resp.header {
		w.Header()[name] = values
	}
	if resp.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(resp.status)
}

// resetConnection sends a TCP reset, so that the client sees "connection reset"
// and not "EOF". If the connection cannot be hijacked, it is closed instead.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
