#!/usr/bin/env bash
# Puts a document into one comment of a pull request: the first run writes it, later runs update it in place, also when nothing
# changed. The comment is found by a marker that nobody sees AND by its author, so that a stranger's comment which quotes the
# marker is neither updated nor mistaken for this one.
#
# A pull request from a fork gets a token that may not write. Then the document stays in the job summary, which says so, and
# the run does not fail. The same holds where there is no pull request.
#
#   DOCUMENT  file with the document                 FOLDER  that it is about: one comment for each folder
#   UNCHANGED true: the folder is as it was; an earlier comment then says so, and no new one is written
#   TOKEN     that may write pull requests           AUTHOR  as whom the token writes
#   REPOSITORY, NUMBER                               of the pull request, as in owner/name and 7
#   COMMIT    without a NUMBER: the pull request is the one that was merged as this commit
#   KIND      review (default) or apply: what the document is, and one comment for each
#   LOOK      true: write nothing, and end with 3 where there is no earlier comment, with 0 where there is one or nobody can say
#   REDPACK_LANG what people read: en (default) or zh
#   GITHUB_API_URL, GITHUB_STEP_SUMMARY, GITHUB_OUTPUT are set by GitHub
set -euo pipefail

: "${UNCHANGED:=}" "${FOLDER:=.}" "${TOKEN:=}" "${AUTHOR:=github-actions[bot]}" "${REPOSITORY:?}" "${NUMBER:=}" "${COMMIT:=}"
: "${KIND:=review}" "${LOOK:=}" "${REDPACK_LANG:=en}"
: "${GITHUB_API_URL:=https://api.github.com}" "${GITHUB_STEP_SUMMARY:=/dev/null}" "${GITHUB_OUTPUT:=/dev/null}"

# say ENGLISH CHINESE writes one of them.
say() { case "$REDPACK_LANG" in zh*) printf '%s' "$2" ;; *) printf '%s' "$1" ;; esac; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Readable where the folder's name is plain, and its own for every folder.
marker="<!-- redpack-$KIND:$(printf '%s' "$FOLDER" | LC_ALL=C sed 's/[^A-Za-z0-9._/]/_/g'):$(printf '%s' "$FOLDER" | cksum | cut -d ' ' -f 1) -->"
if [ "$LOOK" != true ]; then
  { printf '%s\n' "$marker"; cat "${DOCUMENT:?}"; } >"$work/body.md"
  cat "$DOCUMENT" >>"$GITHUB_STEP_SUMMARY"
fi

# instead WHY ends a run that could not write, without failing it.
instead() {
  [ "$LOOK" != true ] || exit 0
  printf '\n> [!NOTE]\n> %s%s\n' "$1" "$(say " The $what stands in this job summary only." "${what}只在本任务的摘要里。")" >>"$GITHUB_STEP_SUMMARY"
  printf '::notice title=redpack %s::%s%s\n' "$KIND" "$1" "$(say " The $what stands in the job summary only." "${what}只在任务摘要里。")"
  exit 0
}

case "$KIND" in
review) what="$(say review 审阅结果)" ;;
apply) what="$(say result 发放结果)" ;;
*) printf 'comment.sh: %s\n' "$(say 'KIND is review or apply' 'KIND 是 review 或 apply')" >&2; exit 1 ;;
esac
case "$NUMBER" in *[!0-9]*) printf 'comment.sh: %s\n' "$(say 'NUMBER is no number' 'NUMBER 不是数字')" >&2; exit 1 ;; esac
case "$COMMIT" in *[!0-9a-f]*) printf 'comment.sh: %s\n' "$(say 'COMMIT is no commit' 'COMMIT 不是提交')" >&2; exit 1 ;; esac
[ -n "$NUMBER$COMMIT" ] || instead "$(say "This run belongs to no pull request." "本次运行不属于任何合并请求。")"
[ -n "$TOKEN" ] || instead "$(say "There is no token to write a comment with." "没有可用来写评论的令牌。")"

