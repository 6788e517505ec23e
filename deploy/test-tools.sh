#!/usr/bin/env bash
# What the tests need beside Python: Chromium, and certutil to give it an authority. As root they're Debian's packages;
# else this says what to install.
set -euo pipefail
browser=${EXAM_CHROMIUM:-/usr/bin/chromium}
[ -x "$browser" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "test tools: installing Debian's chromium"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium libnss3-tools \
        >/dev/null
fi
if [ ! -x "$browser" ]; then
    echo "test tools: no Chromium at $browser. Install Debian's package 'chromium', or name another in EXAM_CHROMIUM." >&2
    [ "${CI:-}" != true ]
fi
