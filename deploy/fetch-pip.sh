#!/usr/bin/env bash
# Put pip into an environment that has none: `deploy/fetch-pip.sh .venv/bin/python`. A bare Debian has no pip, but a package
# with pip's wheel, which apt fetches and checks for any user; nothing gets installed into the system.
set -euo pipefail
python=$(realpath -s "$1")
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || exit 1
echo "bootstrap: fetching pip from Debian's package python3-pip-whl"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unsandboxed=(-qq -o APT::Sandbox::User=)
# Where apt's lists were never fetched (a container's image), it gets lists of its own, which no right is needed for.
if ! apt-get "${unsandboxed[@]}" download python3-pip-whl 2>/dev/null; then
    mkdir -p lists/partial cache/archives/partial
    own=("${unsandboxed[@]}" -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache")
    apt-get "${own[@]}" update
    apt-get "${own[@]}" download python3-pip-whl
fi
dpkg-deb -x python3-pip-whl_*.deb .
wheel=(usr/share/python-wheels/pip-*.whl)
"$python" "${wheel[0]}/pip" install --quiet --no-index --disable-pip-version-check "${wheel[0]}"
