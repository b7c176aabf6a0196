package hclspec

// compile ties the expression to the compiled road where it can go it.
func (a *attribute) compile(feed *csvFeed) {}
