package sources

import "strconv"

func icsItoa(n int) string { return strconv.Itoa(n) }
