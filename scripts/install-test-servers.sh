#!/usr/bin/env bash
# Installs what the tests use beside Node, from Debian's packages: Redis (the Redis half of the tests) and Chromium with Chinese fonts
# (the pages are looked at in a real browser). Tests that miss one of them say loudly that they were skipped.
set -euo pipefail
wanted=()
command -v redis-server >/dev/null || wanted+=(redis-server)
command -v chromium >/dev/null || wanted+=(chromium)
command -v fc-list >/dev/null && fc-list :lang=zh | grep -q . || wanted+=(fontconfig fonts-noto-cjk)
command -v unshare >/dev/null || wanted+=(util-linux)
[ "${#wanted[@]}" -eq 0 ] && exit 0
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}"
