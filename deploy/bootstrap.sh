#!/usr/bin/env bash
# Make .venv and install what a lock file lists: `deploy/bootstrap.sh run` or `deploy/bootstrap.sh test`.
set -euo pipefail
cd -P "$(dirname "$0")/.."
kind=${1:-run}
lock=requirements/$kind.lock
python=${PYTHON:-python3}
here=.venv/bin/python

fail() { echo "bootstrap: $*" >&2; exit 1; }

command -v "$python" >/dev/null || fail "Python 3.11 or newer is needed (Debian: apt-get install python3)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "Python 3.11 or newer is needed, this is $("$python" --version); name another one in PYTHON"

# Scripts in an environment name its folder: one that was copied or moved would run the other place's program.
if [ -f .venv/bin/exam-server ] && ! grep -qF "$PWD/.venv/bin/" .venv/bin/exam-server; then
    rm -rf .venv
fi
if ! "$here" -c '' 2>/dev/null; then
    rm -rf .venv
    # Debian keeps ensurepip in a package of its own: without it the environment is made without pip.
    "$python" -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; "$python" -m venv --without-pip .venv; } \
        || fail "the environment can't be made (Debian: apt-get install python3-venv)"
fi

# pip runs as the environment's own, or as the system's working on this environment (pip 22.3 or newer), or is fetched.
if "$here" -m pip --version >/dev/null 2>&1; then
    pip=("$here" -m pip)
elif "$python" -m pip --python "$here" --version >/dev/null 2>&1; then
    pip=("$python" -m pip --python "$here")
elif "$here" -m ensurepip >/dev/null 2>&1 || deploy/fetch-pip.sh "$here"; then
    pip=("$here" -m pip)
else
    fail "pip is needed once (Debian, as root: apt-get install python3-venv, or python3-pip)"
fi

install() { "${pip[@]}" install --quiet --disable-pip-version-check --no-input "$@"; }

# The test lock holds the run lock's versions, so that installing either never undoes the other.
stamp=.venv/installed-$kind
if ! cmp -s "$lock" "$stamp"; then
    echo "bootstrap: installing $lock"
    install --require-hashes --only-binary :all: --requirement "$lock"
    cp "$lock" "$stamp"
fi
# setuptools is in the locks, so that installing the project itself fetches nothing without a hash.
stamp=.venv/installed-project
if ! cmp -s pyproject.toml "$stamp"; then
    install --no-deps --no-build-isolation --editable .
    cp pyproject.toml "$stamp"
fi
