#!/usr/bin/env bash
# Lets a cluster of an older release become this one and that one again, process by process and under load, and stops by itself:
#   bash tests/upgrade.sh --from COMMIT [--hours H] [--seed S] [--faults NAME,NAME]
# It builds the older release from its commit in a folder of its own. Silos are killed in between, unless --faults names other kinds. The
# exit code is 0 only if nothing that was acknowledged was lost or counted twice, whoever of the two had acknowledged it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
usage="Usage: bash tests/upgrade.sh --from COMMIT [--hours H] [--seed S] [--faults NAME,NAME]"
from="" faults="KillSilo" rest=()
while (( $# > 0 )); do
  case "$1" in
    --from) from="${2:?--from needs a commit, such as HEAD~10}"; shift 2 ;;
    --faults) faults="${2:?--faults needs names, such as KillSilo,KillGateway}"; shift 2 ;;
    --hours|--seed) rest+=("$1" "${2:?$1 needs a number}"); shift 2 ;;
    *) echo "$usage" >&2; exit 2 ;;
  esac
done
[[ -n $from ]] || { echo "$usage" >&2; exit 2; }
commit="$(git rev-parse --verify --quiet "$from^{commit}")" || { echo "--from $from is no commit of this repository." >&2; exit 2; }

older="$(mktemp -d)"
trap 'rm -rf "$older"' EXIT
git archive "$commit" | tar -x -C "$older"
echo "Building $(git log -1 --format="%h of %cs" "$commit") ..."
dotnet build "$older/silo" -c Release -v quiet
SYNCOPS_OLDER_SILO="$older/silo/bin/Release/net10.0/SyncOps.Silo.dll" \
  bash tests/faults.sh "${rest[@]}" --faults "ChangeRelease,$faults"
