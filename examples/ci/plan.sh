#!/bin/sh
# Saves the plan of what was merged, for a person to approve and apply.sh to send, in any CI or by hand: sh plan.sh
#
# It sends nothing, writes nothing into the state and asks nobody but the state: the database user of this job needs SELECT and no
# more, and neither certificate nor key. What the programs say goes to stderr. It needs redpack and jq. It ends with 0, whether there
# is something to send or not, and otherwise as redpack plan does.
#
#   FOLDER      of the campaigns; default: here. Its project keeps its state in PostgreSQL: the disk of a runner does not last
#   PLAN        the saved plan; default: plan.rpplan. It holds digests, counts and sums, no rows, no openid and no secret. Where it lies
#               as seen from FOLDER, it has to lie when it is applied
#   CHECK_SUM   true: the lists must be those that redpack.sum names; default false
#   MAX_CHARS   length of the document at most; default 60000
#   KEPT_STATE  true: the state is a file, and this runner keeps the folder between jobs; default false
#   OUT         folder for the results; default: here. plan.md is for whoever approves; plan.env has the lines packets=, total= (yuan)
#               and id=, by which apply.sh knows the plan again. With nothing to send there are packets=0 and no plan
#   REDPACK_LANG  what people read: en (default) or zh
#   REDPACK     the program; default: redpack
set -u
umask 077

: "${REDPACK:=redpack}" "${FOLDER:=.}" "${PLAN:=plan.rpplan}" "${OUT:=.}" "${CHECK_SUM:=false}" "${MAX_CHARS:=60000}" "${KEPT_STATE:=false}"
: "${REDPACK_LANG:=en}"
export REDPACK_LANG

# say ENGLISH CHINESE writes one of them.
say() { case "$REDPACK_LANG" in zh*) printf '%s' "$2" ;; *) printf '%s' "$1" ;; esac; }

if [ ! -d "$FOLDER" ]; then
  printf 'plan.sh: %s\n' "$(say "FOLDER is the folder of the campaigns, and $FOLDER is none" "FOLDER 应是活动所在的文件夹，而 $FOLDER 不是文件夹")" >&2
  exit 1
fi
if [ "$KEPT_STATE" != true ] && ! grep -Eqs '^[[:space:]]*state[[:space:]]+"postgres"' "$FOLDER"/*.hcl; then
  printf 'plan.sh: %s\n' "$(say "the project in $FOLDER keeps its state in a file, and the next job would not find it: what was sent would be \
forgotten. Name a database, state \"postgres\" {}, and a project in its redpack block" \
    "$FOLDER 里的项目把状态库放在文件里，下一个任务找不到它，发过什么就丢失了。在 redpack 块里写一个数据库（state \"postgres\" {}）和一个 project")" >&2
  exit 1
fi

mkdir -p "$OUT" || exit 1
rm -f "$OUT/plan.md" "$OUT/plan.env" "$PLAN"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT

set -- -detailed-exitcode "-json-into=$work/events" "-markdown-out=$OUT/plan.md" "-max-chars=$MAX_CHARS" "-out=$PLAN"
[ "$CHECK_SUM" != true ] || set -- "$@" -check-sum
code=0
"$REDPACK" plan "$@" -- "$FOLDER" >&2 || code=$?

case "$code" in
0)
  rm -f "$PLAN"
  printf 'packets=0\n' >"$OUT/plan.env"
  printf '%s\n' "$(say 'Nothing to send.' '没有待发放的红包。')" >&2
  ;;
2)
  code=0
  jq -rs '
    def yuan: "\(. / 100 | floor).\("0\(. % 100)"[-2:])";
    map(select(.type == "plan_saved")) | last | "packets=\(.open)", "total=\(.max_fen | yuan)", "id=\(.plan_id)"
  ' "$work/events" >"$OUT/plan.env" || code=1
  ;;
esac
exit "$code"
