#!/bin/sh
# Audits the workspaces DIR … in any CI, or in a shell, and ends with the exit code of `auditor check`:
#
#     BASE=origin/main REPORTS=build ci/check.sh [DIR …]
#
# BASE     the revision to compare with; what a shallow clone lacks is fetched. Empty: every finding closes the gate.
# FAIL_ON  the least severity that closes the gate (error, warning or note).
# FORMAT   how stdout reports (text; github writes annotations, and the summary of a step).
# REPORTS  a folder for auditor.sarif (all findings: dashboards compare them themselves) and comment.md (the body of
#          one comment on a pull request; its first line is there to find the comment again). Empty: neither.
set -u

base=${BASE:-}
[ $# -gt 0 ] || set -- .

fetched() { # a name by which git knows a revision here
  case $1 in
    -*) ;;     # no revision, as the auditor will say
    *[!0]*)    # else all zeros: so a CI writes that there is no base
      if ! git cat-file -e "$1^{commit}" 2>/dev/null; then
        depth=
        if [ "$(git rev-parse --is-shallow-repository)" = true ]; then depth=--depth=1; fi
        if git fetch --quiet --no-tags $depth origin "${1#origin/}" >&2; then
          git rev-parse FETCH_HEAD
          return
        fi
      fi
      ;;
  esac
  printf '%s\n' "$1"
}

audit() { # the arguments that all runs share
  auditor check --fail-on="${FAIL_ON:-error}" "$@"
}

if [ -n "$base" ]; then
  base=$(fetched "$base")
fi
audit ${base:+--against="$base"} --format="${FORMAT:-text}" -- "$@"
code=$?
if [ -n "${REPORTS:-}" ] && [ "$code" -lt 2 ]; then
  mkdir -p "$REPORTS"
  audit --format=sarif --output="$REPORTS/auditor.sarif" -- "$@" >&2
fi
if [ -n "${REPORTS:-}" ]; then
  mkdir -p "$REPORTS"
  printf '<!-- dataflow-auditor -->\n' >"$REPORTS/comment.md"
  audit ${base:+--against="$base"} --format=markdown -- "$@" >>"$REPORTS/comment.md"
fi
exit "$code"
