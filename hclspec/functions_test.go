package hclspec_test

import "testing"

// Distinct keeps the first of equal elements, in their order.
func TestDistinct(t *testing.T) {
	files := folder{"a.hcl": people(anna) + `
variable "x" {
  default = true
  validation {
    condition     = join(",", distinct(["b", "a", "b", "c", "a"])) == "b,a,c" && length(distinct([1, 1.0, 2])) == 2 && length(distinct([])) == 0
    error_message = "no"
  }
}
`}
	if _, diags := files.stream(t); diags.HasErrors() {
		t.Error(diags)
	}
}
