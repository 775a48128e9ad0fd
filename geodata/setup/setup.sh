#!/bin/sh
# Puts everything the program needs in place: .venv with the pinned libraries, SpatiaLite, and for tests the browser.
#
#   sh geodata/setup/setup.sh run|check|test
#
# run: what serving needs. check: also linters, types, pytest. test: also Chromium, its driver and Korean fonts.
# A stamp in .venv holds what was installed from; while it is true nothing is looked at again.
# System packages come by apt-get when this is root or sudo asks no password; otherwise the one command to type is
# printed and the script leaves with 3. Nothing here asks a question.
set -eu
cd "$(dirname "$0")/../.."
. geodata/setup/system.sh
. geodata/setup/python.sh

PYSQLITE="pysqlite3==0.6.1" # only for a Python whose own sqlite3 cannot load extensions
PY=.venv/bin/python

requirements_of() {
    case "$1" in
    run) echo requirements.txt ;;
    check | test) echo requirements-dev.txt ;;
    *) echo "setup.sh: '$1' is none of run, check, test." >&2 && exit 2 ;;
    esac
}

# What the stamp must hold: the requirement files and these scripts. `cmp` costs a millisecond, so a start stays quick.
wanted_stamp() { cat requirements.txt requirements-dev.txt geodata/setup/*.sh; }

is_ready() {
    for done_kind in "$@"; do
        [ -x "$PY" ] && [ -f ".venv/ready-$done_kind" ] && wanted_stamp | cmp -s - ".venv/ready-$done_kind" && return 0
    done
    return 1
}

make_venv() {
    if [ -x "$PY" ] && "$PY" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && "$PY" -m pip --version >/dev/null 2>&1; then
        return 0
    fi
    choose_python # sets CHOSEN
    echo "Making .venv with $CHOSEN ($("$CHOSEN" --version 2>&1)) …"
    rm -rf .venv
    "$CHOSEN" -m venv .venv
}

install_libraries() {
    echo "Installing the libraries of $1 (a minute the first time) …"
    "$PY" -m pip install -qq --disable-pip-version-check --requirement "$1" </dev/null
    if ! "$PY" geodata/setup/probe.py extensions; then
        "$PY" -m pip install -qq --disable-pip-version-check "$PYSQLITE" </dev/null || {
            need_packages "build tools for pysqlite3" gcc libsqlite3-dev
            "$PY" -m pip install -qq --disable-pip-version-check "$PYSQLITE" </dev/null
        }
    fi
}

install_spatialite() {
    "$PY" geodata/setup/probe.py spatialite && return 0
    need_packages "SpatiaLite" libsqlite3-mod-spatialite
    "$PY" geodata/setup/probe.py spatialite && return 0
    echo "SpatiaLite is installed but does not load; say where it lies: SPATIALITE_LIBRARY=/path/to/mod_spatialite.so make run" >&2
    exit 3
}

install_browser() {
    have_browser && has_korean_font && has_libatomic && has_ffmpeg && return 0
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        need_packages "the browser tests" chromium-browser chromium-chromedriver fonts-noto-cjk libatomic1 ffmpeg
    else
        need_packages "the browser tests" chromium chromium-driver fonts-noto-cjk libatomic1 ffmpeg
    fi
    have_browser && return 0
    echo "A Chromium and its chromedriver must be on PATH for the browser tests; install both, then type: make test" >&2
    exit 3
}

kind="${1:-run}"
file=$(requirements_of "$kind")
case "$kind" in
run) is_ready run check test && exit 0 ;;
check) is_ready check test && exit 0 ;;
test) is_ready test && exit 0 ;;
esac
make_venv
install_libraries "$file"
install_spatialite
[ "$kind" != test ] || install_browser
# Written last and renamed: a set-up that was stopped begins again.
wanted_stamp >".venv/ready-$kind.new"
mv ".venv/ready-$kind.new" ".venv/ready-$kind"
