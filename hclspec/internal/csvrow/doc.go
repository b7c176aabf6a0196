// Package csvrow cuts a file of comma-separated rows (RFC 4180) into rows and cells, and knows the encodings that lists are written in. It
// copies nothing that it need not, and decodes nothing before it is cut, but for UTF-16: in no other encoding that it knows can a byte of
// a longer character be taken for a quote, a delimiter or a line end. What a row means, and what is wrong with it for a campaign, hclspec
// knows.
package csvrow
