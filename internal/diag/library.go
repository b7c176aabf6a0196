package diag

// summaries are those of the HCL library, which knows English alone. Their details stay as they are under a Chinese summary.
var summaries = map[string]string{}
