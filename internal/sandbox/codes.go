package sandbox

// refusal is a verdict other than success: err_code and the text that goes with it. The texts are the wire texts that
// merchants and libraries have published, word for word, because people search for them.
type refusal struct{ code, text string }

// The codes of sendredpack (发放红包接口, error table) with their usual texts.
var (
	accepted = refusal{"SUCCESS", "发放成功"}

	systemError      = refusal{"SYSTEMERROR", "系统错误,请稍后使用原单号重试,请勿更换单号"}
	processing       = refusal{"PROCESSING", "请求已受理，请稍后使用原单号查询发放结果"}
	sendFailed       = refusal{"SEND_FAILED", "红包发放失败,请更换单号再重试"}
	otherOpenID      = refusal{"FATAL_ERROR", "openid和原始单参数不一致"}
	otherAmount      = refusal{"FATAL_ERROR", "金额和原始单参数不一致"}
	otherParameters  = refusal{"FATAL_ERROR", "重复请求时,参数与原单不一致"}
	notEnough        = refusal{"NOTENOUGH", "帐号余额不足，请到商户平台充值后再重试"}
	freqLimit        = refusal{"FREQ_LIMIT", "超过频率限制,请稍后再试"}
	sendNumLimit     = refusal{"SENDNUM_LIMIT", "该用户今日领取红包个数超过限制,如有需要请登录微信支付商户平台更改API安全配置"}
	rcvdAmountLimit  = refusal{"RCVDAMOUNT_LIMIT", "该用户今日领取金额超过限制,如有需要请登录微信支付商户平台更改API安全配置"}
	sendAmountLimit  = refusal{"SENDAMOUNT_LIMIT", "您的商户号今日发放金额超过限制,如有需要请登录微信支付商户平台更改API安全配置"}
	moneyLimit       = refusal{"MONEY_LIMIT", "红包金额发放限制"}
	riskBlocked      = refusal{"NO_AUTH", "发放失败，此请求可能存在风险，已被微信拦截"}
	ipDenied         = refusal{"NO_AUTH", "此IP地址不允许调用接口,如有需要请登录微信支付商户平台更改配置"}
	productClosed    = refusal{"NO_AUTH", "产品权限验证失败,请查看您当前是否具有该产品的权限"}
	apiClosed        = refusal{"API_METHOD_CLOSED", "您的商户号API发放方式已关闭，请联系管理员在商户平台开启"}
	accountAbnormal  = refusal{"PAYER_ACCOUNT_ABNORMAL", "商户号异常,请登录微信支付商户平台查看"}
	caError          = refusal{"CA_ERROR", "CA证书出错，请登录微信支付商户平台下载证书"}
	signError        = refusal{"SIGN_ERROR", "签名错误"}
	illegalAppID     = refusal{"ILLEGAL_APPID", "非法appid，请确认是否为公众号的appid，不能为APP的appid"}
	openIDError      = refusal{"OPENID_ERROR", "openid和appid不匹配"}
	msgAppIDError    = refusal{"MSGAPPID_ERROR", "触达消息给用户appid有误"}
	acceptModeError  = refusal{"ACCEPTMODE_ERROR", "主、子商户号关系校验失败"}
	xmlError         = refusal{"XML_ERROR", "输入xml参数格式错误"}
	notFound         = refusal{"NOT_FOUND", "指定单号数据不存在"}
	notFoundAsSystem = refusal{"SYSTEMERROR", "指定单号数据不存在"}
)

// The codes that only the tables of 2015 and of the group packet list.
var (
	timeLimited       = refusal{"TIME_LIMITED", "红包发放时间限制,北京时间0:00-8:00不触发红包赠送"}
	secondOverLimited = refusal{"SECOND_OVER_LIMITED", "企业红包的按分钟发放受限"}
	dayOverLimited    = refusal{"DAY_OVER_LIMITED", "企业红包的按天日发放受限"}
)

// The codes of downloadfundflow (下载资金账单, error codes, 2024).
var (
	noBill        = refusal{"NO_BILL_EXIST", "账单不存在"}
	billSignError = refusal{"SIGNERROR", "签名错误"}
	billCreating  = refusal{"BILL_CREATING", "账单生成中"}
)

// Answers for which no source shows the platform's own: what they must not do is look like a final refusal.
var (
	// retiredGroup answers sendgroupredpack, switched off on 2024-06-05.
	retiredGroup = refusal{"API_METHOD_CLOSED", "裂变红包已下线，请使用普通红包"}
	// alreadySent answers a repeated success under Options.ReentryFails; the code is listed nowhere, on purpose.
	alreadySent = refusal{"HAS_SENT", "该订单已发放成功,请勿重复发放"}
	// unheardOf is the fault unknown-code, and oldNumeric the fault numeric-code, a code of 2014.
	unheardOf  = refusal{"PAY_CHANNEL_RECONCILING", "渠道对账中,请稍后再试"}
	oldNumeric = refusal{"268458547", "系统繁忙,请稍后再试."}
)

func paramError(text string) refusal { return refusal{"PARAM_ERROR", "参数错误:" + text} }

var (
	wrongBillNo   = paramError("输入的商户订单号有误")
	wrongMchID    = paramError("输入的商户号有误")
	unboundAppID  = paramError("商户号和wxappid不匹配")
	wrongBillDate = paramError("bill_date格式有误或不在可下载的范围内")
	wrongAmount   = paramError("红包金额参数错误")
	unequalValues = paramError("发放金额、最小金额、最大金额必须相等")
	closedScene   = paramError("该场景未开通,请登陆商户平台:产品中心-现金红包-产品设置-使用场景 进行开通")
	strayMsgAppID = paramError("授理模式/资金受理才需要填入msgappid")
	noMsgAppID    = paramError("授理模式下msgappid字段必填,并且最长32字符")
)
