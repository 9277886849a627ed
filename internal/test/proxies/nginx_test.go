package proxies_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// nginxConfiguration forwards everything, and limits the rate as the documentation
// of ngx_http_limit_req_module shows: all other settings have their defaults.
const nginxConfiguration = `
daemon off;
master_process off;
pid %[1]s/nginx.pid;
events {}
http {
  log_format status "$status";
  access_log %[1]s/access.log status;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  limit_req_zone $binary_remote_addr zone=one:1m rate=%[2]dr/s;
  server {
    listen %[3]s;
    location / {
      limit_req zone=one;
      proxy_pass %[4]s;
    }
  }
}
`

// nginx is a running nginx with a rate limit.
type nginx struct {
	url    string
	folder string
}

// startNginx starts an nginx that forwards requests to a server, until the end of
// the test. It skips the test where nginx is not installed.
func startNginx(t *testing.T, server string, perSecond int) *nginx {
	t.Helper()
	executable, err := exec.LookPath("nginx")
	if err != nil {
		// Debian installs it into a folder that is not in the PATH of users.
		if executable, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			t.Skip("nginx is not installed (Debian: apt-get install nginx-light)")
		}
	}
	address := freeAddress(t)
	n := &nginx{url: "http://" + address, folder: t.TempDir()}
	configuration := filepath.Join(n.folder, "nginx.conf")
	if err := os.WriteFile(configuration, fmt.Appendf(nil, nginxConfiguration, n.folder, perSecond, address, server), 0o600); err != nil {
		t.Fatal(err)
	}
	process := exec.CommandContext(t.Context(), executable, "-p", n.folder, "-c", configuration, "-e", filepath.Join(n.folder, "error.log"))
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	})
	n.mustListen(t, address)
	return n
}

// freeAddress returns a loopback address that nothing listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// mustListen waits until nginx accepts connections.
func (n *nginx) mustListen(t *testing.T, address string) {
	t.Helper()
	for range 200 {
		connection, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = connection.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(n.folder, "error.log"))
	t.Fatalf("nginx does not accept connections: %s", log)
}

// requests counts the requests in the log, and those that nginx rejected.
func (n *nginx) requests(t *testing.T) (total, rejected int) {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(n.folder, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	statuses := strings.Fields(string(log))
	for _, status := range statuses {
		if status == strconv.Itoa(http.StatusServiceUnavailable) {
			rejected++
		}
	}
	return len(statuses), rejected
}
