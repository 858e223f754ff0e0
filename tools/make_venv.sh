#!/bin/sh
# Make a virtual environment with the newest usable Python of this machine.
set -eu
venv=$1

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
whole() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

chosen='' bare=''
for name in python3.15 python3.14 python3.13 python3.12 python3.11 python3 python; do
  command -v "$name" >/dev/null 2>&1 || continue
  usable "$name" || continue
  if whole "$name"; then chosen=$name; break; fi
  bare=${bare:-$name}
done

# Debian and Ubuntu ship Python without its venv module.
if [ -z "$chosen" ] && [ -n "$bare" ] && command -v apt-get >/dev/null 2>&1; then
  version=$("$bare" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  sudo=''
  [ "$(id -u)" = 0 ] || sudo='sudo -n'
  if [ -z "$sudo" ] || sudo -n true 2>/dev/null; then
    echo "Installing python$version-venv ..."
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null || true
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "python$version-venv" >/dev/null || true
    if whole "$bare"; then chosen=$bare; fi
  fi
fi

if [ -z "$chosen" ] && [ -n "$bare" ]; then
  echo "$("$bare" --version) is here but its venv module is not: install it (Debian, Ubuntu: apt install python3-venv), then type the same again." >&2
  exit 1
fi
if [ -z "$chosen" ]; then
  echo "Python 3.11 or newer is needed and was not found: install it, then type the same again." >&2
  exit 1
fi

echo "Making $venv with $("$chosen" --version) ..."
"$chosen" -m venv --clear "$venv"
