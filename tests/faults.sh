#!/usr/bin/env bash
# Lets a cluster live through faults under load for hours, and stops by itself:
#   bash tests/faults.sh --hours H --seed S --faults NAME,NAME
# It builds first, needs PostgreSQL 15 or later, sends to loopback only (as root: to a loopback of its own, so that it may part silos
# from it), and ends with the counts of faults and events and how long callers waited. Without --faults it makes every kind that this
# account and machine allow, and kills a host in the middle of a replay besides. The exit code is 0 only if nothing that was
# acknowledged was lost or counted twice.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
usage="Usage: bash tests/faults.sh [--hours H] [--seed S] [--faults NAME,NAME]"
hours=1 seed=20120130 faults=""
while (( $# > 0 )); do
  case "$1" in
    --hours) hours="${2:?--hours needs a number, such as 0.5}"; shift 2 ;;
    --seed) seed="${2:?--seed needs a whole number}"; shift 2 ;;
    --faults) faults="${2:?--faults needs names, such as KillSilo,PartSilo}"; shift 2 ;;
    *) echo "$usage" >&2; exit 2 ;;
  esac
done
[[ $hours =~ ^[0-9]+(\.[0-9]+)?$ ]] || { echo "--hours $hours is no number of hours: give one such as 0.5." >&2; exit 2; }
[[ $seed =~ ^[0-9]+$ ]] || { echo "--seed $seed is no whole number: give one such as 1." >&2; exit 2; }

dotnet build SyncOps.sln -c Release -v quiet
export SYNCOPS_HOURS="$hours" SYNCOPS_SEED="$seed" SYNCOPS_FAULTS="$faults"
tests=(--filter-class "*FaultsUnderLoadTests")
if [[ -z $faults ]]; then tests+=(--filter-class "*ReplayTests"); fi
bash tests/private.sh dotnet tests/Faults/bin/Release/net10.0/SyncOps.Tests.Faults.dll \
  --no-progress --no-ansi --explicit only "${tests[@]}"
