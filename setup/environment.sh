#!/bin/sh
# The virtual environment: made once, filled from a lock file whose every package is held by its hash.
#
#   environment.sh create PYTHON FOLDER
#   environment.sh install FOLDER LOCK
#
# uv does the work where it is on the PATH (seconds), else pip (a minute or two); both read the same lock.
set -eu

case "$1" in
    create)
        python=$2
        folder=$3
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
            || { echo "Tripont needs Python 3.11 or newer; name one: make setup PYTHON=/path/to/python3" >&2; exit 1; }
        echo "Making the virtual environment $folder"
        "$python" -m venv "$folder"
        ;;
    install)
        folder=$2
        lock=$3
        echo "Installing $lock into $folder"
        if command -v uv >/dev/null 2>&1; then
            uv pip install -q --compile-bytecode --python "$folder/bin/python" --require-hashes --no-deps -r "$lock"
            uv pip install -q --python "$folder/bin/python" --no-deps --no-build-isolation -e .
        else
            "$folder/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r "$lock"
            "$folder/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
        fi
        # Compiled once here, so that no command compiles again where Python is told not to write what it compiled.
        "$folder/bin/python" -m compileall -q commands document glossary worker tripont.py
        ;;
    *)
        echo "usage: environment.sh create PYTHON FOLDER | install FOLDER LOCK" >&2
        exit 2
        ;;
esac
