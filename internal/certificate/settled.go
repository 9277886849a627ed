package certificate

import "context"

type settledKey struct{}

// OnSettled returns a context in which Read calls settled if a plan whose
// configuration adds nothing to the state would change nothing and show nothing.
func OnSettled(ctx context.Context, settled func()) context.Context {
	return context.WithValue(ctx, settledKey{}, settled)
}

func reportSettled(ctx context.Context) {
	if settled, ok := ctx.Value(settledKey{}).(func()); ok {
		settled()
	}
}

// isSettled reports whether a plan whose configuration adds nothing to the state
// changes nothing and shows nothing.
func (m *resourceModel) isSettled(ctx context.Context, remembered memory) bool {
	plan := *m
	planned, diags := plan.planChange(ctx, m, m, remembered)
	return planned.isNothing && !planned.renewal.Reason.Renews() && len(diags) == 0 && plan.OnDestroy.Equal(m.OnDestroy)
}
