#!/bin/sh
# Install the Debian packages that Tripont uses, where that is possible; elsewhere say what to install by hand and go on.
#
#   system.sh runtime   what the product needs: Apertium and its language pairs
#   system.sh dev       what the tests need beside it: real servers, a browser, LibreOffice and poppler to look at results, fonts
#   system.sh chaos     what `make chaos` needs beside those: clocks that are wrong
set -u

RUNTIME="apertium apertium-fr-es apertium-eng-spa apertium-fra-cat apertium-spa-cat apertium-eng-cat cg3 apertium-separable apertium-anaphora"
DEV="chromium postgresql redis-server libreoffice-writer poppler-utils fonts-liberation fonts-dejavu-core fonts-crosextra-carlito fonts-open-sans fonts-lato libpango-1.0-0 libpangoft2-1.0-0"
CHAOS="faketime"

case "${1:-}" in
    runtime) wanted=$RUNTIME ;;
    dev) wanted=$DEV ;;
    chaos) wanted=$CHAOS ;;
    *) echo "usage: system.sh runtime|dev|chaos" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not a Debian system: install the counterparts of these packages by hand: $wanted"
    exit 0
fi
# A Debian python3 without its venv module cannot make the environment.
if [ "$1" = runtime ] && ! "${PYTHON:-python3}" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    wanted="$wanted python3-venv"
fi

missing=""
for package in $wanted; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "These packages are missing, and installing them needs an administrator. Ask for:"
    echo "    apt-get install$missing"
    echo "Going on with what is there."
    exit 0
fi

echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if $as_root apt-get update -q >"$log" 2>&1 \
    && $as_root apt-get install -y -q --no-install-recommends $missing >>"$log" 2>&1; then
    rm -f "$log"
else
    tail -n 3 "$log"
    echo "The packages could not be installed (the whole story: $log). Later, type: apt-get install$missing"
    echo "Going on with what is there."
fi
