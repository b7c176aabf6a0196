package cli

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// stateHelp says what the state is.
func stateHelp() lang.Text {
	return lang.Both(`The state knows who was sent what. It is a file, or a schema of a PostgreSQL database. These commands read it while an apply runs;
only accept and rebuild write to it, create makes one in a database, and copy moves it. There is none that removes a packet: what was paid stays
on record.`,
		`状态库记录向谁发了什么。它是一个文件，或 PostgreSQL 数据库里的一个 schema。apply 进行时这些命令也能读取它；只有
accept 和 rebuild 会写入，create 在数据库里新建，copy 迁移。没有删除红包的命令：付过的必须留有记录。`)
}

// checkHelp says what is examined.
func checkHelp() lang.Text {
	return lang.Both(`Examines the whole state: every checksum, every count, SQLite's own structure, whether the history alone leads to exactly
the packets on record, and whether anything that was durable is lost. It changes nothing and works while an apply runs.
Exit code 1 means that the state is damaged; what to do is printed.`,
		`检查整个状态库：每个校验和、每个计数、SQLite 自身的结构，仅凭历史记录能否得出与在册红包完全相同的结果，以及已经落盘的
内容有没有丢失。它不作任何改动，apply 进行时也可以运行。退出码 1 表示状态库已损坏；会输出该怎么做。`)
}

// backupHelp says what a copy is good for.
func backupHelp() lang.Text {
	return lang.Both(`Writes a verified copy of the state as of this moment, for its owner only. FILE must not exist. The state may be in use.
To go back to a copy, put it in the place of the state; what was sent after it was made is found by redpack state rebuild.`,
		`写出状态库此刻的副本，并经过校验，只有所有者可读。FILE 必须尚不存在。状态库可以正在使用。
要回到某个副本，把它放到状态库的位置；副本之后发放的，由 redpack state rebuild 查回。`)
}

// acceptHelp says what a person can decide.
func acceptHelp() lang.Text {
	return lang.Both(`A packet that was recorded with another amount or for another person than the file says now is a conflict, and nothing is
sent while there is one. accept records your decision to leave the packet as it is: what was paid counts as it is recorded,
and what was not is never sent. Who decided, when and why is kept in the history. If the file changes again, to a
third amount or person, that is a new conflict.

Two more decisions are recorded in this way. A packet whose key left the file, while its person stands there under a new
key, there or in another campaign of the folder: the new key is a packet of its own, and not the old one renamed. And a packet
in doubt that nobody can clear up, because WeChat Pay tells for 30 days only what became of a number, or knows the number with
another amount or without naming anybody: it counts as paid, and is never sent again. Where the merchant platform shows that
the number paid somebody else, -not-paid says so, and the next apply pays this person under another number.`,
		`红包记录的金额或领取人与文件现在写的不同，就是冲突；有冲突时一个也不发放。accept 记下你的决定，让这个红包保持原样：
已付的按记录算数，没付的永远不发。谁、何时、为什么决定，都留在历史记录里。文件再改成第三种金额或领取人，就是新的冲
突。

另外两种决定也这样记录。一种是红包的键从文件里去掉了，而它的领取人在那里或文件夹的另一个活动里用了新的键：新的键是另一
个红包，不是旧的改名。另一种是无人能查清的、结果未知的红包，因为微信支付只答复 30 天内的订单，或者知道这个商户订单号但
金额不同，或者不说付给了谁：它算已付，永远不再发放。如果商户平台显示这个商户订单号付给了别人，用 -not-paid 说明，下次
apply 会换新的商户订单号付给这个人。`)
}

// copyHelp says how a state moves.
func copyHelp() lang.Text {
	return lang.Both(`Copies a state with its whole history to another place, verifies the copy line by line, and marks the old one: from then on nothing is
sent by it. FROM and TO are each a folder, which stands for the state that its redpack block names, or the path of a state file. So
a team moves to a database by writing state "postgres" { … } into the block and copying the file that was there before; the
other way round it goes back.

Nobody may be applying on either. What is there in the place of TO is never written over. A copy that was cut off is made whole by
the same command again.`,
		`把状态库连同全部历史记录复制到另一处，逐行校验副本，并给旧的打上标记：此后不再用它发放。FROM 和 TO 各是一个文件夹
（代表其 redpack 块指定的状态库），或一个状态文件的路径。团队要迁到数据库，就在块里写 state "postgres" { … }，再把
原来的文件复制过去；反过来就迁回。

两边都不能有人正在发放。TO 处已有的内容决不覆盖。复制中断后，再运行同样的命令即可补全。`)
}

