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
#   CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID are set by GitLab
set -eu

: "${DOCUMENT:=review.md}" "${UNCHANGED:=}" "${FOLDER:=.}" "${REDPACK_REVIEW_TOKEN:=}" "${CI_API_V4_URL:?}" "${CI_PROJECT_ID:?}" "${CI_MERGE_REQUEST_IID:=}"

# instead WHY ends a run that could not write, without failing it.
instead() {
  printf '%s The review stands in this log and in the artifacts only.\n' "$1"
  exit 0
}
[ -n "$CI_MERGE_REQUEST_IID" ] || instead "This pipeline belongs to no merge request."
[ -n "$REDPACK_REVIEW_TOKEN" ] || instead "There is no REDPACK_REVIEW_TOKEN."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
(umask 077; printf 'header = "PRIVATE-TOKEN: %s"\n' "$REDPACK_REVIEW_TOKEN" >"$work/curl")

# Readable where the folder's name is plain, and its own for every folder.
marker="<!-- redpack-review:$(printf '%s' "$FOLDER" | LC_ALL=C sed 's/[^A-Za-z0-9._/]/_/g'):$(printf '%s' "$FOLDER" | cksum | cut -d ' ' -f 1) -->"
{ printf '%s\n' "$marker"; cat "$DOCUMENT"; } >"$work/body.md"
jq -Rs '{body: .}' "$work/body.md" >"$work/request"

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
notes="$api/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"

call GET "$api/user"
if [ "$code" = 200 ]; then
  author="$(jq -r .id "$work/answer")"
  id='' page=1
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
if [ "$code" = 200 ]; then
  if [ -z "$id" ] && [ "$UNCHANGED" = true ]; then
    printf 'Nothing of %s changed, and no note says otherwise.\n' "$FOLDER"
    exit 0
  fi
  if [ -n "$id" ]; then
    call PUT "$notes/$id" "$work/request"
  else
    call POST "$notes" "$work/request"
  fi
fi

case "$code" in
200 | 201) printf 'The review stands in note %s of merge request %s.\n' "$(jq -r .id "$work/answer")" "$CI_MERGE_REQUEST_IID" ;;
401 | 403 | 404) instead "The token may not write notes here." ;;
*)
  printf 'note.sh: GitLab answered with status %s, so the note was not written.\n' "$code" >&2
  exit 1
  ;;
esac
