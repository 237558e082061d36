#!/bin/sh
# The two lock files: hashes, no addresses, no torch.
#
#   lock.sh make    write requirements.lock and requirements-dev.lock anew (needs uv)
#   lock.sh check   fail if a lock holds an address or what must stay out
set -eu

compile() {
    uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
        --override setup/overrides.txt --custom-compile-command "make lock" "$@"
}

case "$1" in
    make)
        compile pyproject.toml --group pyproject.toml:build -o requirements.lock
        compile pyproject.toml --group pyproject.toml:build --group pyproject.toml:dev -c requirements.lock -o requirements-dev.lock
        ;;
    check)
        if grep -nE '://|^(torch|stanza|minisbd|pymupdf)==' requirements.lock requirements-dev.lock; then
            echo "A lock file holds an address, or a package that must stay out." >&2
            exit 1
        fi
        ;;
esac
