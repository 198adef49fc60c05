//go:build deps

// Package deps pins the modules of DESIGN 9 until the rooms that use them are built.
package deps

import (
	_ "github.com/antchfx/xmlquery"
)
