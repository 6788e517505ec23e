#!/usr/bin/env bash
# What the tests need beside Python: Chromium, certutil to give it an authority, a library that the browser's driver loads,
# and WebKit with a screen that nobody sees. As root they're Debian's packages; else this says what to install.
set -euo pipefail
browser=${EXAM_CHROMIUM:-/usr/bin/chromium}

list_missing() {
    [ -x "$browser" ] || echo chromium
    command -v certutil >/dev/null || echo libnss3-tools
    command -v WebKitWebDriver >/dev/null || echo webkit2gtk-driver
    command -v Xvfb >/dev/null || echo xvfb
    .venv/bin/playwright --version >/dev/null 2>&1 || echo libatomic1
}

missing=$(list_missing)
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "test tools: installing Debian's packages" $missing
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    missing=$(list_missing)
fi
if [ -n "$missing" ]; then
    echo "test tools: install Debian's packages" $missing "(or name another browser than $browser in EXAM_CHROMIUM)" >&2
    { [ -x "$browser" ] && command -v WebKitWebDriver >/dev/null; } || [ "${CI:-}" != true ]
fi
