// Package wxpay is the client of WeChat Pay's cash red packet API, version 2 (现金红包): it sends a packet (sendredpack)
// and asks what became of one (gethbinfo), as signed XML over mutual TLS. It also fetches the platform's own record of what left an
// account on a day, the fund-flow bill (downloadfundflow), which is verified against its digest as it comes.
//
// The API moves money that cannot be called back, answers synchronously and has no callback, so the package is built
// around what an answer proves:
//
//   - Every outcome is data. Send, Query and FundFlow return a Reply, an Info and a FundFlow, never an error beside them.
//   - Only return_code and result_code SUCCESS, about exactly what was sent, is Success. Only a listed err_code in an
//     otherwise sound answer has a class of its own. Everything else is Unknown: the money may have moved, and the one
//     safe thing is to ask, or to send the same number with the same content again (发放红包接口, 2025).
//   - err_code_des is for people. It is passed on and never looked at.
//   - A request is posted at most once per call. Nothing here retries, follows a redirect, or lets net/http replay a
//     body. Reply.Left tells whether the body may have left this machine at all.
//
// The package promises nothing about order, pace or durability: the caller stores Params.Text before the first Send and
// sends the same Params ever after. It reads no clock, no file and no environment variable but the proxy settings.
package wxpay
