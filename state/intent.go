package state

import (
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// check refuses what the file or a snapshot could not hold.
func (in *Intent) check() error {
	switch {
	case in.Campaign == "" || in.Key == "" || in.OpenID == "":
		return &InvalidError{What: lang.Both("an intent needs a campaign, a key and an openid", "登记发放需要活动、键和 openid")}
	case in.Amount <= 0:
		return &InvalidError{What: lang.Format("%s/%s: the amount %s is not positive", "%s/%s：金额 %s 必须大于零", in.Campaign, in.Key, in.Amount)}
	case in.Request == "":
		return &InvalidError{What: lang.Format("%s/%s: the frozen request is empty", "%s/%s：冻结的请求是空的", in.Campaign, in.Key)}
	case len(in.Key) > maxKeyBytes || len(in.OpenID) > maxShortBytes || in.Attempt < 0 || in.Attempt > maxAttempt:
		return &InvalidError{What: lang.Format("%s/%s: key, openid or attempt is out of range",
			"%s/%s：键、openid 或尝试次数超出范围", in.Campaign, in.Key[:min(len(in.Key), 64)])}
	case hasControl(in.Campaign) || hasControl(in.Key) || hasControl(in.OpenID):
		return &InvalidError{What: lang.Format("%q/%q: campaign, key or openid holds a control character",
			"%q/%q：活动、键或 openid 里有控制字符", in.Campaign, in.Key)}
	case storable(in.Campaign) != in.Campaign || storable(in.Key) != in.Key || storable(in.OpenID) != in.OpenID || storable(in.Request) != in.Request:
		return &InvalidError{What: lang.Format("%q/%q: campaign, key, openid or request is no text in UTF-8",
			"%q/%q：活动、键、openid 或请求不是 UTF-8 文本", in.Campaign, in.Key)}
	case len(in.Request) > valueMax:
		return &InvalidError{What: lang.Format("%s/%s: the frozen request is longer than any is",
			"%s/%s：冻结的请求超过了长度上限", in.Campaign, in.Key)}
	case in.At.IsZero():
		return &InvalidError{What: lang.Format("%s/%s: the intent has no time", "%s/%s：登记的发放没有时间", in.Campaign, in.Key)}
	case in.Version != billno.ByPerson && (in.Version != billno.ByKey || in.Personal):
		return &InvalidError{What: lang.Format("%s/%s: a number of version %d, personal %t, does not exist",
			"%s/%s：没有版本 %d、个人 %t 的商户订单号", in.Campaign, in.Key, in.Version, in.Personal)}
	}
	if err := in.BillNo.Check(); err != nil {
		return &InvalidError{What: lang.Format("%s/%s: %v", "%s/%s：%v", in.Campaign, in.Key, err)}
	}
	return nil
}

func (o *Outcome) check() error {
	if o.At.IsZero() {
		return &InvalidError{What: lang.Both("an outcome needs a time", "结果需要时间")}
	}
	return nil
}

// lookup is what an intent will be compared with.
func (in *Intent) lookup() lookup {
	return lookup{campaigns: append([]string{in.Campaign}, in.Former...), key: in.Key, openID: in.OpenID, no: string(in.BillNo), id: in.Upon}
}

func (in *Intent) detail() Detail {
	return Detail{
		Key: in.Key, OpenID: in.OpenID, Amount: in.Amount, BillNo: string(in.BillNo), Attempt: in.Attempt,
		Version: in.Version, Personal: in.Personal, Permission: in.Permission,
	}
}
