package cli

import "github.com/cashredpack/redpack/internal/lang"

// reportHelp says what a report is and where it goes.
func reportHelp() lang.Text {
	return lang.Both(`Adds a campaign up to the fen: planned = received + waiting + refunded + in doubt + not paid. By Beijing day it tells what was
sent, received and returned, and of everything that is not as planned the reason and the command that goes on. It asks
nobody and changes nothing, and works while an apply runs; redpack refresh learns first who has opened theirs by now.

-o FILE writes it for others, by the ending of the name:

  .html  one page with charts, without scripts and without anything from elsewhere; prints on A4
  .xlsx  a workbook: summary, days, exceptions, and every packet
  .csv   every packet, in the order of the file, for Excel and WPS: UTF-8 with a byte order mark; texts that look like
         numbers have a TAB before them, so that no bill number becomes 1.9E+27, and what would be run as a formula an
         apostrophe. With -plain the values are as they are, for programs
  .json  summary and every packet, as internal/report/report.schema.json describes it
  .md    for a wiki or an issue

-o FOLDER, a folder that exists or a name that ends with /, writes all of them for each campaign, and SHA256SUMS for sha256sum -c.
A report is as of the last moment that the state knows, so the same files and the same state give the same bytes. Files are
for their owner only, and overwrite nothing but an earlier report. Openids are masked; -show-openid shows them and stamps every
document: 含个人信息.`,
		`把一个活动汇总到分：计划 = 已领取 + 待领取 + 已退款 + 结果未知 + 未付。按北京日期列出发放、领取和退回了多少；凡与计划不
符的，都写明原因和继续处理的命令。它不查询、不改动，apply 进行时也可以运行；要先知道谁已经领取，运行 redpack refresh。

-o FILE 写成文件交给他人，由后缀决定格式：

  .html  一页带图表的网页，不含脚本，不引用外部内容；可打印在 A4 纸上
  .xlsx  工作簿：汇总、按日、异常、明细（每一个红包）
  .csv   每一个红包，按文件中的顺序，供 Excel 和 WPS 使用：UTF-8 带字节顺序标记；像数字的文字前面加 TAB，使商户订单号
         不会变成 1.9E+27；会被当作公式执行的前面加单引号。加 -plain 则按原值写出，供程序读取
  .json  汇总和每一个红包，格式见 internal/report/report.schema.json
  .md    供 wiki 或 issue 使用

-o FOLDER（已存在的文件夹，或以 / 结尾的名称）为每个活动写出以上全部格式，并写 SHA256SUMS 供 sha256sum -c 使用。报告
截至状态库所知的最后时刻，所以同样的文件和同样的状态库得到同样的字节。文件只有所有者可读，除了以前的报告，不覆盖任何
文件。openid 打码显示；-show-openid 显示完整的，并在每份文档上标注：含个人信息。`)
}
