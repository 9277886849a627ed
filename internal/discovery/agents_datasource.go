package discovery

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/sync/errgroup"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/query"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ datasource.DataSourceWithConfigure = (*agentsDataSource)(nil)

type agentsDataSource struct {
	session *session.Session
}

// NewAgentsDataSource returns the data source tigertrust_agents.
func NewAgentsDataSource() datasource.DataSource { return &agentsDataSource{} }

// agentsModel is the configuration and state of tigertrust_agents.
type agentsModel struct {
	Source           types.String `tfsdk:"source"`
	Hostname         types.String `tfsdk:"hostname"`
	IncludeLocations types.Bool   `tfsdk:"include_locations"`
	Agents           []agentModel `tfsdk:"agents"`
}

// agentModel is an agent that has discovered or deployed certificates.
type agentModel struct {
	ID        types.String `tfsdk:"id"`
	Hostnames []string     `tfsdk:"hostnames"`
	Sources   []string     `tfsdk:"sources"`
	Paths     []string     `tfsdk:"paths"`
}

func (d *agentsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_agents"
}

func (d *agentsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (d *agentsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the agents that have discovered certificates. The API has no list of agents, so the result is derived from the list of discovered certificates and, with `include_locations`, from the locations of managed certificates: " +
			"it contains the agents that have reported certificates, whether or not they are online. An agent that has reported none is missing.",
		Attributes: map[string]schema.Attribute{
			"source": schema.StringAttribute{
				MarkdownDescription: "Only agents that have discovered certificates from this source: " + describeSources() + ". Defaults to every source.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(sources...)},
			},
			"hostname": schema.StringAttribute{
				MarkdownDescription: "Only agents that have reported certificates on this host, ignoring letter case. Defaults to every host.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"include_locations": schema.BoolAttribute{
				MarkdownDescription: "Whether to include the agents in the locations of managed certificates. The list of certificates does not contain locations, so this sends one request for each certificate in the workspace. Defaults to `false`.",
				Optional:            true,
			},
			"agents": schema.ListNestedAttribute{
				MarkdownDescription: "Agents, sorted by ID. Certificates for which TigerTrust returns no agent, such as those of network scans, are omitted.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":        certmodel.ComputedString("ID of the agent, for `agent_id`."),
					"hostnames": certmodel.ComputedStringList("Hosts on which the agent has reported certificates, sorted."),
					"sources":   certmodel.ComputedStringList("Sources of the certificates that the agent has discovered, sorted. Locations have no source."),
					"paths":     certmodel.ComputedStringList("Paths of the certificates that the agent has reported, sorted."),
				}},
			},
		},
	}
}

func (d *agentsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model agentsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	discovered, err := d.session.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{})
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error("Could not list the discovered certificates", err, nil))
		return
	}
	agents := agentReports{}
	for _, item := range discovered {
		agents.add(item.AgentID, item.Hostname, item.Path, item.Source)
	}
	if len(agents) == 0 && len(discovered) > 0 {
		resp.Diagnostics.AddWarning("No agents in the discovered certificates",
			fmt.Sprintf("TigerTrust returned %d discovered certificates without the ID of an agent. Look up the IDs of the agents in TigerTrust.", len(discovered)))
	}
	if model.IncludeLocations.ValueBool() {
		resp.Diagnostics.Append(d.addLocations(ctx, agents)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	model.Agents = agents.matching(model.Source, model.Hostname)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// addLocations adds the agents in the locations of all managed certificates. A
// certificate that the list contains and that cannot be found is omitted.
func (d *agentsDataSource) addLocations(ctx context.Context, agents agentReports) diag.Diagnostics {
	certificates, err := d.session.AllCertificates(ctx, tigertrust.CertificateQuery{SortBy: tigertrust.SortByCreatedAt})
	if err != nil {
		return diag.Diagnostics{apidiag.Error("Could not list the certificates", err, nil)}
	}
	responses := make([]*tigertrust.Certificate, len(certificates))
	var failed atomic.Pointer[diag.Diagnostic]
	group, groupContext := errgroup.WithContext(ctx)
	group.SetLimit(query.ConcurrentReads)
	for i, item := range certificates {
		group.Go(func() (err error) {
			responses[i], err = d.session.SharedCertificate(groupContext, item.ID)
			if err == nil || errors.Is(err, tigertrust.ErrCertificateNotFound) {
				return nil
			}
			failed.CompareAndSwap(nil, new(apidiag.Error(fmt.Sprintf("Could not read certificate %s", item.ID), err, nil)))
			return err
		})
	}
	if group.Wait() != nil {
		return diag.Diagnostics{*failed.Load()}
	}
	for _, certificate := range responses {
		if certificate == nil || certificate.Locations == nil {
			continue
		}
		for _, location := range *certificate.Locations {
			agents.add(location.AgentID, location.Hostname, location.Path, nil)
		}
	}
	return nil
}

// agentReport is what an agent has reported.
type agentReport struct {
	hostnames, sources, paths certmodel.Texts
}

// agentReports contains the report of each agent by its id.
type agentReports map[string]*agentReport

// add adds values of one certificate, unless its agent is unknown.
func (r agentReports) add(agentID, hostname, path, source *string) {
	if agentID == nil || *agentID == "" {
		return
	}
	report := r[*agentID]
	if report == nil {
		report = &agentReport{paths: certmodel.Texts{MatchCase: true}}
		r[*agentID] = report
	}
	report.hostnames.Add(hostname)
	report.paths.Add(path)
	report.sources.Add(source)
}

// matching returns the agents with this source and this hostname, sorted by id. A
// null value matches every agent.
func (r agentReports) matching(source, hostname types.String) []agentModel {
	matches := func(filter types.String, values []string) bool {
		isEqual := func(value string) bool { return strings.EqualFold(value, filter.ValueString()) }
		return filter.IsNull() || slices.ContainsFunc(values, isEqual)
	}
	agents := []agentModel{}
	for _, id := range slices.Sorted(maps.Keys(r)) {
		agent := agentModel{
			ID:        types.StringValue(id),
			Hostnames: r[id].hostnames.Sorted(),
			Sources:   r[id].sources.Sorted(),
			Paths:     r[id].paths.Sorted(),
		}
		if matches(source, agent.Sources) && matches(hostname, agent.Hostnames) {
			agents = append(agents, agent)
		}
	}
	return agents
}
