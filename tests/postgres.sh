# Gives the tests a PostgreSQL server: exports COLLOQUY_TEST_POSTGRES. Sourced by test.sh, which calls start_postgres and, at its end, stop_postgres.
# shellcheck shell=bash

postgres_advice="PostgreSQL is needed for the tests. Set COLLOQUY_TEST_POSTGRES to the connection string of a role that may create databases \
('Host=localhost;Username=postgres;Password=...;Database=postgres'), or install PostgreSQL 15 or later (Debian: apt-get install postgresql-15 pgbouncer)."

# The folder of PostgreSQL's programs: that of PATH, else the newest of Debian's.
find_postgres() {
    local folder
    while read -r folder; do
        if [[ -x $folder/initdb && -x $folder/postgres && -x $folder/pg_ctl && -x $folder/pg_basebackup ]]; then
            echo "$folder"
            return
        fi
    done < <(dirname "$(command -v postgres || echo /none/postgres)"; printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
    return 1
}

# Installs Debian's packages of the server and pgbouncer, without the cluster that the package makes, and with no service started.
install_postgres() {
    command -v apt-get >/dev/null || return 1
    local as_root=() policy=/usr/sbin/policy-rc.d server=postgresql-15
    [[ $EUID -eq 0 ]] || { command -v sudo >/dev/null || return 1; as_root=(sudo); }
    "${as_root[@]}" apt-get update -qq || return 1
    apt-cache show $server >/dev/null 2>&1 || server=postgresql
    local made_policy=
    if [[ ! -e $policy ]]; then
        made_policy=yes
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null && "${as_root[@]}" chmod +x $policy
    fi
    local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends) code=0
    "${install[@]}" postgresql-common >/dev/null &&
        "${as_root[@]}" sed -ri 's/^#? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf &&
        "${install[@]}" $server pgbouncer >/dev/null || code=1
    [[ -z $made_policy ]] || "${as_root[@]}" rm -f $policy
    return $code
}

# Runs a command as a user who is not root: PostgreSQL refuses to run as root.
unprivileged() {
    if [[ $EUID -ne 0 ]]; then
        "$@"
    else
        local user=postgres
        id $user >/dev/null 2>&1 || user=nobody
        setpriv --reuid="$(id -u $user)" --regid="$(id -g $user)" --clear-groups -- "$@"
    fi
}

# Writes how to reach a new server in the folder $1, waits until its input ends, and removes the server with its folder.
guard_postgres() {
    trap '' INT TERM HUP
    local folder=$1 programs=$2 port password tries
    cd /
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    unprivileged mkdir -m 700 "$folder" && echo "$password" >"$folder/password" &&
        unprivileged "$programs/initdb" --no-sync --no-instructions --username=postgres --auth-local=trust --auth-host=scram-sha-256 --pwfile="$folder/password" \
            --encoding=UTF8 --locale="$(locale -a 2>/dev/null | grep -qix 'C.utf-\?8' && echo C.UTF-8 || echo C)" -D "$folder/data" >/dev/null &&
        for tries in 1 2 3 4 5; do
            port=$((RANDOM % 17000 + 15000))
            if unprivileged "$programs/pg_ctl" start -s -w -D "$folder/data" -l "$folder/log" \
                -o "-k $folder -h 127.0.0.1 -p $port -c fsync=off -c max_connections=300 -c dynamic_shared_memory_type=mmap"; then
                echo "Host=127.0.0.1;Port=$port;Username=postgres;Password=$password;Database=postgres"
                cat >/dev/null
                unprivileged "$programs/pg_ctl" stop -s -m immediate -D "$folder/data"
                break
            fi
            [[ $tries -lt 5 ]] || cat "$folder/log" >&2
        done
    rm -rf "$folder"
}

# Finds or starts a server, and exports COLLOQUY_TEST_POSTGRES.
start_postgres() {
    local programs
    if ! find_postgres >/dev/null || ! { command -v pgbouncer >/dev/null || [[ -x /usr/sbin/pgbouncer ]]; }; then
        install_postgres || true
    fi
    programs=$(find_postgres) || programs=

    if [[ -n "${COLLOQUY_TEST_POSTGRES:-}" ]]; then
        [[ -n $programs ]] || echo "PostgreSQL's programs were not found: tests that stop servers of their own will fail. Debian: apt-get install postgresql-15 pgbouncer." >&2
        return
    fi
    [[ -n $programs ]] || { echo "$postgres_advice" >&2; return 1; }

    # The guard waits for the end of a pipe that this shell holds as 9. Programs that are started with '9>&-' do not hold it: the guard cleans up also when this shell is killed.
    local temp=/tmp line=
    [[ $EUID -eq 0 ]] || temp=${TMPDIR:-/tmp}
    coproc POSTGRES { guard_postgres "${temp%/}/colloquy-pg-$$-sh" "$programs"; }
    postgres_guard=$POSTGRES_PID
    exec 9>&"${POSTGRES[1]}"
    eval "exec ${POSTGRES[1]}>&-"
    read -r line <&"${POSTGRES[0]}" || { echo "PostgreSQL did not start." >&2; return 1; }
    export COLLOQUY_TEST_POSTGRES=$line
}

# Stops the server that start_postgres started, and waits until nothing is left of it.
stop_postgres() {
    [[ -n "${postgres_guard:-}" ]] || return 0
    exec 9>&-
    wait "$postgres_guard" 2>/dev/null || true
    postgres_guard=
}
