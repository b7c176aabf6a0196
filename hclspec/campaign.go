package hclspec

import (
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// Protocol is which request table a merchant's requests follow.
type Protocol string

// The protocols of a merchant block.
const (
	Current      Protocol = "current" // the table in force since about 2016
	Protocol2015 Protocol = "2015"    // the table of the first documentation, with nick_name and the share fields
)

// Merchant is one merchant block: the account that pays. File paths are relative to the project's folder or absolute.
// Secrets are named, never held: APIKeyEnv and P12PasswordEnv are names of environment variables.
type Merchant struct {
	Name           string
	MchID          string
	AppID          string
	SubMchID       string
	MsgAppID       string
	CertFile       string
	KeyFile        string
	P12File        string
	P12PasswordEnv string
	CAFile         string
	APIKeyEnv      string
	APIKeyFile     string
	Endpoint       string
	BackupEndpoint string
	ClientIP       string
	Protocol       Protocol
	Sandbox        bool // the embedded simulator answers; no money exists
	Limits         MerchantLimits

	Range  hcl.Range            // the block's header
	Ranges map[string]hcl.Range // attribute name → its value, for diagnostics about what a file or variable holds
}

// MerchantLimits are the platform's rules for this merchant, or what it was granted beyond them.
type MerchantLimits struct {
	PerMinute           int
	MinAmount           money.Fen
	MaxAmount           money.Fen
	QuietHours          DaySpan // zero: none
	PerUserDailyPackets int
	PerUserDailyAmount  money.Fen
	DailyAmount         money.Fen
}

// DaySpan is a part of every Beijing day, in minutes after midnight, From included and To excluded. A span with From
// above To runs over midnight. The zero value spans nothing and stands for "not set".
type DaySpan struct{ From, To int }

// Schedule is when a campaign may send. Zero times are unset.
type Schedule struct {
	NotBefore time.Time
	NotAfter  time.Time
	Hours     DaySpan // zero: the whole day
}

// CampaignLimits are the author's own bounds. Zero values are unset.
type CampaignLimits struct {
	Budget        money.Fen
	MaxRecipients int
	MaxAmount     money.Fen
	PerMinute     int
}

// Legacy holds the attributes that only protocol "2015" knows.
type Legacy struct {
	NickName     string
	LogoImgURL   string
	ShareContent string
	ShareURL     string
	ShareImgURL  string
}

// RiskInfo is the optional risk_info of a request; its items are joined and URL-encoded by the client.
type RiskInfo struct {
	PostTime      string
	Mobile        string
	DeviceID      string
	ClientVersion string
}

// Campaign is one campaign block, decoded and checked. Its recipients are not in it: Recipients streams them.
type Campaign struct {
	Name              string
	Merchant          *Merchant
	SendName          string
	ActName           string
	Wishing           string
	Remark            string
	SceneID           string
	RiskInfo          RiskInfo
	ConsumeMchID      string
	Legacy            Legacy
	Date              string // yyyymmdd of its bill numbers; "" where neither date nor schedule.not_before is given
	BillNo            billno.Scheme
	AllowRepeatOpenID bool
	Schedule          Schedule
	Limits            CampaignLimits

	Sources []Source             // where its recipients come from, in the order of the file
	Range   hcl.Range            // the block's header
	Ranges  map[string]hcl.Range // attribute name ("wishing", "limits.budget") → its value

	rows rows
}

// Source is one origin of recipients: the inline ones or one recipients_from block.
type Source struct {
	Name  string // "inline", or the CSV's path as written
	Range hcl.Range
}

// Recipient is one person of a campaign, checked. Its address in the state is campaign/Key. The strings stay valid
// after the stream has moved on, but may keep a piece of the file in memory: clone what is to be kept in numbers.
type Recipient struct {
	Key     string
	OpenID  string
	Amount  money.Fen
	Wishing string
	Remark  string
	Source  int       // index into Campaign.Sources
	Range   hcl.Range // its HCL item or its whole CSV row
}

// Committed tells what the state has already promised or paid to a key; ok is false for a key without an intent. A
// shared pot is drawn over what is left. A nil Committed means that nothing was sent yet.
type Committed func(key string) (amount money.Fen, ok bool)
