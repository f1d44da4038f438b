#!/usr/bin/env bash
# Installs what the tests need and is missing, builds, runs every test project and ends with one line:
#   N passed, N failed, N skipped
# The exit code is 0 only if every runner ran to its end, found tests, and none failed.
set -uo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
exec </dev/null

passed=0 failed=0 skipped=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  if (( failed > 0 || passed == 0 )); then exit 1; else exit 0; fi
}

find_browser() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [[ -n $name ]] && command -v "$name" && return 0
  done
  return 1
}

# Of PostgreSQL only the programs are wanted: the tests start servers of their own.
find_postgres() {
  ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null || command -v initdb
}

# Debian packages by name, where this account may install any.
install_packages() {
  local -a become=()
  if [[ $(id -u) -ne 0 ]]; then become=(sudo -n); fi
  command -v apt-get >/dev/null && "${become[@]}" true 2>/dev/null || return 1
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

install_postgres() {
  find_postgres >/dev/null && return 0
  echo "Installing PostgreSQL for the cluster tests ..."
  install_packages postgresql
  find_postgres >/dev/null && return 0
  echo "Tests of clusters need PostgreSQL 15 or later; without it they are skipped." >&2
  echo "On Debian: apt-get install postgresql" >&2
}

# Partitions of a network need a packet filter, clocks that go wrong a library.
install_fault_tools() {
  local -a missing=()
  PATH="$PATH:/usr/sbin:/sbin" command -v iptables >/dev/null || missing+=(iptables)
  ls /usr/lib/*-linux-gnu/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing+=(libfaketime)
  if (( ${#missing[@]} == 0 )); then return 0; fi
  echo "Installing ${missing[*]} for the fault tests ..."
  install_packages "${missing[@]}" && return 0
  echo "Some fault tests need ${missing[*]}; without, they are skipped. On Debian: apt-get install ${missing[*]}" >&2
}

install_browser() {
  find_browser >/dev/null && return 0
  echo "Installing Chromium for the browser tests ..."
  install_packages chromium fonts-dejavu-core
  find_browser >/dev/null && return 0
  echo "The browser tests need Chromium or Chrome: install it, or name its executable in CHROMIUM." >&2
  echo "On Debian: apt-get install chromium fonts-dejavu-core" >&2
}

# An attribute, a number, of the report's <assembly> element; 0 where it is missing.
count_of() {
  local value
  value="$(grep -o "<assembly [^>]*" "$2" | head -n 1 | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*')"
  echo "${value:-0}"
}

# A test project; what to call its run, if it is not the only one; further options of the runner.
run_project() {
  local project="$1" name assembly report code total bad run=(dotnet)
  assembly="$(dirname "$project")/bin/Release/net10.0/$(basename "$project" .csproj).dll"
  name="$(basename "$project" .csproj)${2:+ $2}"
  report="$results/$name.xml"
  echo "== $name"
  if [[ $name == SyncOps.Tests.Faults ]]; then run=(bash tests/private.sh dotnet); fi
  "${run[@]}" "$assembly" --no-progress --no-ansi --results-directory "$results" --report-xunit --report-xunit-filename "$name.xml" "${@:3}"
  code=$?

  if [[ ! -s $report ]]; then
    echo "$name ended with code $code and left no report." >&2
    failed=$((failed + 1))
    return
  fi

  total="$(count_of total "$report")"
  bad=$(($(count_of failed "$report") + $(count_of errors "$report")))
  passed=$((passed + $(count_of passed "$report")))
  skipped=$((skipped + $(count_of skipped "$report")))
  failed=$((failed + bad))
  if (( total == 0 )); then echo "$name ran no tests." >&2; fi

  # A runner that failed without a failed test counts as one.
  if (( bad == 0 && (code != 0 || total == 0) )); then failed=$((failed + 1)); fi
}

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download" >&2
  failed=1
  finish
fi

install_postgres
install_fault_tools
install_browser
browser="$(find_browser)" && export CHROMIUM="$browser"

if ! dotnet build SyncOps.sln -c Release -v quiet; then
  echo "The build failed; no test was run." >&2
  failed=1
  finish
fi

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
for project in tests/*/SyncOps.Tests.*.csproj; do run_project "$project"; done
# The same grid and the same API once more on PostgreSQL; its storage has had its tests in both forms.
if find_postgres >/dev/null; then
  SYNCOPS_TESTS_ON=postgres run_project tests/Cluster/SyncOps.Tests.Cluster.csproj "on PostgreSQL" --filter-not-namespace "*.Storage"
fi
finish
