// Package diff compares two revisions of a folder of campaigns in meaning: in people, money, texts and settings, not in lines. It
// reads every row of both sides and says the same in every run over the same files; what the state knows may be laid over it. It
// knows neither git nor files: a side is a loaded project.
package diff
