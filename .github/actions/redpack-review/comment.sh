#!/usr/bin/env bash
# Puts a document into one comment of a pull request: the first run writes it, later runs update it in place, also when nothing
# changed. The comment is found by a marker that nobody sees AND by its author, so that a stranger's comment which quotes the
# marker is neither updated nor mistaken for this one.
#
# A pull request from a fork gets a token that may not write. Then the document stays in the job summary, which says so, and
# the run does not fail.
#
#   DOCUMENT  file with the document                 FOLDER  that it is about: one comment for each folder
#   UNCHANGED true: the folder is as it was; an earlier comment then says so, and no new one is written
#   TOKEN     that may write pull requests           AUTHOR  as whom the token writes
#   REPOSITORY, NUMBER                               of the pull request, as in owner/name and 7
#   GITHUB_API_URL, GITHUB_STEP_SUMMARY, GITHUB_OUTPUT are set by GitHub
set -euo pipefail

: "${DOCUMENT:?}" "${UNCHANGED:=}" "${FOLDER:=.}" "${TOKEN:=}" "${AUTHOR:=github-actions[bot]}" "${REPOSITORY:?}" "${NUMBER:=}"
: "${GITHUB_API_URL:=https://api.github.com}" "${GITHUB_STEP_SUMMARY:=/dev/null}" "${GITHUB_OUTPUT:=/dev/null}"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Readable where the folder's name is plain, and its own for every folder.
marker="<!-- redpack-review:$(printf '%s' "$FOLDER" | LC_ALL=C sed 's/[^A-Za-z0-9._/]/_/g'):$(printf '%s' "$FOLDER" | cksum | cut -d ' ' -f 1) -->"
{ printf '%s\n' "$marker"; cat "$DOCUMENT"; } >"$work/body.md"
cat "$DOCUMENT" >>"$GITHUB_STEP_SUMMARY"

# instead WHY ends a run that could not write, without failing it.
instead() {
  printf '\n> [!NOTE]\n> %s The review stands in this job summary only.\n' "$1" >>"$GITHUB_STEP_SUMMARY"
  printf '::notice title=redpack review::%s The review stands in the job summary only.\n' "$1"
  exit 0
}

case "$NUMBER" in
'') instead "This run belongs to no pull request." ;;
*[!0-9]*) printf 'comment.sh: NUMBER is no number\n' >&2; exit 1 ;;
esac
[ -n "$TOKEN" ] || instead "There is no token to write a comment with."

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

api="${GITHUB_API_URL%/}/repos/$REPOSITORY"

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

find_comment
jq -Rs '{body: .}' "$work/body.md" >"$work/request"
if [ "$code" = 200 ]; then
  if [ -z "$id" ] && [ "$UNCHANGED" = true ]; then
    printf 'Nothing of %s changed, and no comment says otherwise.\n' "$FOLDER"
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
  printf 'The review stands in %s\n' "$url"
  ;;
401 | 403 | 404) instead "The token may not write comments here, as in pull requests from forks." ;;
*)
  printf '::error title=redpack review::GitHub answered with status %s, so the comment was not written. The review stands in the job summary.\n' "$code"
  exit 1
  ;;
esac
