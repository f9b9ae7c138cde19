#!/bin/sh
# Run a command as nobody: sh tests/judge/attacks/unprivileged.sh COMMAND...
# Needs root. The interpreter may live in a home that only root may enter, so the
# command gets a view of the file system in which that home holds nothing else.
set -eu
if [ "${VIVA_INSIDE:-}" != 1 ]; then
    VIVA_PREFIX=$(.venv/bin/python -c 'import sys; print(sys.base_prefix)')
    export VIVA_PREFIX VIVA_INSIDE=1
    exec unshare --mount sh "$0" "$@"
fi
case "$VIVA_PREFIX" in
/root/*)
    mkdir -p /mnt/prefix
    mount --bind "$VIVA_PREFIX" /mnt/prefix
    mount -t tmpfs -o mode=755 none /root
    mkdir -p "$VIVA_PREFIX"
    mount --move /mnt/prefix "$VIVA_PREFIX"
    ;;
esac
HOME=$(mktemp -d)
chown 65534:65534 "$HOME"
export HOME VIVA_DATA_DIR="$HOME" PYTHONDONTWRITEBYTECODE=1
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
    --bounding-set=-all "$@"
