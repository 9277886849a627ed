package mockserver

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
)

// delivery is how an answer is brought to the client.
type delivery int

const (
	deliverWhole delivery = iota
	// deliverClosed closes the connection without an answer.
	deliverClosed
	// deliverReset resets the connection.
	deliverReset
	// deliverHalf announces the whole body and sends half of it.
	deliverHalf
	// deliverPadded sends so much white space before the body that it exceeds
	// paddingBytes.
	deliverPadded
)

// paddingBytes is more than any client should be ready to read.
const paddingBytes = 33 << 20

// response is an answer that is ready to be sent.
type response struct {
	status   int
	header   http.Header
	body     []byte
	code     string
	mutated  bool
	delivery delivery
}

// jsonResponse is a reply with a JSON body; without a body it has none.
func jsonResponse(status int, body any) response {
	header := http.Header{"Cache-Control": {"no-store"}}
	if body == nil {
		return response{status: status, header: header}
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		// Only ExtraFields and Seed.Override can hold what JSON cannot.
		panic("mockserver: " + err.Error())
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	return response{status: status, header: header, body: encoded}
}

// withBody gives a reply without a body one that a fault can spoil.
func (a response) withBody() response {
	if a.body != nil {
		return a
	}
	filled := jsonResponse(http.StatusOK, map[string]any{"data": nil})
	filled.mutated = a.mutated
	return filled
}

// proxyPage is the page of a proxy.
func proxyPage(status int) response {
	text := strconv.Itoa(status) + " " + http.StatusText(status)
	pageRequest := "<html>\r\n<head><title>" + text + "</title></head>\r\n" +
		"<body>\r\n<center><h1>" + text + "</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
	return response{status: status, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(pageRequest)}
}

// send writes the reply. For what cannot be written it panics with
// http.ErrAbortHandler, which net/http understands as: close the connection.
func (a response) send(w http.ResponseWriter) {
	switch a.delivery {
	case deliverClosed:
		panic(http.ErrAbortHandler)
	case deliverReset:
		reset(w)
	case deliverHalf:
		a.writeHeader(w, len(a.body)+1)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case deliverPadded:
		a.writeHeader(w, paddingBytes+len(a.body))
		padding := bytes.Repeat([]byte(" "), 64<<10)
		for range paddingBytes / len(padding) {
			if _, err := w.Write(padding); err != nil {
				return // the client has seen enough
			}
		}
		_, _ = w.Write(a.body)
	case deliverWhole:
		if a.body != nil {
			a.writeHeader(w, len(a.body))
			_, _ = w.Write(a.body)
			return
		}
		a.writeHeader(w, 0)
	}
}

func (a response) writeHeader(w http.ResponseWriter, length int) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(a.status)
}

// reset closes the connection at once, so that the client's kernel is told
// "reset" and not "end of file". Where the connection cannot be had, closing it
// has to do.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
