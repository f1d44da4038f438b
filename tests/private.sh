#!/usr/bin/env bash
# Runs a command where tests may part processes from each other and fill disks: in a network namespace with nothing but a loopback
# interface, and with mounts of its own. Where this account may not make those it runs the command as it is, and says so; the tests that
# need them are skipped then.
#   bash tests/private.sh COMMAND [ARGUMENT ...]
if (( $# == 0 )); then echo "Usage: bash tests/private.sh COMMAND [ARGUMENT ...]" >&2; exit 2; fi
export PATH="$PATH:/usr/sbin:/sbin"
if [[ $(id -u) -eq 0 ]] && unshare --net --mount ip link set lo up 2>/dev/null; then
  # Those who are to be sure that it is not the machine's own network compare.
  SYNCOPS_MACHINE_NETWORK="$(readlink /proc/self/ns/net)" exec unshare --net --mount sh -c 'ip link set lo up && exec "$@"' sh "$@"
fi
echo "No private network here (root, unshare and ip make one): partitions of the network are not tested." >&2
exec "$@"
