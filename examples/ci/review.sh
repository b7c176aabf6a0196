#!/bin/sh
# Reviews what a change does to red packet campaigns, in any CI or by hand: sh review.sh
#
# It compares two revisions in people and money, checks every row, and prints a Markdown document, which is also left in
# $OUT/review.md. What the programs say goes to stderr. It ends with 0 where nothing speaks against the change. It needs git
# and redpack, and neither secret, network nor state. The folder's history must reach back to where the change began: in a
# shallow clone, run git fetch --unshallow first.
#
# Everything comes in as variables of the environment, so that no name of a branch or folder is ever read as shell:
#   FOLDER      of the campaigns, one of its files, or a campaign's name; default: here
#   BASE, HEAD  the revisions; the comparison begins where HEAD parted from BASE; default: origin/main and HEAD
#   MAX_CHARS   length of the document at most; default 60000
#   FAIL_ABOVE  yuan that the change may make the campaigns more expensive by, such as 500.00; default: no limit
#   VALIDATE    true (default): check every row of the lists; false where the lists are not in git
#   CHECK_SUM   true: the lists must be those that redpack.sum names; default false, as it must be where they are not in git
#   OUT         folder for the document; default: here. Where the change leaves the campaigns' folder as it is, an empty file
#               review.unchanged stands beside it, and nothing is checked: that is not this change's business
#   LOOK        true: only find out whether there is a review.unchanged, which takes a moment and git alone; default false
#   REDPACK_LANG  what people read: en (default) or zh
#   REDPACK     the program; default: redpack
set -u

: "${REDPACK:=redpack}" "${FOLDER:=.}" "${BASE:=origin/main}" "${HEAD:=HEAD}" "${OUT:=.}"
: "${MAX_CHARS:=60000}" "${FAIL_ABOVE:=}" "${VALIDATE:=true}" "${CHECK_SUM:=false}" "${LOOK:=false}" "${REDPACK_LANG:=en}"
export REDPACK_LANG

# say ENGLISH CHINESE writes one of them.
say() { case "$REDPACK_LANG" in zh*) printf '%s' "$2" ;; *) printf '%s' "$1" ;; esac; }

case "$BASE$HEAD" in
-*) printf 'review.sh: %s\n' "$(say 'BASE and HEAD are revisions, not options' 'BASE 和 HEAD 是版本，不是选项')" >&2; exit 1 ;;
esac
mkdir -p "$OUT" || exit 1
document="$OUT/review.md"
rm -f "$document" "$OUT/review.unchanged"
status=0
failed=

# check NAME COMMAND... notes a check that fails and goes on, so that one run tells everything.
check() {
  name="$1" code=0
  shift
  printf '== %s\n' "$name" >&2
  "$@" >&2 || code=$?
  [ "$code" -ne 0 ] || return 0
  failed="${failed:+$failed, }$name"
  [ "$status" -ne 0 ] || status="$code"
}

# What is no folder and no file may be the name of a campaign anywhere; a file has its lists beside it.
place="$FOLDER"
[ ! -f "$place" ] || place="$(dirname "$place")"

# tree REVISION tells what the folder holds there, as git knows it: every file, link and submodule. A comparison by git diff shows less:
# it finds nothing on a way through a link, and leaves out submodules where the change says so. Nothing is told of what is no folder there.
tree() {
  held="$(git rev-parse --verify --quiet "$1:./$place")" && [ "$(git cat-file -t "$held" 2>/dev/null)" = tree ] && printf '%s\n' "$held"
}

if [ -d "$place" ] && parted="$(git merge-base -- "$BASE" "$HEAD" 2>/dev/null)" && before="$(tree "$parted")" && [ "$before" = "$(tree "$HEAD")" ]; then
  : >"$OUT/review.unchanged"
  VALIDATE=false CHECK_SUM=false FAIL_ABOVE=
fi
[ "$LOOK" != true ] || exit 0

set -- "-markdown-out=$document" "-max-chars=$MAX_CHARS"
[ -z "$FAIL_ABOVE" ] || set -- "$@" "-fail-above=$FAIL_ABOVE"
check "redpack diff" "$REDPACK" diff "$@" "$BASE...$HEAD" -- "$FOLDER"
[ "$VALIDATE" != true ] || check "redpack validate" "$REDPACK" validate -- "$FOLDER"
[ "$CHECK_SUM" != true ] || check "redpack plan -check-sum" "$REDPACK" plan -check-sum -- "$FOLDER"

# A comment that is updated in place must never go on showing what no longer holds.
if [ ! -s "$document" ]; then
  printf '### redpack: %s\n' "$(say 'the review did not come about' '审阅没有做成')" >"$document"
fi
# The names are this script's own; what went wrong is in the log, where nothing of it can become markup.
[ -z "$failed" ] || say "
**Failed**: $failed. The log of this run says why.
" "
**未通过**：$failed。原因见本次运行的日志。
" >>"$document"

cat "$document"
exit "$status"
