#!/bin/sh
# Sends exactly the plan that plan.sh has saved and a person has approved, in any CI or by hand: sh apply.sh
#
# A run that was cancelled or whose machine died is simply started again, with the same plan: a used plan goes on with its rest and
# nothing else, and what is in doubt is asked about first. Started once more it finds nothing left. A signal stops it gently, a
# second one at once. It ends as redpack apply does, so that only 0 is a green job. It needs redpack and jq.
#
#   FOLDER        of the campaigns; default: here
#   PLAN          the saved plan; default: plan.rpplan
#   PACKETS, TOTAL, ID  packets=, total= and id= of plan.env, which were approved. With 0 packets there is nothing to do
#   CONTINUE      true: the canary was sent before, and somebody has looked at its phones; default false
#   LOCK_TIMEOUT  how long to wait for another run to end, or for a dead one's lease to expire, which takes a minute; default 2m
#   CERTIFICATE, CERTIFICATE_KEY  PEM, for the time of the run put into CERTS as apiclient_cert.pem and apiclient_key.pem; default:
#                 they are there already. The APIv2 key and the database's address stay in the variables that the campaign names
#   CERTS         folder for them; default: certs in FOLDER
#   OUT           folder for result.md, which is there from the start and says what became of the run; default: here
#   KEPT_STATE, REDPACK_LANG, REDPACK  as in plan.sh
set -u
umask 077

: "${REDPACK:=redpack}" "${FOLDER:=.}" "${PLAN:=plan.rpplan}" "${OUT:=.}" "${CONTINUE:=false}" "${LOCK_TIMEOUT=2m}" "${KEPT_STATE:=false}"
: "${REDPACK_LANG:=en}" "${PACKETS:?}" "${TOTAL:=}" "${ID:=}" "${CERTIFICATE:=}" "${CERTIFICATE_KEY:=}" "${CERTS:=$FOLDER/certs}"

export REDPACK_LANG

# say ENGLISH CHINESE writes one of them.
say() { case "$REDPACK_LANG" in zh*) printf '%s' "$2" ;; *) printf '%s' "$1" ;; esac; }

again="$(say 'Start this job again: it goes on with the rest of the same plan, and asks about everything that is in doubt before it sends.' \
  '重新启动本任务：它继续同一个计划剩下的部分，发放之前先查询所有结果未知的。')"
afresh="$(say 'Run the pipeline anew: it makes a new plan to approve.' '重新运行流水线：它会生成新的计划供核准。')"
readonly again afresh

mkdir -p "$OUT" || exit 1
document="$OUT/result.md"
# Whoever is cut off has no last word, so it is said first.
cut_off="$(say 'the run was cut off' '运行被中断')"
printf '### redpack: %s\n\n%s\n' "$cut_off" "$again" >"$document"

# finish CODE HEADLINE NEXT writes the document and ends.
finish() {
  {
    printf '### redpack: %s\n' "$2"
    [ -z "$3" ] || printf '\n%s\n' "$3"
    for part in table numbers; do
      [ ! -s "$work/$part.md" ] || { printf '\n'; cat "$work/$part.md"; }
    done
  } >"$document"
  cat "$document"
  exit "$1"
}

# refuse WHY ends before anything was sent.
refuse() {
  printf '%s\n' "$(say "apply.sh: $1. Nothing was sent." "apply.sh：$1。没有发放。")" >&2
  finish 1 "$(say 'nothing was sent, the plan was refused' '没有发放，计划被拒绝')" "$(say 'The log of this run says why. ' '原因见本次运行的日志。')$afresh"
}

work="$(mktemp -d)" || exit 1
made=
trap 'rm -rf "$work"; [ -z "$made" ] || rm -f "$CERTS/apiclient_cert.pem" "$CERTS/apiclient_key.pem"' EXIT

