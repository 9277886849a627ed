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

// asProvider makes the test's executable what Terraform starts: the SDK writes
// to the standard error that the process began with.
const asProvider = "STARTUP_TEST_AS_PROVIDER"

func TestMain(m *testing.M) {
	switch os.Getenv(asProvider) {
	case "":
		os.Exit(m.Run())
	case "prepared":
		if err := startup.LogWhatIsShown(); err != nil {
			panic(err)
		}
	}
	answerOneRequest()
}

// talkative is a provider that logs a line of each level.
type talkative struct{}

func (talkative) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {}

func (talkative) Schema(ctx context.Context, _ provider.SchemaRequest, _ *provider.SchemaResponse) {
	ctx = tflog.NewSubsystem(ctx, "api", tflog.WithLevelFromEnv("TF_LOG_PROVIDER_TIGERTRUST_API"))
	for _, log := range []func(context.Context, string, ...map[string]any){tflog.Trace, tflog.Debug, tflog.Info, tflog.Warn, tflog.Error} {
		log(ctx, "from the provider")
	}
	tflog.SubsystemTrace(ctx, "api", "from its subsystem")
	tflog.SubsystemDebug(ctx, "api", "from its subsystem")
	tflog.SubsystemWarn(ctx, "api", "from its subsystem")
}

func (talkative) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (talkative) Resources(context.Context) []func() resource.Resource { return nil }

func (talkative) DataSources(context.Context) []func() datasource.DataSource { return nil }

func answerOneRequest() {
	server := tf6server.New("registry.terraform.io/tigertrust/tigertrust", providerserver.NewProtocol6(talkative{})())
	if _, err := server.GetProviderSchema(context.Background(), nil); err != nil {
		panic(err)
	}
}

// lines runs a provider with an environment and returns what it logs, each line
// with its level first and without what differs from run to run.
func lines(t *testing.T, environment []string, how string) []string {
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

// shownByTerraform keeps the lines that Terraform shows: those of TF_LOG_PROVIDER
// or else TF_LOG, where empty shows nothing and a word that is no level shows
// everything.
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

func TestUsersSeeTheSameLines(t *testing.T) {
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
			without := shownByTerraform(lines(t, environment, "unprepared"), environment)
			with := shownByTerraform(lines(t, environment, "prepared"), environment)
			if !slices.Equal(without, with) {
				t.Errorf("shown is\n%s\nand was\n%s", strings.Join(with, "\n"), strings.Join(without, "\n"))
			}
		})
	}
}

func TestNothingIsLoggedThatNobodyAskedFor(t *testing.T) {
	t.Parallel()
	if written := lines(t, nil, "unprepared"); len(written) == 0 {
		t.Fatal("the SDK no longer logs at trace by itself")
	}
	for _, environment := range [][]string{{}, {"TF_LOG=OFF"}, {"TF_LOG_CORE=TRACE"}, {"TF_LOG=TRACE", "TF_LOG_PROVIDER=OFF"}} {
		if written := lines(t, environment, "prepared"); len(written) > 0 {
			t.Errorf("%v: %d lines are written", environment, len(written))
		}
	}
	if written := lines(t, []string{"TF_LOG=INFO"}, "prepared"); len(written) != len(shownByTerraform(written, []string{"TF_LOG=INFO"})) {
		t.Error("lines are written that Terraform does not show")
	}
}