# call METHOD URL [FILE] does one request; the answer's body is in $work/answer and its status in $code. The token goes in by
# a file, because arguments can be seen by every process. Only what may be repeated is tried again: a second POST would be a
# second comment.
call() {
  local method="$1" url="$2" retries=2
  [ "$method" != POST ] || retries=0
  (umask 077; printf 'header = "authorization: Bearer %s"\n' "$TOKEN" >"$work/curl")
  local arguments=(--silent --show-error --config "$work/curl" --request "$method" --retry "$retries" --max-time 60
    --header 'accept: application/vnd.github+json' --header 'x-github-api-version: 2022-11-28'
    --output "$work/answer" --write-out '%{http_code}')
  [ $# -lt 3 ] || arguments+=(--header 'content-type: application/json' --data-binary "@$3")
  code="$(curl "${arguments[@]}" "$url")" || code=000
}

api="${GITHUB_API_URL%/}/repos/$REPOSITORY" code=200 id=''

# find sets $id to the comment of an earlier run, or to nothing. Page follows page until one is not full.
find_comment() {
  local page=1
  id=''
  while [ "$page" -le 100 ]; do
    call GET "$api/issues/$NUMBER/comments?per_page=100&page=$page"
    [ "$code" = 200 ] || return 0
    id="$(jq -r --arg marker "$marker" --arg author "$AUTHOR" '
      [.[] | select(.user.login == $author) | select(.body // "" | split("\n")[0] | rtrimstr("\r") == $marker)] | first | .id // empty
    ' "$work/answer")"
    [ -z "$id" ] || return 0
    [ "$(jq length "$work/answer")" -ge 100 ] || return 0
    page=$((page + 1))
  done
}

# merged sets $NUMBER to the pull request that became this commit, or to nothing.
merged() {
  call GET "$api/commits/$COMMIT/pulls?per_page=100"
  [ "$code" != 200 ] || NUMBER="$(jq -r --arg commit "$COMMIT" '
    [.[] | select(.merged_at)] | sort_by(.merge_commit_sha != $commit) | first | .number // empty
  ' "$work/answer")"
}

if [ -z "$NUMBER" ]; then
  merged
  if [ "$code" = 200 ] && [ -z "$NUMBER" ]; then
    instead "$(say "No pull request was merged as this commit." "没有合并请求以这个提交合并。")"
  fi
fi
[ "$code" != 200 ] || find_comment
if [ "$LOOK" = true ]; then
  if [ "$code" = 200 ] && [ -z "$id" ]; then
    printf '%s\n' "$(say "There is no comment about $FOLDER yet." "还没有关于 $FOLDER 的评论。")"
    exit 3
  fi
  exit 0
fi
jq -Rs '{body: .}' "$work/body.md" >"$work/request"
if [ "$code" = 200 ]; then
  if [ -z "$id" ] && [ "$UNCHANGED" = true ]; then
    printf '%s\n' "$(say "Nothing of $FOLDER changed, and no comment says otherwise." "$FOLDER 没有改动，也没有评论需要更新。")"
    exit 0
  fi
  if [ -n "$id" ]; then
    call PATCH "$api/issues/comments/$id" "$work/request"
  else
    call POST "$api/issues/$NUMBER/comments" "$work/request"
  fi
fi

case "$code" in
200 | 201)
  url="$(jq -r '.html_url // empty | gsub("[[:space:]]"; "")' "$work/answer")"
  printf 'comment-url=%s\n' "$url" >>"$GITHUB_OUTPUT"
  printf '%s%s\n' "$(say "The $what stands in " "${what}见 ")" "$url"
  ;;
401 | 403 | 404) instead "$(say "The token may not write comments here, as in pull requests from forks." "令牌无权在这里写评论，来自 fork 的合并请求就是这样。")" ;;
*)
  printf '::error title=redpack %s::%s\n' "$KIND" "$(say "GitHub answered with status $code, so the comment was not written. The $what stands in the job summary." \
    "GitHub 返回状态 $code，评论没有写入。${what}在任务摘要里。")"
  exit 1
  ;;
esac
