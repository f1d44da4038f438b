#!/usr/bin/env bash
# Breaks what keeps events and moves from being lost or counted twice, one thing at a time, in a copy of the tree, and demands that the
# tests that should notice do: they must pass in the copy as it is and fail in the one that is broken.
#   bash tests/mutations.sh [NAME ...]
# A mutation is a patch under tests/mutations; lines "Test: PROJECT OPTIONS" before it say which tests should notice. It ends with a
# table; the exit code is 0 only if every mutation was caught.
set -uo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
exec </dev/null
patches=()
for name in "$@"; do patches+=("$root/tests/mutations/$name.patch"); done
if (( $# == 0 )); then patches=("$root"/tests/mutations/*.patch); fi
for patch in "${patches[@]}"; do
  [[ -f $patch ]] || { echo "There is no mutation $patch: tests/mutations holds what there is." >&2; exit 2; }
done

copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy")

# The commands that a patch's tests are run with, in the copy.
tests_of() { sed -n '/^--- /q;s/^Test: //p' "$1"; }

# Builds a project with what it needs; its options then say which of its tests are run.
run_test() {
  local project="${1%% *}" options="${1#* }" name
  name="$(basename "$copy/$project"/*.csproj .csproj)"
  (cd "$copy" && dotnet build "$project/$name.csproj" -c Release -v quiet) >"$copy/log" 2>&1 || return 2
  (cd "$copy" && eval "timeout 900 dotnet $project/bin/Release/net10.0/$name.dll --no-progress --no-ansi $options") \
    >"$copy/log" 2>&1 || return 1
}

# Each test once as it should be; a test that fails anyway shows nothing.
declare -A usual
mapfile -t tests < <(for patch in "${patches[@]}"; do tests_of "$patch"; done | sort -u)
for test in "${tests[@]}"; do
  echo "As it is: $test"
  run_test "$test" && usual[$test]=passes || { usual[$test]=fails; tail -n 40 "$copy/log"; }
done

failed=0 table=""
for patch in "${patches[@]}"; do
  name="$(basename "$patch" .patch)"
  if ! (cd "$copy" && patch -p1 --silent --forward) <"$patch"; then
    echo "The mutation $name no longer fits the code: mend tests/mutations/$name.patch." >&2
    failed=1 table+="$name|-|does not fit"$'\n'
    continue
  fi
  mapfile -t tests < <(tests_of "$patch")
  for test in "${tests[@]}"; do
    echo "With $name: $test"
    run_test "$test"
    case "${usual[$test]} $?" in
      "passes 1") verdict="caught" ;;
      "passes 0") verdict="NOT CAUGHT" failed=1 ;;
      "passes 2") verdict="DOES NOT BUILD" failed=1; tail -n 10 "$copy/log" ;;
      *) verdict="FAILS WITHOUT IT" failed=1 ;;
    esac
    table+="$name|$test|$verdict"$'\n'
  done
  (cd "$copy" && patch -p1 --silent --reverse) <"$patch"
done
printf '%s' "$table" | column -t -s '|'
exit "$failed"
