# 元宵节猜灯谜: the Lantern Festival campaign of WeChat Pay's first documentation (2015), as redpack writes it.
#
#   redpack plan examples/lantern           what would be sent
#   redpack apply examples/lantern          send it, to the simulator
#
# Everyone in here is made up.

merchant "mall" {
  sandbox = true # the embedded simulator answers; no certificate, no key, no money

  limits {
    per_minute  = 18000  # ten times the usual rate, so that trying it out takes seconds
    quiet_hours = "none" # the simulator never sleeps; WeChat Pay's rule of 2015 was "00:00-08:00"
  }
}

campaign "lantern" {
  merchant  = merchant.mall
  date      = "2015-03-05" # the day in the bill numbers; the Lantern Festival of 2015
  send_name = "天虹百货"
  act_name  = "猜灯谜抢红包活动"
  remark    = "猜越多得越多，快来抢！"
  wishing   = "感谢您参加猜灯谜活动，祝您元宵节快乐！"

  limits {
    budget         = 12000.00 # yuan; plan refuses to go beyond
    max_recipients = 1212
    max_amount     = 200.00
  }

  # The team that built the lanterns: one line a person, so that a changed amount is one changed line in a pull request.
  recipients = {
    lin_qing = { openid = "oDEMOxvcuEI3wFScBhPsazqkYJs7", amount = 88.00, wishing = "林青，谢谢你挂起的每一盏灯！" }
    zhou_mu = { openid = "oDEMOm8dwEio697sQfiRcMlUHiBl", amount = 88.00, wishing = "周牧，谢谢你挂起的每一盏灯！" }
    tang_xin = { openid = "oDEMOEDEHb94aZgrZtyMpXpr03Ya", amount = 66.00, wishing = "唐欣，谢谢你挂起的每一盏灯！" }
    xu_wei = { openid = "oDEMOwI6HqVw4IwgqV5yZwUMqHO3", amount = 66.00, wishing = "许薇，谢谢你挂起的每一盏灯！" }
    song_yan = { openid = "oDEMO4mqoCnCl476AR7COYf6VJWb", amount = 66.00, wishing = "宋岩，谢谢你挂起的每一盏灯！" }
    he_ming = { openid = "oDEMOnqgQvQx12KkPgA9RWtU72zI", amount = 18.88, wishing = "何明，谢谢你挂起的每一盏灯！" }
    bai_lu = { openid = "oDEMOIEWy0sNRvZskxnNY9W8ogci", amount = 18.88, wishing = "白鹭，谢谢你挂起的每一盏灯！" }
    qin_chuan = { openid = "oDEMOKvNGvj7SOSLWtj76CEsdg4p", amount = 18.88, wishing = "秦川，谢谢你挂起的每一盏灯！" }
    shen_yi = { openid = "oDEMOfCf3s8eGPLNBMZICRt6XsY3", amount = 18.88, wishing = "沈一，谢谢你挂起的每一盏灯！" }
    gu_nan = { openid = "oDEMOsfIiql98F7Igb5Ph3Jccx38", amount = 18.88, wishing = "顾南，谢谢你挂起的每一盏灯！" }
    欧阳静 = { openid = "oDEMOMM14QuIvdnr3rxzei6Ajwk5", amount = 200.00, wishing = "欧阳静，谢谢你挂起的每一盏灯！" }
    司马朗 = { openid = "oDEMO3aIWSB9fdB0IaNqrM90R9dn", amount = 1.00, wishing = "司马朗，谢谢你挂起的每一盏灯！" }
  }

  # The guests: each row is a person, each amount what their riddles earned.
  recipients_from "csv" {
    path    = "data/guests.csv"
    key     = row.id
    openid  = row.openid
    amount  = row.amount
    wishing = "${row.name}，你猜中了${row.riddles}个灯谜，元宵节快乐！"
  }
}
