package cli

import (
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan/planfile"
)

// rest says what a used plan goes on with.
func (s *savedPlan) rest(v planfile.Verdict) lang.Text {
	return lang.Format("%s of its %s packets are open, %s", "待发 %s 个，共 %s 个，待发金额 %s",
		money.Count(v.Rest.Packets), money.Count(s.Open().Packets), v.Rest.Amount)
}

// usedBy tells when a plan was used first and by whom.
func usedBy(use *planfile.Use) lang.Text {
	return lang.Format("%s by %s", "%s，%s", beijing.Format(use.At), use.By)
}
