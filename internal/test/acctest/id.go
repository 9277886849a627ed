package acctest

import (
	"fmt"
	"strconv"
)

// ID returns an id of the mock server as Terraform shows it.
func ID(number int64) string { return strconv.FormatInt(number, 10) }

// Number returns the number in an id that Terraform shows, or 0.
func Number(id any) int64 {
	number, err := strconv.ParseInt(fmt.Sprint(id), 10, 64)
	if err != nil {
		return 0
	}
	return number
}
