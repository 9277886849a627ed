package startup_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/startup"
)

// asProvider is the environment variable that makes the test binary a provider
// process. The SDK writes to the standard error of its process.
const asProvider = "STARTUP_TEST_AS_PROVIDER"

func TestMain(m *testing.M) {
	switch os.Getenv(asProvider) {
	case "":
		os.Exit(m.Run())
	case "prepared":
		if err := startup.SetLogLevels(); err != nil {
			panic(err)
		}
	}
	serveOneRequest()
}

// loggingProvider logs a line of each level.
type loggingProvider struct{}

func (loggingProvider) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {
}

func (loggingProvider) Schema(ctx context.Context, _ provider.SchemaRequest, _ *provider.SchemaResponse) {
	ctx = tflog.NewSubsystem(ctx, "api", tflog.WithLevelFromEnv("TF_LOG_PROVIDER_TIGERTRUST_API"))
	for _, log := range []func(context.Context, string, ...map[string]any){tflog.Trace, tflog.Debug, tflog.Info, tflog.Warn, tflog.Error} {
		log(ctx, "from the provider")
	}
	tflog.SubsystemTrace(ctx, "api", "from its subsystem")
	tflog.SubsystemDebug(ctx, "api", "from its subsystem")
	tflog.SubsystemWarn(ctx, "api", "from its subsystem")
}

func (loggingProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (loggingProvider) Resources(context.Context) []func() resource.Resource { return nil }

func (loggingProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func serveOneRequest() {
	server := tf6server.New("registry.terraform.io/tigertrust/tigertrust", providerserver.NewProtocol6(loggingProvider{})())
	if _, err := server.GetProviderSchema(context.Background(), nil); err != nil {
		panic(err)
	}
}

// logLines runs a provider with an environment and returns its log lines, each with
// the level first and without the fields that differ from run to run.
func logLines(t *testing.T, environment []string, how string) []string {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), executable)
	command.Env = append(slices.Clone(environment), asProvider+"="+how)
	var output bytes.Buffer
	command.Stderr = &output
	if err := command.Run(); err != nil {
		t.Fatalf("%v: %s", err, output.String())
	}
	var lines []string
	for scanner := bufio.NewScanner(&output); scanner.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			t.Fatalf("%s: %v", scanner.Text(), err)
		}
		for _, own := range []string{"@timestamp", "@caller", "tf_req_id", "tf_req_duration_ms"} {
			delete(line, own)
		}
		lines = append(lines, fmt.Sprintf("%s %v", line["@level"], line))
	}
	return lines
}

// shownByTerraform returns the lines that Terraform shows at the level of
// TF_LOG_PROVIDER, or TF_LOG if that is empty. Without a level it shows nothing, and
// with an unknown level everything.
func shownByTerraform(lines, environment []string) []string {
	chosen := ""
	for _, name := range []string{"TF_LOG=", "TF_LOG_PROVIDER="} {
		for _, variable := range environment {
			if value, ok := strings.CutPrefix(variable, name); ok && value != "" {
				chosen = value
			}
		}
	}
	if chosen == "" {
		return nil
	}
	least := hclog.LevelFromString(chosen)
	if least == hclog.NoLevel {
		least = hclog.Trace
	}
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		level, _, _ := strings.Cut(line, " ")
		return hclog.LevelFromString(level) < least
	})
}

func TestSetLogLevels_UsersSeeSameLines(t *testing.T) {
	t.Parallel()
	for _, environment := range [][]string{
		{},
		{"TF_LOG="},
		{"TF_LOG=TRACE"},
		{"TF_LOG=debug"},
		{"TF_LOG=INFO"},
		{"TF_LOG=Warn"},
		{"TF_LOG=ERROR"},
		{"TF_LOG=OFF"},
		{"TF_LOG=JSON"},
		{"TF_LOG=yes"},
		{"TF_LOG_CORE=TRACE"},
		{"TF_LOG_PROVIDER=TRACE"},
		{"TF_LOG_PROVIDER=INFO"},
		{"TF_LOG_PROVIDER=off", "TF_LOG=TRACE"},
		{"TF_LOG_PROVIDER=DEBUG", "TF_LOG=ERROR"},
		{"TF_LOG_PROVIDER=ERROR", "TF_LOG=TRACE"},
		{"TF_LOG_PROVIDER=", "TF_LOG=DEBUG"},
		{"TF_LOG=TRACE", "TF_LOG_SDK=OFF"},
		{"TF_LOG=TRACE", "TF_LOG_SDK=WARN", "TF_LOG_SDK_PROTO=TRACE"},
		{"TF_LOG=TRACE", "TF_LOG_SDK_PROTO=OFF"},
		{"TF_LOG=DEBUG", "TF_LOG_SDK_FRAMEWORK=ERROR"},
		{"TF_LOG=WARN", "TF_LOG_SDK_PROTO=TRACE"},
		{"TF_LOG=TRACE", "TF_LOG_PROVIDER_TIGERTRUST=WARN"},
		{"TF_LOG=INFO", "TF_LOG_PROVIDER_TIGERTRUST=TRACE"},
		{"TF_LOG_PROVIDER_TIGERTRUST=TRACE"},
		{"TF_LOG_SDK=TRACE"},
		{"TF_LOG=INFO", "TF_LOG_PROVIDER_TIGERTRUST_API=TRACE"},
		{"TF_LOG=TRACE", "TF_LOG_PROVIDER_TIGERTRUST_API=WARN"},
		{"TF_LOG=TRACE", "TF_LOG_SDK=", "TF_LOG_PROVIDER_TIGERTRUST="},
	} {
		t.Run(strings.Join(environment, " "), func(t *testing.T) {
			t.Parallel()
			without := shownByTerraform(logLines(t, environment, "unprepared"), environment)
			with := shownByTerraform(logLines(t, environment, "prepared"), environment)
			if !slices.Equal(without, with) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(with, "\n"), strings.Join(without, "\n"))
			}
		})
	}
}

func TestSetLogLevels_WritesOnlyShownLines(t *testing.T) {
	t.Parallel()
	if written := logLines(t, nil, "unprepared"); len(written) == 0 {
		t.Fatal("the SDK no longer logs at trace by default")
	}
	for _, environment := range [][]string{{}, {"TF_LOG=OFF"}, {"TF_LOG_CORE=TRACE"}, {"TF_LOG=TRACE", "TF_LOG_PROVIDER=OFF"}} {
		if written := logLines(t, environment, "prepared"); len(written) > 0 {
			t.Errorf("%v: wrote %d lines", environment, len(written))
		}
	}
	if written := logLines(t, []string{"TF_LOG=INFO"}, "prepared"); len(written) != len(shownByTerraform(written, []string{"TF_LOG=INFO"})) {
		t.Error("wrote lines that Terraform does not show")
	}
}