// createHelp says what is made in a database.
func createHelp() lang.Text {
	return lang.Both(`Makes the schema and the tables that the redpack block names, with an empty state of this merchant in them. It is done once, by
a person: no other command makes them, because an address with a typing mistake must not look like a state under which nothing
was sent yet. A state that is there already is left as it is.

-print connects to nothing and prints the SQL instead, with the rights of two roles: one that applies, and one that only plans
and looks. Whoever runs the database runs it; afterwards create only puts the empty state into the tables.`,
		`按 redpack 块建立 schema 和表，并在其中放入这个商户的空状态库。由人执行一次：别的命令都不建表，因为写错的地址不能被
当成一个还没有发放过的状态库。已有的状态库保持原样。

-print 不连接数据库，只输出 SQL，连同两个角色的权限：一个用于发放，一个只能计划和查看。由管理数据库的人执行；之后
create 只把空状态库放进表里。`)
}

// stateListHelp says what is listed.
func stateListHelp() lang.Text {
	return together(lang.Both(`Lists packets by campaign and key, one a line: status, amount, bill number, masked openid, since when, address. The sums
stand at the end. Labels are the files' of now; the state holds none.

-only, -only-file and -exclude choose as in redpack plan: campaign/key, a key alone, a campaign, group:NAME. An address that
no packet has is an error. `,
		`按活动和键列出红包，每行一个：状态、金额、商户订单号、打码的 openid、从何时起、地址。合计在最后。备注名取自现在的文
件；状态库里没有。

-only、-only-file 和 -exclude 与 redpack plan 一样挑选：“活动/键”、单独一个键、一个活动、group:名称。没有红包的地址
算错误。
`), filterHelp, lang.Both("\n\nStatuses: ", "\n\n状态："), strings.Join(statusNames(), ", "), lang.Stop.Each(strings.TrimSpace))
}

// rebuildHelp says what is asked, and what cannot be found.
func rebuildHelp() lang.Text {
	return lang.Both(`Asks WeChat Pay about the bill number of every recipient in the campaign files whom the state does not know, and puts
what it confirms into the state. Bill numbers are derived from campaign and person, so every packet can be found again, as
long as WeChat Pay answers queries about it: 30 days. Of whom it knows no order under the numbers of the files as they are,
the next apply sends. Where a number does not tell the person (ten digits, and the first releases), the packet stays in doubt
until the next apply has made WeChat Pay name the person, which pays nothing.

Use the campaign files as they were when the packets were sent: a recipient who was taken out of them is not found.
It sends no money and needs no approval. An interrupted rebuild goes on where it was. Exit code 6 means that some packets
could not be cleared up.`,
		`对活动文件里的每位领取人，凡状态库不知道的，都按商户订单号向微信支付查询，并把确认的结果写入状态库。商户订单号由活动和
领取人推算而来，所以只要微信支付还答复查询（30 天内），每个红包都能找回。按现在的文件推算出的商户订单号若查无订单，下次
apply 就会发放。订单号不能说明领取人的（十位数字的，以及最早的版本），红包保持结果未知，直到下次 apply 时由微信支付说出
领取人，这一步不付款。

要使用发放时的活动文件：已从文件里去掉的领取人查不到。它不发放，不需要核准。中断的重建会从中断处继续。退出码 6 表示
有些红包没有查清。`)
}

// stateShowHelp says what is shown.
func stateShowHelp() lang.Text {
	return together(lang.Both(`Shows the packet of one address, campaign/key, with its whole history: every request that left, every answer, every query
and every decision of a person.

`,
		`查看一个地址（活动/键）的红包及其全部历史记录：每次发出的请求、每个应答、每次查询，以及由人作出的每个决定。

`), findHelp)
}

// unlockHelp says when a lease has to be ended.
func unlockHelp() lang.Text {
	return lang.Both(`Whoever writes to a state in a database has a lease on it for a minute, and renews it. A process that dies leaves no lock behind: its
lease ends by itself, and -lock-timeout=2m waits for that. There is one case in which it does not: the server's clock was set
back, so that the lease ends far in the future.

unlock shows who has the lease, watches for 23 seconds whether it is renewed, which a living process does every 15, and refuses
then. Otherwise it asks for the name of the holder, or takes it from -holder, and ends the lease. Should the holder come back
after all, it can write nothing and sends nothing any more.`,
		`写入数据库里的状态库时，持有为期一分钟的租约，并不断续租。进程死掉不会留下锁：租约自行到期，-lock-timeout=2m 会等到
那时。只有一种情况不会：服务器的时钟被拨回，租约的到期时间就落在很久以后。

unlock 显示谁持有租约，观察 23 秒看它是否续租（活着的进程每 15 秒续一次），续租了就拒绝解除。否则询问持有者的名字，
或取自 -holder，然后结束租约。持有者即使再回来，也什么都写不了，不会再发放。`)
}
