# Our own PostgreSQL servers: one that keeps what is written (demo), one that
# trades that for speed (test). Unix sockets only. Sourced after lib.sh.
# shellcheck shell=bash

PG_MAJOR_MIN=13

# The newest server on the machine; prints "MAJOR BIN-FOLDER".
postgres_find() {
    local bin
    for bin in /usr/lib/postgresql/*/bin "$CACHE"/postgresql/usr/lib/postgresql/*/bin; do
        if [ -x "$bin/initdb" ]; then
            printf '%s %s\n' "$(basename "$(dirname "$bin")")" "$bin"
        fi
    done | sort -rn | awk -v min="$PG_MAJOR_MIN" '$1 >= min { print; exit }'
}

postgres_install() {
    [ -z "$(postgres_find)" ] || return 0
    step "PostgreSQL server (once)"
    # The package would start a server of its own that nobody asked for; this
    # tells it not to, for as long as the installation runs.
    local folder=/etc/postgresql-common/createcluster.d
    local dropin="$folder/$MODULE.conf" installed=
    if as_root mkdir -p "$folder" && as_root sh -c "echo create_main_cluster = false >$dropin"; then
        install_with_needs postgresql && installed=1
        as_root rm -f "$dropin"
    fi
    [ -n "$installed" ] || unpack_with_needs "$CACHE/postgresql" postgresql ||
        fail "no PostgreSQL server on this machine, and none could be installed" \
            "apt-get install postgresql, or set PGHOST to a server you have"
    [ -n "$(postgres_find)" ] || fail "PostgreSQL was installed but is not found" "set PGHOST to a server you have"
}

# For whom takes psql or createdb from PATH: they need those libraries, too.
postgres_starters() {
    local name
    PG_PATH="$CACHE/postgresql/start"
    mkdir -p "$PG_PATH"
    for name in psql createdb dropdb pg_dump pg_restore; do
        printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$PG_LIBS" "$PG_BIN/$name" >"$PG_PATH/$name.$$"
        chmod +x "$PG_PATH/$name.$$"
        mv "$PG_PATH/$name.$$" "$PG_PATH/$name"
    done
}

# as_server COMMAND...: PostgreSQL refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        # From a folder that it may enter, too.
        env -C / setpriv --reuid="$PG_OS_USER" --regid="$(id -g "$PG_OS_USER")" --clear-groups \
            env HOME=/ "$@"
    else
        "$@"
    fi
}

