package session

import "sync"

// Warning is a kind of warning about objects that the plan shows anyway. A run
// shows it once, with a text that is true for all of these objects.
type Warning string

// warningSet is a set of warnings that is safe for concurrent use.
type warningSet struct{ shown sync.Map }

// FirstOf reports whether no resource of this session has asked for this kind of
// warning before.
func (s *Session) FirstOf(kind Warning) bool {
	_, isShown := s.warnings.shown.LoadOrStore(kind, true)
	return !isShown
}
