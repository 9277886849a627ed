package tigertrust

// secret is a text that no format verb prints, be it alone or in the depths of
// what a panic or a log line shows: all that fmt finds is a function.
type secret func() string

func newSecret(text string) secret { return func() string { return text } }

// String is for fmt. Whoever needs the text calls the secret.
func (secret) String() string { return "(API key)" }

// GoString is for fmt's %#v.
func (s secret) GoString() string { return s.String() }
