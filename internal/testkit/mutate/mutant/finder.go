package mutant

import (
	"go/ast"
	"go/token"
	"strconv"
)

// finder walks through a file and keeps what can be changed.
type finder struct {
	path      string
	source    []byte
	positions *token.File
	rule      string
	fails     []bool // of each function around, whether its last result is an error
	open      []ast.Node
	found     []Mutant
}

func (f *finder) add(start, end token.Pos, text string) {
	f.found = append(f.found, Mutant{
		Path: f.path, Line: f.positions.Line(start), rule: f.rule, source: f.source,
		start: f.positions.Offset(start), end: f.positions.Offset(end), text: text,
	})
}

func (f *finder) text(n ast.Node) string {
	return string(f.source[f.positions.Offset(n.Pos()):f.positions.Offset(n.End())])
}

// look keeps the changes of one node. The results of the function around it decide what a return may lose.
func (f *finder) look(n ast.Node) bool {
	if n == nil {
		f.leave()
		return false
	}
	if _, isImport := n.(*ast.ImportSpec); isImport {
		return false
	}
	f.enter(n)
	f.condition(n)
	f.expression(n)
	f.branch(n)
	f.statement(n)
	return true
}

func (f *finder) enter(n ast.Node) {
	f.open = append(f.open, n)
	if t := signature(n); t != nil {
		f.fails = append(f.fails, lastIsError(t))
	}
}

func (f *finder) leave() {
	last := len(f.open) - 1
	if signature(f.open[last]) != nil {
		f.fails = f.fails[:len(f.fails)-1]
	}
	f.open = f.open[:last]
}

// signature is that of a function with a body, or nil.
func signature(n ast.Node) *ast.FuncType {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Type
	case *ast.FuncLit:
		return n.Type
	}
	return nil
}

func lastIsError(t *ast.FuncType) bool {
	if t.Results == nil || len(t.Results.List) == 0 {
		return false
	}
	last, ok := t.Results.List[len(t.Results.List)-1].Type.(*ast.Ident)
	return ok && last.Name == "error"
}

// condition negates what an if or a loop asks.
func (f *finder) condition(n ast.Node) {
	var asked ast.Expr
	switch n := n.(type) {
	case *ast.IfStmt:
		asked = n.Cond
	case *ast.ForStmt:
		asked = n.Cond
	}
	if asked != nil {
		f.add(asked.Pos(), asked.End(), "!("+f.text(asked)+")")
	}
}

var swapped = map[token.Token]token.Token{
	token.LAND: token.LOR, token.LOR: token.LAND,
	token.LSS: token.LEQ, token.LEQ: token.LSS,
	token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.ADD: token.SUB, token.SUB: token.ADD,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.INC: token.DEC, token.DEC: token.INC,
}

func (f *finder) operator(op token.Token, at token.Pos) {
	if other, ok := swapped[op]; ok {
		f.add(at, at+token.Pos(len(op.String())), other.String())
	}
}

// expression swaps an operator or a truth, or moves a number by one.
func (f *finder) expression(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if !joins(n) {
			f.operator(n.Op, n.OpPos)
		}
	case *ast.AssignStmt:
		f.operator(n.Tok, n.TokPos)
	case *ast.IncDecStmt:
		f.operator(n.Tok, n.TokPos)
	case *ast.BasicLit:
		if number, err := strconv.ParseInt(n.Value, 0, 64); err == nil && n.Kind == token.INT {
			f.add(n.Pos(), n.End(), strconv.FormatInt(number+1, 10))
		}
	case *ast.Ident:
		switch n.Name {
		case "true":
			f.add(n.Pos(), n.End(), "false")
		case "false":
			f.add(n.Pos(), n.End(), "true")
		}
	}
}

// joins tells whether an addition is clearly one of texts, which cannot be subtracted.
func joins(n ast.Expr) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return n.Op == token.ADD && (joins(n.X) || joins(n.Y))
	case *ast.BasicLit:
		return n.Kind == token.STRING
	}
	return false
}

// branch empties what an if, an else or a case does.
func (f *finder) branch(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		f.empty(n.Body)
		if other, ok := n.Else.(*ast.BlockStmt); ok {
			f.empty(other)
		}
	case *ast.CaseClause:
		f.emptyList(n.Body)
	case *ast.CommClause:
		f.emptyList(n.Body)
	}
}

func (f *finder) empty(block *ast.BlockStmt) { f.emptyList(block.List) }

func (f *finder) emptyList(list []ast.Stmt) {
	if len(list) > 0 {
		f.add(list[0].Pos(), list[len(list)-1].End(), "")
	}
}

// statement drops a call or an assignment, and the error of a return.
func (f *finder) statement(n ast.Node) {
	switch n := n.(type) {
	case *ast.ExprStmt, *ast.DeferStmt, *ast.IncDecStmt:
		f.drop(n)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			f.drop(n)
		}
	case *ast.ReturnStmt:
		if len(n.Results) == 0 || !f.fails[len(f.fails)-1] {
			return
		}
		last := n.Results[len(n.Results)-1]
		if name, ok := last.(*ast.Ident); !ok || name.Name != "nil" {
			f.add(last.Pos(), last.End(), "nil")
		}
	}
}

// drop drops a statement. Only a list of statements can lose one: the first half of an `if x = f(); x` cannot.
func (f *finder) drop(n ast.Node) {
	switch f.open[len(f.open)-2].(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		f.add(n.Pos(), n.End(), "")
	}
}
