# Databases prepared once and copied after. Sourced after env.sh.
# shellcheck shell=bash

# odoo_key: what the base templates depend on.
odoo_key() {
    {
        printf '%s\n' "$ODOO_HOME" "$BASE_MODULES"
        cat "$ODOO_HOME/odoo/release.py"
        git -C "$ODOO_HOME" rev-parse HEAD 2>/dev/null || true
    } | sha256sum | cut -c1-8
}

# module_key: of the files that an installed module is made of.
module_key() {
    (
        cd "$REPO"
        find . \( -path ./.git -o -path ./.ci -o -path ./dev -o -path ./docs -o -path ./tests \
            -o -path ./static/tests -o -name __pycache__ -o -name '.*_cache' \) -prune \
            -o -type f ! -name '*.md' ! -name Makefile ! -name pyproject.toml ! -name '.git*' -print0 |
            sort -z | xargs -0 sha256sum
    ) | sha256sum | cut -c1-12
}

# prepare NAME KEY COMMAND...: runs COMMAND with a new database's name, and
# gives it NAME once it is complete; does nothing if NAME was made with KEY.
prepare() {
    local name="$1" key="$2"
    shift 2
    [ "$(database key "$name")" != "$key" ] || return 0
    database drop "$name.part"
    "$@" "$name.part"
    database label "$name.part" "$key"
    database rename "$name.part" "$name"
}

install_base() {
    local demo="$1" name="$2"
    local options=()
    [ "$demo" = bare ] || options=(--with-demo)
    quietly "$CLONE_DIR/logs/base-$demo.log" odoo -d "$name" -i "$BASE_MODULES" --skip-auto-install \
        --stop-after-init --no-http "${options[@]}" ||
        fail "Odoo could not install $BASE_MODULES" "see the lines above; 'make reset' starts anew"
}

# install_module NAME: into a database that has, or has not, the base modules.
install_module() {
    local name="$1" log="$CLONE_DIR/logs/install.log"
    [ -f "$REPO/__manifest__.py" ] || fail "the repository has no __manifest__.py" "run this from a complete clone"
    quietly "$log" odoo -d "$name" -i "$BASE_MODULES,$MODULE" --with-demo --skip-auto-install \
        --stop-after-init --no-http ||
        fail "Odoo could not install $MODULE" "see the lines above"
    assert_demo "$name" "$log"
}

# A demo file that fails is only a warning to Odoo.
assert_demo() {
    local name="$1" log="$2" state
    state="$(database query "$name" "SELECT state, demo FROM ir_module_module WHERE name = '$MODULE'")"
    if [ "$state" != "installed	True" ]; then
        grep -v '^ *$' "$log" | tail -n 40 >&2
        fail "$MODULE is '${state:-unknown}' (state, demo) in $name, not installed with its demo data" \
            "see the lines above, or $log"
    fi
}

copy_and_install() {
    database copy "$1" "$2"
    install_module "$2"
}

# build_assets NAME: see assets.py.
build_assets() {
    quietly "$CLONE_DIR/logs/assets.log" bash -c '"$PY" -m odoo shell -d "$0" --no-http <"$DEV/assets.py"' "$1" ||
        fail "the pages' bundles can't be built" "see the lines above"
}
