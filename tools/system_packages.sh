#!/usr/bin/env bash
# What the machine itself must bring: a C compiler (durable_rules), Chromium and fonts (browser tests).
#   tools/system_packages.sh install    installs what is missing with apt or Homebrew
#   tools/system_packages.sh ensure     installs what is missing where it may (as root, or where CI is "true");
#                                       elsewhere says what to type and fails
#   tools/system_packages.sh compiler   says what to type and fails when there is no C compiler
set -euo pipefail

has() { command -v "$1" >/dev/null 2>&1; }

has_compiler() { has "${CC:-cc}" || has gcc || has clang; }

has_chromium() {
  local name
  [ -n "${CHROMIUM_PATH:-}" ] && [ -x "$CHROMIUM_PATH" ] && return
  for name in chromium chromium-browser google-chrome google-chrome-stable; do has "$name" && return; done
  [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ] ||
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}

has_fonts() { # macOS always has some
  [ "$(uname)" = Darwin ] || [ -n "$(find -L /usr/share/fonts /usr/local/share/fonts \
    -name '*.[ot]tf' -print -quit 2>/dev/null)" ]
}

missing() {
  has_compiler || echo compiler
  has_chromium || echo chromium
  has_fonts || echo fonts
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_with_apt() {
  local name packages=()
  for name in "$@"; do
    case $name in
      compiler) packages+=(build-essential) ;;
      # Ubuntu's package is called otherwise, and is a snap
      chromium) if grep -q '^ID=ubuntu' /etc/os-release; then packages+=(chromium-browser); else packages+=(chromium); fi ;;
      fonts) packages+=(fonts-noto-core) ;;
    esac
  done
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

install_with_brew() {
  local name
  for name in "$@"; do
    case $name in
      compiler) xcode-select --install ;;
      chromium) brew install --cask google-chrome ;;
    esac
  done
}

install() {
  local names=()
  while read -r name; do names+=("$name"); done < <(missing)
  if [ ${#names[@]} = 0 ]; then
    echo "Nothing is missing: a C compiler, Chromium and fonts are here."
  elif has apt-get; then
    install_with_apt "${names[@]}"
  elif has brew; then
    install_with_brew "${names[@]}"
  else
    echo "No apt-get and no brew on this machine. Install by its own means: ${names[*]}" >&2
    return 1
  fi
}

ensure() {
  local names
  names=$(missing | tr '\n' ' ')
  [ -z "$names" ] && return
  if [ "$(id -u)" = 0 ] || [ "${CI:-}" = true ]; then
    install
  else
    echo "Missing on this machine: $names" >&2
    echo "Install it with:  make system-packages" >&2
    return 1
  fi
}

compiler() {
  has_compiler && return
  echo "The rules engine is built from source and needs a C compiler." >&2
  echo "Install one with:  make system-packages" >&2
  return 1
}

case ${1:-} in
  install | ensure | compiler) "$1" ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
