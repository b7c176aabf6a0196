package cli

import "github.com/cashredpack/redpack/internal/lang"

// planHelp says what a plan is.
func planHelp() lang.Text {
	return together(lang.Both(`Compares the campaigns of a folder with the state of what was sent and prints what apply would do: counts, money,
and every packet that is neither plainly to be sent nor done. It needs no network, no certificate and no key; only
-refresh does, which asks about packets in doubt and about unclaimed ones before it plans, and before the first packet whether
WeChat Pay admits the merchant: key, certificate, appid, address. It sends nothing either.

Where redpack.sum stands beside the campaign, the lists must be those that it names: it keeps hash, head-count and money of
each list in git, so that a changed list is a line to review. -write-sum writes it.

Without an argument it reads the folder you are in. A file chooses the campaigns that stand in it; the other files of
its folder are read with it.

`,
		`把文件夹里的活动与发放记录（状态库）对照，输出 apply 会做什么：个数、金额，以及每一个既不是照常发放、也不是已经发完的
红包。它不需要网络、证书和密钥；只有 -refresh 需要，它在计划之前查询结果未知和无人领取的红包，并在第一个红包之前查询
微信支付是否接纳这个商户：密钥、证书、appid、地址。它同样不发放。

活动旁边有 redpack.sum 时，名单必须与其中记录的一致：它把每份名单的哈希、人数和金额留在 git 里，名单一改，就有一行可供
审阅。用 -write-sum 写出。

不写参数时读取当前文件夹。写一个文件则只选其中的活动，同一文件夹的其他文件也会一起读取。

`), selectHelp, "\n\n", canaryHelp, lang.Both(`

Of up to twenty packets that leave each is shown with its wish, of more the shortest, the longest and some other wishes. -list
prints every packet, -wishes every different wish with the number of packets that have it, the most frequent first; up to
100,000 different ones are told apart. `,
		`

要发的红包不超过二十个时，逐个显示祝福语；更多时，显示最短、最长和另外几条祝福语。-list 列出每个红包，-wishes 列出每
一种祝福语及其红包个数，多的在前；最多区分 100,000 种。
`), filterHelp, lang.Both(`

With -out the plan is saved: apply sends exactly that one, once, within a day, and refuses it when a file, a variable or
the state has moved. The file holds digests, no openids and no secrets. A campaign with a pot cannot be saved, because the
rest of a pot is drawn anew once a part was sent.

`,
		`

-out 保存计划：apply 只发放这一份，一天之内、只发一次；文件、变量或状态库有变动时拒绝执行。计划文件里只有摘要，没有
openid 和密钥。使用红包池的活动不能保存，因为发放一部分之后，红包池的其余部分会重新分配。

`), markdownHelp)
}

// potUnsaved refuses to save a plan of a campaign with a pot.
func potUnsaved(campaign string) error {
	return lang.Errorf("-out: campaign %q shares out a pot. Once a part of it was sent, the rest is drawn anew, so a run that was "+
		"interrupted could not go on with what was approved. Nothing was saved. Approve it at apply: -confirm-total binds its money, and "+
		"-check what is drawn",
		"-out：活动 %q 使用红包池。发放一部分之后，其余部分会重新分配，中断的运行无法按核准的内容继续。没有保存。"+
			"在 apply 时核准：-confirm-total 限定金额，-check 限定分配结果", campaign)
}

// secretVariable refuses to save the value of a variable that looks like something secret.
func secretVariable(name string) error {
	return lang.Errorf("-out: the value of -var %s looks like an openid or a key, and a plan file keeps what -var says. Nothing was saved. "+
		"Put it into a file of -var-file, of which only the hash is kept, or into REDPACK_VAR_%s",
		"-out：-var %s 的值像是 openid 或密钥，而计划文件会保存 -var 的内容。没有保存。"+
			"把它写进 -var-file 的文件（只保存文件的哈希），或写进 REDPACK_VAR_%s", name, name)
}

// secretAddress refuses to save an address that looks like something secret.
func secretAddress() error {
	return lang.Errorf("-out: an address of -only or -exclude looks like an openid or a key, and a plan file keeps them. Nothing was saved. "+
		"Put it into a file of -only-file, of which only the hash is kept",
		"-out：-only 或 -exclude 的某个地址像是 openid 或密钥，而计划文件会保存这些地址。没有保存。"+
			"把它写进 -only-file 的文件（只保存文件的哈希）")
}