[ "$PACKETS" != 0 ] || finish 0 "$(say 'nothing to send' '没有可发放的红包')" ''
[ -d "$FOLDER" ] || refuse "$(say "FOLDER is the folder of the campaigns, and $FOLDER is none" "FOLDER 应是活动所在的文件夹，而 $FOLDER 不是文件夹")"
if [ "$KEPT_STATE" != true ] && ! grep -Eqs '^[[:space:]]*state[[:space:]]+"postgres"' "$FOLDER"/*.hcl; then
  refuse "$(say "the project in $FOLDER keeps its state in a file, and a runner forgets it" "$FOLDER 里的项目把状态库放在文件里，而运行器不会保留它")"
fi

# What the plan says of itself now. Only the one that was approved goes on from here.
"$REDPACK" show -json -- "$PLAN" >"$work/shown" || { "$REDPACK" show -- "$PLAN" >&2; refuse "$(say "the plan $PLAN cannot be applied" "计划 $PLAN 不能发放")"; }
facts="$(jq -rs '
  def yuan: "\(. / 100 | floor).\("0\(. % 100)"[-2:])";
  (map(select(.type == "plan_saved")) | last) as $plan | last as $now |
  $plan.plan_id, ($plan.open | tostring), ($plan.max_fen | yuan), (if $now.type == "plan_saved" then "ended" else $now.max_fen | yuan end)
' "$work/shown")" || refuse "$(say "what redpack says of the plan $PLAN cannot be read" "redpack 对计划 $PLAN 的说明无法读取")"
{ read -r id; read -r packets; read -r total; read -r rest; } <<END
$facts
END
[ "$id $packets $total" = "$ID $PACKETS $TOTAL" ] ||
  refuse "$(say "the plan $PLAN is for $packets packets, $total yuan, id $id, and approved were $PACKETS packets, $TOTAL yuan, id $ID" \
    "计划 $PLAN 是 $packets 个红包、$total 元、编号 $id，而核准的是 $PACKETS 个红包、$TOTAL 元、编号 $ID")"

if [ "$rest" = ended ]; then
  # Whoever was refused stays in the exit code, so that a green job says that nobody is forgotten.
  left="$("$REDPACK" plan -json -- "$FOLDER" | jq -rs 'last | if .refused + .failed > 0 then 5 elif .held > 0 then 7 else 0 end')" || left=1
  case "$left" in
  0) finish 0 "$(say 'nothing is left of this plan, everybody in it was dealt with' '这个计划已全部处理完，没有遗漏任何人')" '' ;;
  *) finish "$left" "$(say 'nothing is left of this plan, and some people are not paid' '这个计划已没有剩余，但有人没有拿到')" \
    "$(say 'Run redpack report on a computer that has the state to see whom and why.' '在能访问状态库的电脑上运行 redpack report，看是谁、为什么。')" ;;
  esac
fi

if [ -n "$CERTIFICATE$CERTIFICATE_KEY" ]; then
  made=true
  if ! { mkdir -p "$CERTS" && printf '%s\n' "$CERTIFICATE" >"$CERTS/apiclient_cert.pem" &&
    printf '%s\n' "$CERTIFICATE_KEY" >"$CERTS/apiclient_key.pem"; }; then
    refuse "$(say "the certificate cannot be put into $CERTS" "证书无法放进 $CERTS")"
  fi
fi
unset CERTIFICATE CERTIFICATE_KEY

set -- "-json-into=$work/events" "-confirm-total=$rest"
[ "$CONTINUE" != true ] || set -- "$@" -continue
[ -z "$LOCK_TIMEOUT" ] || set -- "$@" "-lock-timeout=$LOCK_TIMEOUT"
"$REDPACK" apply "$@" -- "$PLAN" &
run=$!
signalled=
trap 'signalled=true; kill -TERM "$run"' INT TERM # it drains; in the foreground the shell would keep the signal to itself
code=0
wait "$run" || code=$?
while [ -n "$signalled" ]; do # a signal ends the wait, not the run
  signalled=''
  ended=0
  wait "$run" || ended=$?
  [ "$ended" = 127 ] || code=$ended # 127: that wait was the last one
done
trap '' INT TERM

# Counts, sums and the platform's codes. No text of a campaign and no key is in it.
jq -rs --arg lang "$REDPACK_LANG" '
  def say($en; $zh): if $lang | startswith("zh") then $zh else $en end;
  def outcome: if $lang | startswith("zh") then {"sent": "已发放", "unknown": "结果未知", "held": "暂缓", "refused": "被拒", "failed": "发放失败"}[.] // . else . end;
  def yuan: "¥\(. / 100 | floor).\("0\(. % 100)"[-2:])";
  def plain: gsub("[^A-Za-z0-9_.-]"; "");
  def row($what; $packets; $fen): if ($packets // 0) > 0 then "| \($what) | \($packets) | \($fen | if . == null then "" else yuan end) |" else empty end;
  map(select(.type == "apply_summary")) | last // empty |
  say("|  | Packets | Amount |"; "|  | 红包 | 金额 |"), "|---|---:|---:|",
  "| \(say("Sent by this run"; "本次发放")) | \(.sent) | \(.sent_fen | yuan) |",
  row(say("Found to be paid already"; "查明已付"); .found; .found_fen), row(say("Known to be paid before"; "此前已付"); .before; .before_fen),
  "| **\(say("Delivered"; "已送达"))** | **\(.delivered)** | **\(.delivered_fen | yuan)** |",
  row(say("Open"; "未了结"); .open; .open_fen), row(say("Outcome unknown"; "结果未知"); .unknown; null), row(say("On hold"; "暂缓"); .held; null),
  row(say("Not begun"; "尚未开始"); .left; null), row(say("Refused"; "被拒"); .refused; null), row(say("Failed"; "发放失败"); .failed; null),
  (if (.reasons // [] | length) > 0 then "", say("| Reason | Outcome | Packets | Amount |"; "| 原因 | 结果 | 红包 | 金额 |"), "|---|---|---:|---:|" else empty end),
  (.reasons // [] | .[] | "| \(.reason // "" | plain) | \(.outcome | plain | outcome) | \(.packets) | \(.amount_fen | yuan) |")
' "$work/events" >"$work/table.md" 2>/dev/null

# How the numbers are made is for git: it names nobody.
if [ -f "$FOLDER/redpack.numbers" ] && [ -n "$(git -C "$FOLDER" status --porcelain -- redpack.numbers 2>/dev/null)" ]; then
  # shellcheck disable=SC2016 # the backticks are Markdown
  { say 'Commit this as `redpack.numbers` beside the campaign: it keeps a lost state and an edited campaign from paying anybody twice.' \
      '把下面的内容作为 `redpack.numbers` 提交到活动旁边：它能防止状态库丢失、活动被修改之后重复付款。'
    printf '\n\n```\n'
    cat "$FOLDER/redpack.numbers"
    printf '```\n'; } >"$work/numbers.md"
fi

case "$code" in
0) finish 0 "$(say 'everybody was paid' '所有人都已付')" '' ;;
1) finish 1 "$(say 'nothing was sent by this run' '本次运行没有发放')" "$(say \
  'The log of this run says why. Once that is settled, start this job again. Where the plan does not hold any more, run the pipeline anew: it makes a new plan to approve.' \
  '原因见本次运行的日志。解决之后重新启动本任务；计划已不成立时，重新运行流水线，它会生成新的计划供核准。')" ;;
5) finish 5 "$(say 'finished, and some people were not paid' '已结束，有人没有拿到')" "$(say \
  'The reasons stand below, the people in redpack report. Correct their lines in a pull request, or let a person plan with -retry-refused or -retry-failed.' \
  '原因见下，名单见 redpack report。在合并请求里改正这些行，或由人用 -retry-refused、-retry-failed 重新计划。')" ;;
6) finish 6 "$(say 'the outcome of some packets is unknown' '有些红包结果未知')" "$again" ;;
7)
  if jq -es 'any(.[]; .type == "canary" and .outcome == "waits")' "$work/events" >/dev/null 2>&1; then
    finish 7 "$(say 'the canary is paid, and the rest waits for a person' '先行试发已付，其余等人确认')" "$(say \
      'Look at their phones, then run the pipeline anew with continue: it makes a plan of the rest to approve.' \
      '看过他们的手机之后，以 continue 重新运行流水线：它会为其余的生成计划供核准。')"
  fi
  finish 7 "$(say 'stopped before its end' '没有发完就停止了')" "$again"
  ;;
*) finish "$code" "$cut_off" "$again" ;;
esac
