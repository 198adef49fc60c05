// Package callboard holds the words of the house: the types that every room
// speaks in, their validation, and the sentinel errors. It imports only the
// standard library and does nothing.
//
// # The tour
//
// One direction, from a site's bytes to a subscriber's calendar:
//
//		bytes -> Listing -> entries -> talks -> changes -> one transaction -> feeds
//
//	  - internal/fetch brings bytes, politely, and is the only room that dials out.
//	  - sources reads bytes into a Listing: items with their values as printed.
//	  - internal/normalize turns items into clean entries: instants, folded names, marks split off.
//	  - internal/presence says which entries are seen, missing or gone, or doubts the whole reading.
//	  - internal/dedupe groups the entries of a conference into talks with performances.
//	  - internal/diff compares talks before and after: the changes, SEQUENCE and last-modified.
//	  - db stores one Update in one transaction.
//	  - internal/feeds and web render what is stored.
//
// The scheduler room ties them together: scheduler.go is when, run.go is what.
// Read run.go first. docs/architecture.md has the rest, CONTRIBUTING.md the
// recipe for a new source kind.
package callboard
