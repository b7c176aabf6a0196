//go:build !windows

package cli

// uiLanguage is the language of the system's own windows. Elsewhere than on Windows the environment tells it.
func uiLanguage() string { return "" }
