#!/usr/bin/env bash
# Installs what the tests use beside Node, from Debian's packages: Redis (the Redis half of the tests), Chromium with Chinese fonts
# (the pages are looked at in a real browser), and WordPress with PHP-FPM, MariaDB and nginx (the target `wordpress`; each test starts
# its own copies in private folders, on loopback). No service is started. Tests that miss one of them say loudly that they were skipped.
set -euo pipefail
wanted=()
command -v redis-server >/dev/null || wanted+=(redis-server)
command -v chromium >/dev/null || wanted+=(chromium)
command -v fc-list >/dev/null && fc-list :lang=zh | grep -q . || wanted+=(fontconfig fonts-noto-cjk)
command -v unshare >/dev/null || wanted+=(util-linux)
for package in nginx-light mariadb-server php-fpm php php-cli php-mysql php-gd php-xml php-mbstring php-curl php-zip php-intl wordpress; do
  # nginx-light, php-fpm and php are named so that wordpress does not bring apache
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || wanted+=("$package")
done
[ "${#wanted[@]}" -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
guard=/usr/sbin/policy-rc.d
kept=$(mktemp -d)
restore() {
  if [ -e "$kept/policy-rc.d" ]; then "${as_root[@]}" cp -a "$kept/policy-rc.d" "$guard"; else "${as_root[@]}" rm -f "$guard"; fi
  "${as_root[@]}" rm -rf "$kept"
}
[ ! -e "$guard" ] || "${as_root[@]}" cp -a "$guard" "$kept/policy-rc.d"
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$guard" >/dev/null
"${as_root[@]}" chmod 755 "$guard"

quiet=(env DEBIAN_FRONTEND=noninteractive)
log=$(mktemp)
"${as_root[@]}" apt-get update -qq
if ! "${as_root[@]}" "${quiet[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >"$log" 2>&1 </dev/null; then
  cat "$log" >&2
  exit 1
fi
rm -f "$log"
