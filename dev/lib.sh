# Shared by every script in this folder: where things live, and how to speak.
# Sourced, never run.
# shellcheck shell=bash

set -euo pipefail

REPO="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
DEV="$REPO/dev"
MODULE=kpi_okr
ODOO_SERIES=19.0
BASE_MODULES=crm,hr,web_hierarchy

# Everything downloaded or built lives outside the repository: a folder inside
# it would end up in Odoo's translation export.
CACHE="${KPI_OKR_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/kpi_okr}"
[[ "$CACHE" == /* ]] || CACHE="$PWD/$CACHE"
if [[ "$CACHE/" == "$REPO"/* ]]; then
    printf 'The cache %s must not lie in the repository.\n' "$CACHE" >&2
    exit 99
fi
# Two clones on one machine share downloads, but neither databases nor links.
CLONE_ID="$(printf %s "$REPO" | sha256sum | cut -c1-8)"
CLONE_DIR="$CACHE/clones/$CLONE_ID"

# Without byte code every start of Odoo compiles it anew.
unset PYTHONDONTWRITEBYTECODE
# To Odoo this variable means "-d".
unset PGDATABASE
export LC_ALL="${LC_ALL:-C.UTF-8}"

# A script never ends without a word; 99 is fail(), which has said it already.
trap '[ $? = 99 ] || printf "FAILED%s: %s (%s:%s)\n" "${STEP:+ at "$STEP"}" "$BASH_COMMAND" "${BASH_SOURCE[0]#"$REPO/"}" "$LINENO" >&2' ERR

STEP=
step() {
    STEP="$1"
    printf '==> %s\n' "$1" >&2
}

note() {
    printf '    %s\n' "$*" >&2
}

# fail MESSAGE [WHAT TO DO]
fail() {
    printf '\nFAILED%s: %s\n' "${STEP:+ at "$STEP"}" "$1" >&2
    if [ -n "${2:-}" ]; then
        printf 'What to do: %s\n' "$2" >&2
    fi
    exit 99
}

need() {
    command -v "$1" >/dev/null 2>&1 || fail "the command '$1' is missing" "apt-get install ${2:-$1}"
}

# with_lock NAME COMMAND...: one process at a time, machine-wide for this cache.
with_lock() {
    local name="$1" fd
    shift
    mkdir -p "$CACHE/locks"
    exec {fd}>"$CACHE/locks/$name"
    if ! flock -w 3 "$fd"; then
        note "waiting for another run ($name)"
        flock "$fd"
    fi
    # The command must not inherit the lock: a server it starts would keep it.
    # And "|| rc=$?" would switch "set -e" off within.
    local rc
    set +e
    (
        set -e
        eval "exec $fd>&-"
        "$@"
    )
    rc=$?
    set -e
    exec {fd}>&-
    return "$rc"
}

# hash_of FILE...: of contents, 12 digits.
hash_of() {
    cat -- "$@" | sha256sum | cut -c1-12
}

# quietly LOG COMMAND...: output goes to the log, and is shown when it fails.
quietly() {
    local log="$1"
    shift
    mkdir -p "$(dirname "$log")"
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 40 "$log" >&2
        note "the whole log: $log"
        return 1
    fi
}

# library_path FOLDER: where unpacked packages have their libraries, for
# LD_LIBRARY_PATH.
library_path() {
    find "$1" -regex '.*/lib/.*/?lib[^/]*\.so[.0-9]*' -printf '%h\n' | sort -u | paste -sd:
}