# Sets PG_BIN, PG_PATH, PG_DATA, PG_SOCKETS for the server "$1".
postgres_locate() {
    local kind="$1" found home owner
    found="$(postgres_find)"
    if [ -z "$found" ]; then
        # shellcheck disable=SC1091
        . "$DEV/apt.sh"
        with_lock postgres-install postgres_install
        found="$(postgres_find)"
    fi
    PG_BIN="${found#* }"
    PG_PATH="$PG_BIN"
    PG_OS_USER="$(id -un)"
    home="$CACHE/postgres"
    if [[ "$PG_BIN" == "$CACHE"/* ]]; then
        # Unpacked, not installed: its libraries lie beside it.
        PG_LIBS="$(library_path "$CACHE/postgresql")"
        postgres_starters
    fi
    mkdir -p "$home"
    if [ "$(id -u)" = 0 ]; then
        PG_OS_USER=postgres
        id -u postgres >/dev/null 2>&1 || PG_OS_USER=nobody
        # Root's home is closed to that user.
        if ! as_server test -x "$home"; then
            home="/var/lib/$MODULE/$(printf %s "$CACHE" | sha256sum | cut -c1-8)"
        fi
        mkdir -p "$home"
        chown "$PG_OS_USER" "$home"
        as_server test -w "$home" || fail "the user $PG_OS_USER can't write to $home" "set KPI_OKR_CACHE to a folder that everyone may enter"
    fi
    PG_HOME="$home"
    PG_DATA="$home/$kind-${found%% *}"
    PG_SOCKETS="$home/$kind.s"
    # The kernel takes 107 bytes for a socket's path.
    if [ "$(printf %s "$PG_SOCKETS/.s.PGSQL.5432.lock" | wc -c)" -gt 107 ]; then
        PG_SOCKETS="/tmp/$MODULE-$(id -u)-$(printf %s "$CACHE" | sha256sum | cut -c1-8)-$kind"
    fi
    as_server mkdir -p -m 0700 "$PG_SOCKETS"
    owner="$(stat -c %U "$PG_SOCKETS")"
    [ "$owner" = "$PG_OS_USER" ] || fail "$PG_SOCKETS belongs to $owner" "remove it"
}

pg() {
    as_server env ${PG_LIBS:+LD_LIBRARY_PATH="$PG_LIBS"} "$PG_BIN/$1" "${@:2}"
}

postgres_pid() {
    [ -s "$PG_DATA/postmaster.pid" ] && head -n 1 "$PG_DATA/postmaster.pid"
}

# True if the process that the pid file names is the server of this folder, and
# not some other process that got the number later.
postgres_running() {
    local pid
    pid="$(postgres_pid)" || return 1
    # It works in its data folder.
    [ "$(readlink "/proc/$pid/cwd" || true)" = "$(realpath "$PG_DATA")" ]
}

postgres_start() {
    local kind="$1" log="$PG_HOME/$1.log"
    postgres_running && return 0
    STEP="starting PostgreSQL ($kind)"
    if [ ! -s "$PG_DATA/.complete" ]; then
        rm -rf "$PG_DATA"
        as_server mkdir -m 0700 "$PG_DATA"
        quietly "$CACHE/logs/initdb.log" pg initdb -D "$PG_DATA" -U kpi_okr_admin -A trust -E UTF8 --locale=C.UTF-8 ||
            fail "initdb did not work" "see the lines above"
        # shellcheck disable=SC2016
        as_server sh -c 'printf "include '"'kpi_okr.conf'"'\n" >>"$0/postgresql.conf"' "$PG_DATA"
    fi
    if [ -n "$PG_ALONE" ]; then
        # Left by a server that was killed; its number may be another process's now.
        rm -f "$PG_DATA/postmaster.pid" "$PG_SOCKETS/.s.PGSQL.5432" "$PG_SOCKETS/.s.PGSQL.5432.lock"
    fi
    {
        printf "listen_addresses = ''\nport = 5432\nunix_socket_directories = '%s'\n" "${PG_SOCKETS//\'/\'\'}"
        printf 'unix_socket_permissions = 0700\nshared_buffers = 256MB\njit = off\nmax_connections = 100\n'
        if [ "$kind" = test ]; then
            printf 'fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n'
            printf 'wal_level = minimal\nmax_wal_senders = 0\nmax_wal_size = 4GB\n'
        fi
    } | as_server sh -c 'cat >"$0/kpi_okr.conf"' "$PG_DATA"
    as_server touch "$log"
    if ! quietly "$CACHE/logs/pg_ctl-$kind.log" pg pg_ctl start -D "$PG_DATA" -l "$log" -w -t 120 -s; then
        tail -n 20 "$log" >&2
        fail "PostgreSQL did not start" "see the lines above and $log"
    fi
    if [ ! -s "$PG_DATA/.complete" ]; then
        pg psql -qX -h "$PG_SOCKETS" -U kpi_okr_admin -d postgres -c 'CREATE ROLE odoo LOGIN CREATEDB'
        as_server sh -c 'echo yes >"$0/.complete"' "$PG_DATA"
    fi
}

# Every user of a server holds a shared lock; the one that finds itself alone
# when it ends stops the server.
postgres_acquire() {
    local kind="$1"
    postgres_locate "$kind"
    mkdir -p "$CACHE/locks"
    exec {PG_USERS}>"$CACHE/locks/postgres-$kind.users"
    with_lock "postgres-$kind" postgres_enter "$kind"
}

postgres_enter() {
    PG_ALONE=
    # Whoever uses it may do so from where its process can't be seen, a
    # container for one: then PostgreSQL's own checks decide.
    flock -n -x "$PG_USERS" && PG_ALONE=1
    flock -s "$PG_USERS"
    # The server must not inherit the lock.
    (
        eval "exec $PG_USERS>&-"
        postgres_start "$1"
    )
}

postgres_release() {
    if flock -n -x "$PG_USERS" && postgres_running; then
        pg pg_ctl stop -D "$PG_DATA" -m fast -w -s || true
    fi
    exec {PG_USERS}>&-
}
