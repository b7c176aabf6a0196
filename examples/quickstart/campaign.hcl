# A dozen red packets for a team. Try it:  redpack plan  →  redpack apply
#
# Everyone in here is made up.

# For real money another block takes the place of the merchant's, as redpack init -live writes it:
#
# merchant "main" {
#   mch_id      = "1900000109"
#   appid       = "wx8888888888888888"
#   cert_file   = "certs/apiclient_cert.pem" # relative to this file
#   key_file    = "certs/apiclient_key.pem"
#   api_key_env = "REDPACK_API_KEY" # the name of a variable; the key itself has no place in a file
# }

merchant "main" {
  sandbox = true # the embedded simulator answers
}

campaign "team_cny_2027" {
  merchant  = merchant.main
  date      = "2027-02-06" # stands in every bill number; never change it once something was sent
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027 春节"
  wishing   = "新年快乐，万事如意" # a recipient may say something else

  limits {
    budget         = 150.00 # yuan, for the whole campaign
    max_recipients = 12
    max_amount     = 66.66
  }

  recipients = {
    wang_wei = { openid = "oDEMOzSbH1OQm1ZU7UPvbe0Lts1H", amount = 8.88 }
    li_na = { openid = "oDEMOE5y97hek1CuKDCMBxXiL7c3", amount = 8.88 }
    zhang_min = { openid = "oDEMOLi2ZzxBSuAb56FxtVbHLt9C", amount = 8.88 }
    liu_yang = { openid = "oDEMOYBTERBMDffL268tGILXSvr1", amount = 8.88 }
    chen_jie = { openid = "oDEMOoK7rUfYDRHpiFHCslnn8dxq", amount = 8.88 }
    yang_fan = { openid = "oDEMO5dWY18b556enqCMa0Eojpiq", amount = 8.88 }
    zhao_lei = { openid = "oDEMOhutEsj85u35wGDu76IpbSwT", amount = 8.88 }
    huang_yan = { openid = "oDEMOjZQTKG3lwvWO0ld1ikQsgiK", amount = 8.88 }
    zhou_tao = { openid = "oDEMO7fM5I9nnFYYDhYqVFBy8wE3", amount = 8.88 }
    wu_di = { openid = "oDEMOuqU6lzDUJhn8sEE5ahVkDmL", amount = 8.88 }
    欧阳静 = { openid = "oDEMOCD7uAv5Qi7VSKMlxFcPW24r", amount = 18.88, wishing = "辛苦了，新年快乐！" }
    si_ma = { openid = "oDEMOpAzxnhjIqnCOn3JHoU744lw", amount = 6.60 }
  }
}
