# What dev/lint and dev/fmt share. Sourced after lib.sh.
# shellcheck shell=bash

use_linters() {
    VENV="$("$DEV/setup-python" lint)"
    mapfile -t tools < <("$DEV/setup-node")
    [ "${#tools[@]}" = 2 ] || exit 99
    NODE="${tools[0]}"
    export NODE_PATH="${tools[1]}/node_modules"
    mkdir -p "$CLONE_DIR/lint"
    export RUFF_CACHE_DIR="$CLONE_DIR/lint/ruff" PYTHONPYCACHEPREFIX="$CACHE/pycache"
    export PYLINTHOME="$CLONE_DIR/lint/pylint"
    cd "$REPO"
}

ruff() {
    "$VENV/bin/ruff" "$@"
}

# prettier OPTION: on every file that it is responsible for.
prettier() {
    "$NODE" "$NODE_PATH/prettier/bin/prettier.cjs" --config dev/prettier.config.cjs --log-level warn \
        --no-error-on-unmatched-pattern "$1" \
        '{data,demo,views,security,wizards,reports}/**/*.xml' 'static/src/**/*.{js,xml,scss}' \
        'static/tests/**/*.js' 'dev/*.cjs' 'dev/package.json'
}

eslint() {
    "$NODE" "$NODE_PATH/eslint/bin/eslint.js" --config dev/eslint.config.cjs \
        --no-error-on-unmatched-pattern --max-warnings 0 "$@" static/src static/tests dev/*.cjs
}

# The module's files, as git would commit them now.
module_files() {
    git ls-files -coz --exclude-standard | while IFS= read -r -d '' file; do
        [ ! -f "$file" ] || printf '%s\0' "$file"
    done
}
