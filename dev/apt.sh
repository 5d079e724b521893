# A private view of Debian's archive: own lists, own cache, nothing installed.
# Sourced after lib.sh.
# shellcheck shell=bash

APT_DIR="$CACHE/apt"
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# private_apt_conf NAME: a configuration on top of the machine's own (which
# keeps its proxies), with state and cache of ours. Prints the file's name.
private_apt_conf() {
    local dir="$APT_DIR/$1"
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
    cat >"$dir/apt.conf" <<CONF
Dir::State "$dir";
Dir::State::lists "$dir/lists";
Dir::State::status "/var/lib/dpkg/status";
Dir::State::extended_states "$dir/extended_states";
Dir::Cache "$dir/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "$dir";
Acquire::GzipIndexes "true";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Debug::NoLocking "true";
CONF
    printf '%s\n' "$dir/apt.conf"
}

# The Debian mirrors this machine is configured with, likeliest first. What
# "update" would download is known even where it has never been done.
debian_mirrors() {
    apt-get --print-uris update 2>/dev/null | tr -d "'" | awk '
        match($1, /\/dists\/(bookworm|trixie|forky|duke|sid|stable|testing|unstable)\/InRelease$/) {
            uri = substr($1, 1, RSTART - 1)
            if (uri !~ /^(https?|file|ftp):/ || seen[uri]++) next
            print (uri ~ /\/debian$/ ? 0 : 1), uri
        }' | sort -s -k1,1n | cut -d' ' -f2
}

# fetch_from_debian FOLDER PACKAGE/SUITE...: signed downloads from the suites
# sid and bookworm of the machine's own mirror, whatever it runs itself.
fetch_from_debian() {
    local folder="$1" dir="$APT_DIR/debian" conf mirror
    shift
    need apt-get apt
    [ -r "$KEYRING" ] || fail "the keyring $KEYRING is missing, so signatures can't be checked" \
        "apt-get install debian-archive-keyring"
    conf="$(private_apt_conf debian)"
    : >"$dir/preferences"
    mkdir -p "$dir/none"
    cat >>"$conf" <<CONF
Dir::Etc::SourceList "$dir/debian.sources";
Dir::Etc::SourceParts "$dir/none";
Dir::Etc::Preferences "$dir/preferences";
Dir::Etc::PreferencesParts "$dir/none";
CONF
    mkdir -p "$folder"
    [ -n "$(debian_mirrors)" ] || note "apt's sources on this machine name no Debian mirror"
    for mirror in $(debian_mirrors); do
        cat >"$dir/debian.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: sid bookworm
Components: main
Signed-By: $KEYRING
SOURCES
        # The lists of a moment ago may do.
        if (cd "$folder" && apt-get -c "$conf" -qq download "$@" >/dev/null 2>&1); then
            return 0
        fi
        if quietly "$CACHE/logs/apt-update.log" apt-get -c "$conf" -qq --error-on=any update &&
            (cd "$folder" && quietly "$CACHE/logs/apt-download.log" apt-get -c "$conf" -qq download "$@"); then
            return 0
        fi
        note "that mirror did not serve it; trying the next one, if there is one"
    done
    return 1
}

# unpack_with_needs PREFIX PACKAGE...: from the machine's own sources, the
# packages and all they need that the machine lacks, unpacked under PREFIX.
unpack_with_needs() {
    local prefix="$1" conf list deb
    shift
    need apt-get apt
    conf="$(private_apt_conf machine)"
    quietly "$CACHE/logs/apt-update.log" apt-get -c "$conf" -qq update || return 1
    list="$(apt-get -c "$conf" -s -qq install "$@" | awk '$1 == "Inst" {
        version = $3; sub(/^\(/, "", version); print $2 "=" version }')"
    [ -n "$list" ] || return 1
    mkdir -p "$prefix.debs"
    # shellcheck disable=SC2086
    (cd "$prefix.debs" && quietly "$CACHE/logs/apt-download.log" apt-get -c "$conf" -qq download $list) || return 1
    rm -rf "$prefix.part"
    mkdir -p "$prefix.part"
    for deb in "$prefix.debs"/*.deb; do
        dpkg-deb -x "$deb" "$prefix.part"
    done
    rm -rf "$prefix.debs" "$prefix"
    mv "$prefix.part" "$prefix"
}

# as_root COMMAND...: 1 where we may not. It never asks for a password: an
# unattended run would hang.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n true 2>/dev/null || return 1
        sudo -n "$@"
    fi
}

# install_with_needs PACKAGE...: into the system, where we may; 1 where not.
install_with_needs() {
    as_root true || return 1
    note "installing with apt: $*"
    quietly "$CACHE/logs/apt-update.log" as_root apt-get -qq update || return 1
    quietly "$CACHE/logs/apt-install.log" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install "$@"
}
