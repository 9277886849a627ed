package simulation_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// world is a server, a configuration with a few certificates, and the state that
// Terraform keeps of them.
type world struct {
	*trial
	env    *acctest.Environment
	blocks []*block
	saved  []*planned
	// isMixedUp: a fault that mixes up responses waits for the next command.
	isMixedUp bool
	// listLags: lists may show what is no longer true.
	listLags bool

	step  int
	lines []string
}

// block is a resource block, and what the test knows of it independently of the
// provider.
type block struct {
	name string
	// config is what is written in the configuration; nil is no block.
	config acctest.Attributes
	// applied is the configuration that was applied last to the certificate;
	// nil is none.
	applied acctest.Attributes
	// resource is what Terraform has in its state; nil is nothing.
	resource *acctest.Resource
	// createsFirst is lifecycle.create_before_destroy.
	createsFirst bool

	deployment deployment

	// held is the certificate that the block ordered or imported, zero for none.
	held int64
	// owned are all that it ever did.
	owned map[int64]bool
	// isImported and hasAppliedRevoke decide whether held may be revoked.
	isImported, hasAppliedRevoke bool
	// isTainted: the creation of held failed.
	isTainted bool
	// settings are those of held after Terraform changed it last.
	settings mockserver.Settings
	// mayUpdate: something happened after which one update of the settings is
	// justified, whatever the settings are.
	mayUpdate bool
}

// Certificates that others ordered.
var foreign = []mockserver.Seed{
	{CommonName: "x.example.com", KeyType: "RSA", KeySize: 4096, CertificateAuthorityID: 6},
	{CommonName: "y.example.com", SubjectAlternativeNames: []string{"y.example.com", "www.y.example.com"}, KeyType: "ECDSA", KeySize: 256},
}

func newWorld(t *trial, random *rand.Rand) *world {
	w := &world{trial: t}
	options := mockserver.Options{
		IssuanceDelay:  seconds(random, 0, 0, 0, 20),
		RenewalDelay:   seconds(random, 0, 0, 20),
		CreateResponse: mockserver.ResponseForm(pick(random, 0, 0, 1)),
		ChangeResponse: mockserver.ResponseForm(pick(random, 0, 0, 1, 2)),
		RevokeExpired:  mockserver.AcceptExpired,
	}
	switch random.IntN(5) {
	case 0:
		options.StringIDs = true
	case 1:
		options.OpaqueIDs = true
	}
	w.env = acctest.New(t, options)
	if random.IntN(3) == 0 && (*only == "" || strings.Contains(*only, "grant")) {
		changeGrants(w, random)
	}
	for _, seed := range foreign {
		w.env.Mock.Seed(seed)
	}
	for _, name := range []string{"a", "b", "c"}[:pick(random, 2, 2, 2, 3)] {
		b := &block{name: name, owned: map[int64]bool{}, createsFirst: random.IntN(3) == 0}
		b.config = newConfig(b, random)
		w.blocks = append(w.blocks, b)
		w.logf("people: write block %s%s: %s", name, map[bool]string{true: " with create_before_destroy"}[b.createsFirst], show(b.config))
	}
	if random.IntN(3) == 0 {
		leaveOrphan(w, random)
	}
	return w
}

func (w *world) logf(format string, arguments ...any) {
	w.lines = append(w.lines, fmt.Sprintf("%2d ", w.step)+fmt.Sprintf(format, arguments...))
}

func (w *world) failf(kind, format string, arguments ...any) {
	panic(violation{kind, fmt.Sprintf(format, arguments...)})
}

// process starts the provider anew, as each walk of Terraform does.
func (w *world) process(isBulk bool) *acctest.Protocol {
	return w.env.ProtocolWithSettings(w, acctest.Attributes{"bulk_refresh": isBulk})
}

// certificate returns what the server has of the block's certificate.
func (w *world) certificate(b *block) (mockserver.Certificate, bool) {
	if b.held == 0 {
		return mockserver.Certificate{}, false
	}
	return w.env.Mock.Certificate(b.held)
}

// ids returns the certificates of the server.
func (w *world) ids() map[int64]bool {
	ids := map[int64]bool{}
	for _, certificate := range w.env.Mock.Certificates("") {
		ids[certificate.ID] = true
	}
	return ids
}

// some returns a part of the blocks, as -target does, in an order of its own.
func (w *world) some(random *rand.Rand) []*block {
	blocks := slices.Clone(w.blocks)
	random.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	if random.IntN(4) == 0 {
		blocks = blocks[:1]
	}
	return blocks
}

func (b *block) exists() bool { return b.resource != nil && b.resource.Exists() }

// idInState returns the id that the state has, zero for none.
func (w *world) idInState(r *acctest.Resource) int64 {
	if r == nil || !r.Exists() {
		return 0
	}
	return w.env.Mock.CertificateNumber(fmt.Sprint(r.Attribute("id")))
}

func pick[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }

// show returns a configuration on one line.
func show(config acctest.Attributes) string {
	if config == nil {
		return "none"
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(config)) {
		parts = append(parts, fmt.Sprintf("%s=%v", name, config[name]))
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func showNames(blocks []*block) string {
	var names []string
	for _, b := range blocks {
		names = append(names, b.name)
	}
	return strings.Join(names, ", ")
}
