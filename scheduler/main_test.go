package scheduler_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain demands that every goroutine of the scheduler ends.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
