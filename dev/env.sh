# Odoo, its Python and its database server, ready to use. Sourced after lib.sh.
# shellcheck shell=bash

# use_odoo: exports ODOO_HOME, PYTHONPATH, PY, ODOO_RC and the addons link.
use_odoo() {
    ODOO_HOME="$("$DEV/setup-odoo")"
    # Scripts that a script starts take its environment as it is.
    VENV="${KPI_OKR_VENV:-$("$DEV/setup-python" run)}"
    PY="$VENV/bin/python"
    # Not the current folder: the repository's tests/ or models/ would shadow
    # packages of the same name.
    export ODOO_HOME KPI_OKR_VENV="$VENV" PYTHONPATH="$ODOO_HOME" PYTHONSAFEPATH=1
    # Byte code stays out of the repository, too.
    export PYTHONPYCACHEPREFIX="$CACHE/pycache"
    ADDONS="$CLONE_DIR/addons"
    DATA_DIR="$CACHE/data"
    mkdir -p "$ADDONS" "$DATA_DIR"
    # The technical name is the link's name, whatever the clone's folder is called.
    [ "$(readlink "$ADDONS/$MODULE" || true)" = "$REPO" ] || ln -sfn "$REPO" "$ADDONS/$MODULE"
    local path="$ADDONS"
    # A source checkout keeps most addons beside the package.
    if [ -d "$ODOO_HOME/addons/web" ]; then
        path="$path,$ODOO_HOME/addons"
    fi
    export ODOO_RC="$CLONE_DIR/odoo.conf"
    cat >"$ODOO_RC.$$" <<CONF
[options]
addons_path = $path
data_dir = $DATA_DIR
http_interface = 127.0.0.1
list_db = False
log_level = warn
CONF
    mv "$ODOO_RC.$$" "$ODOO_RC"
    export DATA_DIR ADDONS PY DEV
}

# use_server demo|test: starts our PostgreSQL, or takes the one that PGHOST or
# PGPORT names; exports where it is. It stops when its last user ends.
use_server() {
    # shellcheck disable=SC1091
    . "$DEV/postgres.sh"
    if [ -n "${PGHOST:-}${PGPORT:-}" ]; then
        [ "${PGUSER:-odoo}" != postgres ] ||
            fail "Odoo refuses the database user 'postgres'" "set PGUSER to another user that may create databases"
        export PGUSER="${PGUSER:-odoo}"
        return 0
    fi
    unset PGPASSWORD PGUSER PGSERVICE PGOPTIONS
    postgres_acquire "$1"
    trap postgres_release EXIT
    export PGHOST="$PG_SOCKETS" PGPORT=5432 PGUSER=odoo
    export PATH="$PG_PATH:$PATH"
}

odoo() {
    "$PY" -m odoo "$@"
}

database() {
    "$PY" "$DEV/database.py" "$@"
}
