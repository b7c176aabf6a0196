// Package gateway joins a merchant's settings to a client of whatever answers for it: WeChat Pay, or for a sandbox merchant the
// simulator in this process.
//
// It is the only place that reads secrets, which go from their file or variable straight into the client.
package gateway
