#!/bin/sh
# Puts a document into one note of a GitLab merge request: the first run writes it, later runs update it in place, also when
# nothing changed. The note is found by a marker that nobody sees AND by its author, so that a stranger's note which quotes
# the marker is neither updated nor mistaken for this one. It needs curl and jq.
#
#   DOCUMENT              file with the document; default review.md
#   UNCHANGED             true: the folder is as it was; an earlier note then says so, and no new one is written
#   FOLDER                that it is about: one note for each folder
#   REDPACK_REVIEW_TOKEN  a project access token with the scope api and the role Reporter; GitLab's job token may not write notes.
#                         Without it, as in merge requests from forks, the document stays in the job's artifacts.
#   COMMIT                without a merge request: it is the one that was merged as this commit
#   KIND                  review (default) or apply: what the document is, and one note for each
#   LOOK                  true: write nothing, and end with 3 where there is no earlier note, with 0 where there is one or nobody can say
#   REDPACK_LANG          what people read: en (default) or zh
#   CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID are set by GitLab
set -eu

: "${DOCUMENT:=review.md}" "${UNCHANGED:=}" "${FOLDER:=.}" "${REDPACK_REVIEW_TOKEN:=}" "${CI_API_V4_URL:?}" "${CI_PROJECT_ID:?}" "${CI_MERGE_REQUEST_IID:=}"
: "${COMMIT:=}" "${KIND:=review}" "${LOOK:=}" "${REDPACK_LANG:=en}"

# say ENGLISH CHINESE writes one of them.
say() { case "$REDPACK_LANG" in zh*) printf '%s' "$2" ;; *) printf '%s' "$1" ;; esac; }

# instead WHY ends a run that could not write, without failing it.
instead() {
  [ "$LOOK" = true ] || printf '%s%s\n' "$1" "$(say " The $what stands in this log and in the artifacts only." "${what}只在本日志和产物里。")"
  exit 0
}
case "$KIND" in
review) what="$(say review 审阅结果)" ;;
apply) what="$(say result 发放结果)" ;;
*) printf 'note.sh: %s\n' "$(say 'KIND is review or apply' 'KIND 是 review 或 apply')" >&2; exit 1 ;;
esac
case "$CI_MERGE_REQUEST_IID" in *[!0-9]*) printf 'note.sh: %s\n' "$(say 'CI_MERGE_REQUEST_IID is no number' 'CI_MERGE_REQUEST_IID 不是数字')" >&2; exit 1 ;; esac
case "$COMMIT" in *[!0-9a-f]*) printf 'note.sh: %s\n' "$(say 'COMMIT is no commit' 'COMMIT 不是提交')" >&2; exit 1 ;; esac
[ -n "$CI_MERGE_REQUEST_IID$COMMIT" ] || instead "$(say "This pipeline belongs to no merge request." "这条流水线不属于任何合并请求。")"
[ -n "$REDPACK_REVIEW_TOKEN" ] || instead "$(say "There is no REDPACK_REVIEW_TOKEN." "没有设置 REDPACK_REVIEW_TOKEN。")"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
(umask 077; printf 'header = "PRIVATE-TOKEN: %s"\n' "$REDPACK_REVIEW_TOKEN" >"$work/curl")

# Readable where the folder's name is plain, and its own for every folder.
marker="<!-- redpack-$KIND:$(printf '%s' "$FOLDER" | LC_ALL=C sed 's/[^A-Za-z0-9._/]/_/g'):$(printf '%s' "$FOLDER" | cksum | cut -d ' ' -f 1) -->"
if [ "$LOOK" != true ]; then
  { printf '%s\n' "$marker"; cat "$DOCUMENT"; } >"$work/body.md"
  jq -Rs '{body: .}' "$work/body.md" >"$work/request"
fi

# call METHOD URL [FILE] does one request; the answer's body is in $work/answer and its status in $code. Only what may be
# repeated is tried again: a second POST would be a second note.
call() {
  retries=2
  [ "$1" != POST ] || retries=0
  method="$1" url="$2" file="${3:-}"
  set -- --silent --show-error --config "$work/curl" --request "$method" --retry "$retries" --max-time 60 \
    --output "$work/answer" --write-out '%{http_code}'
  [ -z "$file" ] || set -- "$@" --header 'content-type: application/json' --data-binary "@$file"
  code="$(curl "$@" "$url")" || code=000
}

api="${CI_API_V4_URL%/}"
if [ -z "$CI_MERGE_REQUEST_IID" ]; then
  call GET "$api/projects/$CI_PROJECT_ID/repository/commits/$COMMIT/merge_requests?per_page=100"
  [ "$code" != 200 ] || CI_MERGE_REQUEST_IID="$(jq -r '[.[] | select(.state == "merged")] | first | .iid // empty' "$work/answer")"
  [ "$code" != 200 ] || [ -n "$CI_MERGE_REQUEST_IID" ] || instead "$(say "No merge request was merged as this commit." "没有合并请求以这个提交合并。")"
fi
notes="$api/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"

[ "${code:-200}" != 200 ] || call GET "$api/user"
id=''
if [ "$code" = 200 ]; then
  author="$(jq -r .id "$work/answer")"
  page=1
  while [ -z "$id" ] && [ "$page" -le 100 ]; do
    call GET "$notes?order_by=created_at&sort=asc&per_page=100&page=$page"
    [ "$code" = 200 ] || break
    id="$(jq -r --arg marker "$marker" --argjson author "$author" '
      [.[] | select(.author.id == $author) | select(.body // "" | split("\n")[0] | rtrimstr("\r") == $marker)] | first | .id // empty
    ' "$work/answer")"
    [ "$(jq length "$work/answer")" -ge 100 ] || break
    page=$((page + 1))
  done
fi
if [ "$LOOK" = true ]; then
  if [ "$code" = 200 ] && [ -z "$id" ]; then
    printf '%s\n' "$(say "There is no note about $FOLDER yet." "还没有关于 $FOLDER 的评论。")"
    exit 3
  fi
  exit 0
fi
if [ "$code" = 200 ]; then
  if [ -z "$id" ] && [ "$UNCHANGED" = true ]; then
    printf '%s\n' "$(say "Nothing of $FOLDER changed, and no note says otherwise." "$FOLDER 没有改动，也没有评论需要更新。")"
    exit 0
  fi
  if [ -n "$id" ]; then
    call PUT "$notes/$id" "$work/request"
  else
    call POST "$notes" "$work/request"
  fi
fi

case "$code" in
200 | 201)
  id="$(jq -r .id "$work/answer")"
  printf '%s\n' "$(say "The $what stands in note $id of merge request $CI_MERGE_REQUEST_IID." "${what}见合并请求 $CI_MERGE_REQUEST_IID 的评论 $id。")"
  ;;
401 | 403 | 404) instead "$(say "The token may not write notes here." "令牌无权在这里写评论。")" ;;
*)
  printf 'note.sh: %s\n' "$(say "GitLab answered with status $code, so the note was not written." "GitLab 返回状态 $code，评论没有写入。")" >&2
  exit 1
  ;;
esac
