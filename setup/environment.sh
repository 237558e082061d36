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
        if command -v uv >/dev/null 2>&1; then
            uv venv -q --python "$python" "$folder"
        else
            "$python" -m venv "$folder"
        fi
        ;;
    install)
        folder=$2
        lock=$3
        python=$folder/bin/python
        echo "Installing $lock into $folder"
        if command -v uv >/dev/null 2>&1; then
            uv pip install -q --python "$python" --require-hashes --no-deps -r "$lock"
            uv pip install -q --python "$python" --no-deps --no-build-isolation -e .
        else
            # uv makes environments without pip.
            "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
            pip="$python -m pip install -qq --disable-pip-version-check --no-compile --no-deps"
            $pip --require-hashes -r "$lock"
            $pip --no-build-isolation -e .
        fi
        # Our own modules are compiled, and of all others those that are used: so every command starts quickly, also where
        # Python is told not to write what it compiled, and what nothing imports takes no room. It also proves that the
        # parts fit together.
        "$python" -m compileall -q commands document glossary store worker api tripont.py
        env -u PYTHONDONTWRITEBYTECODE "$python" -c '
import tripont, commands.household, commands.server_parts, api.app, worker.tasks, worker.rebuild.review
import worker.extract.child, worker.engines.apertium_choices, worker.engines.argos.engine'
        ;;
    *)
        echo "usage: environment.sh create PYTHON FOLDER | install FOLDER LOCK" >&2
        exit 2
        ;;
esac
