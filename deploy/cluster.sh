#!/usr/bin/env bash
# A cluster on this machine, on loopback: PostgreSQL, three silos and two gateways.
#   bash deploy/cluster.sh up      starts what is not running; the first gateway also feeds the demo floor
#   bash deploy/cluster.sh down    stops all of it; the data stays
#   bash deploy/cluster.sh status  tells what runs, with process ids to try a kill with
#   bash deploy/cluster.sh clean   stops all of it and deletes the data
# CLUSTER_DIR (default: syncops-cluster in the temporary directory) holds data, logs and process ids; CLUSTER_PORT (18080) is the first
# gateway's port, and the 14 ports after it are used as well.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
dir="${CLUSTER_DIR:-${TMPDIR:-/tmp}/syncops-cluster}"
port="${CLUSTER_PORT:-18080}"
database_port=$((port + 14))
connection="Host=127.0.0.1;Port=$database_port;Database=syncops;Username=syncops"
program="$root/silo/bin/Release/net10.0/SyncOps.Silo.dll"

die() { echo "$1" >&2; exit 1; }

postgres_programs() {
  local found
  found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
  if [[ -n $found ]]; then echo "$found"; return; fi
  command -v pg_ctl >/dev/null && dirname "$(command -v pg_ctl)" && return
  die "PostgreSQL 15 or later is missing. On Debian: apt-get install postgresql"
}

# PostgreSQL refuses to run as root.
as_owner() { if [[ $(id -u) -eq 0 ]]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

# A process id may have gone to another program since.
is_running() { [[ -f $dir/$1.pid ]] && grep -qaF "$program" "/proc/$(cat "$dir/$1.pid")/cmdline" 2>/dev/null; }

database_up() {
  local bin data="$dir/postgres"
  bin="$(postgres_programs)"
  if [[ ! -d $data ]]; then
    mkdir -p "$data"
    if [[ $(id -u) -eq 0 ]]; then chown postgres "$data"; fi
    as_owner "$bin/initdb" -D "$data" -U syncops -A trust -E UTF8 --no-locale >/dev/null
  fi
  as_owner "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1 && return
  as_owner "$bin/pg_ctl" -D "$data" -w -l "$data/log" -o "-h 127.0.0.1 -p $database_port -k $data" start >/dev/null
  as_owner "$bin/createdb" -h 127.0.0.1 -p "$database_port" -U syncops syncops 2>/dev/null || true
}

# name, its HTTP port, further options
host_up() {
  local name="$1" http="$2"
  shift 2
  is_running "$name" && return
  SYNCOPS_POSTGRES="$connection" setsid dotnet "$program" --urls "http://127.0.0.1:$http" "$@" \
    >>"$dir/$name.log" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

wait_ready() {
  local name="$1" http="$2" tries
  for ((tries = 0; tries < 240; tries++)); do
    sleep 0.25
    is_running "$name" || die "$name ended: see $dir/$name.log"
    (exec 3<>"/dev/tcp/127.0.0.1/$http") 2>/dev/null && return
  done
  die "$name does not listen on port $http: see $dir/$name.log"
}

up() {
  mkdir -p "$dir"
  dotnet build "$root/silo" -c Release -v quiet
  database_up
  local n
  for n in 1 2 3; do
    host_up "silo-$n" $((port + 1 + n)) --role silo --silo-port $((port + 4 + n)) --gateway-port $((port + 7 + n))
  done
  for n in 1 2 3; do wait_ready "silo-$n" $((port + 1 + n)); done
  host_up gateway-1 "$port" --role gateway --demo
  host_up gateway-2 $((port + 1)) --role gateway
  wait_ready gateway-1 "$port"
  wait_ready gateway-2 $((port + 1))
  status
}

stop_hosts() {
  local name
  for name in "$@"; do
    is_running "$name" || continue
    kill -TERM "$(cat "$dir/$name.pid")"
  done
  for name in "$@"; do
    local tries
    for ((tries = 0; tries < 80; tries++)); do is_running "$name" || break; sleep 0.25; done
    if is_running "$name"; then kill -KILL "$(cat "$dir/$name.pid")"; fi
    rm -f "$dir/$name.pid"
  done
}

down() {
  stop_hosts gateway-1 gateway-2
  stop_hosts silo-1 silo-2 silo-3
  if [[ -d $dir/postgres ]]; then as_owner "$(postgres_programs)/pg_ctl" -D "$dir/postgres" -m fast stop >/dev/null 2>&1 || true; fi
}

status() {
  local name
  for name in silo-1 silo-2 silo-3 gateway-1 gateway-2; do
    if is_running "$name"; then echo "$name runs as process $(cat "$dir/$name.pid")"; else echo "$name does not run"; fi
  done
  if [[ -f $dir/postgres/postmaster.pid ]]; then echo "postgres runs as process $(head -n 1 "$dir/postgres/postmaster.pid")"; fi
  echo "Open http://127.0.0.1:$port or http://127.0.0.1:$((port + 1)); logs are in $dir"
}

case "${1:-}" in
  up) up ;;
  down) down ;;
  status) status ;;
  clean) down; rm -rf "$dir" ;;
  *) die "Usage: bash deploy/cluster.sh up|down|status|clean" ;;
esac
