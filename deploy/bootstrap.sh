#!/usr/bin/env bash
# Make .venv and install what a lock file lists: `deploy/bootstrap.sh run` or `deploy/bootstrap.sh test`.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}
lock=requirements/$kind.lock
python=${PYTHON:-python3}

fail() { echo "bootstrap: $*" >&2; exit 1; }

command -v "$python" >/dev/null || fail "Python 3.11 or newer is needed (Debian: apt-get install python3)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed, this is $("$python" --version)"

if [ ! -x .venv/bin/python ]; then
    rm -rf .venv
    # Debian keeps ensurepip in a package of its own: without it the environment is made without pip.
    "$python" -m venv .venv 2>/dev/null || { rm -rf .venv; "$python" -m venv --without-pip .venv; } \
        || fail "the environment can't be made (Debian: apt-get install python3-venv)"
fi

if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    pip=(.venv/bin/python -m pip)
elif "$python" -m pip --version >/dev/null 2>&1; then
    pip=("$python" -m pip --python .venv/bin/python)
else
    fail "pip is needed once (Debian: apt-get install python3-pip, or python3-venv)"
fi

stamp=.venv/installed-$kind
if ! cmp -s "$lock" "$stamp"; then
    echo "bootstrap: installing $lock"
    "${pip[@]}" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock"
    # setuptools is in the lock, so that the project's own installation fetches nothing unhashed.
    "${pip[@]}" install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
    cp "$lock" "$stamp"
fi
