package examples_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// atlantisStep is a step of a workflow: a word, or a word with settings.
type atlantisStep struct {
	name     string
	settings struct {
		Name, Command string
		ExtraArgs     []string `yaml:"extra_args"`
	}
}

func (s *atlantisStep) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		return node.Decode(&s.name)
	}
	s.name = node.Content[0].Value
	return node.Content[1].Decode(&s.settings)
}

// atlantis runs the stages of the workflow that the server uses for the project.
type atlantis struct {
	account *pipelineAccount
	folder  string
	stages  map[string]struct{ Steps []atlantisStep }
}

func newAtlantis(t *testing.T, account *pipelineAccount) *atlantis {
	t.Helper()
	var server struct {
		Repos []struct {
			ID                string
			Workflow          string
			ApplyRequirements []string `yaml:"apply_requirements"`
		}
		Workflows map[string]map[string]struct{ Steps []atlantisStep }
	}
	var repository struct {
		Version  int
		Projects []struct {
			Name, Dir string
			Autoplan  struct {
				WhenModified []string `yaml:"when_modified"`
			}
		}
	}
	readPipeline(t, "atlantis/repos.yaml", &server)
	readPipeline(t, "atlantis/atlantis.yaml", &repository)
	if repository.Version != 3 || len(repository.Projects) != 1 || len(server.Repos) != 1 {
		t.Fatalf("got %+v and %+v", server, repository)
	}
	if !slices.Contains(server.Repos[0].ApplyRequirements, "approved") {
		t.Error("an apply needs no approval")
	}
	if !slices.Contains(repository.Projects[0].Autoplan.WhenModified, "*.tf") {
		t.Error("a change of the configuration plans nothing")
	}
	return &atlantis{account: account, folder: repository.Projects[0].Dir, stages: server.Workflows[server.Repos[0].Workflow]}
}

func (a *atlantis) run(t *testing.T, stage string) *outcome {
	t.Helper()
	a.account.mock.ResetJournal()
	environment := maps.Clone(pipelineKeys)
	result := &outcome{}
	for _, step := range a.stages[stage].Steps {
		command := map[string]string{
			"env":   step.settings.Command,
			"init":  "terraform init -input=false -no-color",
			"plan":  "terraform plan -input=false -refresh -no-color -out atlantis.tfplan " + strings.Join(step.settings.ExtraArgs, " "),
			"apply": "terraform apply -input=false -no-color atlantis.tfplan",
		}[step.name]
		if command == "" {
			t.Fatalf("unknown step %q", step.name)
		}
		output, succeeded := a.account.script(t, []string{"sh"}, command, a.folder, environment)
		if step.name == "env" {
			_, environment[step.settings.Name], _ = strings.Cut(output, "\n")
			continue
		}
		result.output += output
		if result.failed = !succeeded; result.failed {
			break
		}
	}
	result.summary, result.requests = result.output, a.account.mock.Journal()
	return result
}

func TestPipelines_Atlantis_PlansWithReadKey(t *testing.T) {
	t.Parallel()
	account := newPipelineAccount(t)
	pipeline := newAtlantis(t, account)

	planned := pipeline.run(t, "plan")
	planned.mustShow(t, false, "2 to add, 0 to change, 0 to destroy")
	planned.mustSend(t, "read")

	applied := pipeline.run(t, "apply")
	applied.mustShow(t, false, "2 added, 0 changed, 0 destroyed")
	applied.mustSend(t, "write", "POST /api/certificates", "POST /api/certificates/1001/deploy")
}
