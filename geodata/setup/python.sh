# Choosing the Python of .venv, for setup.sh. PYTHON=... overrides.
#
# Best: 3.11 or newer, its sqlite3 loads extensions, venv is there. A Python without extension loading is good too
# (pysqlite3 stands in); one without venv needs a system package, so it comes last unless packages can be installed.

CANDIDATES="python3.13 python3.12 python3.11 python3 /usr/bin/python3"

# probe PYTHON: prints "VERSION EXTENSIONS VENV", e.g. "3.11 yes no"; nothing when it is too old or does not run.
probe() { "$1" geodata/setup/probe.py describe 2>/dev/null || true; }

# first_fitting EXTENSIONS VENV: sets CHOSEN and VERSION to the first candidate that answers so; "any" fits both.
first_fitting() {
    for candidate in $CANDIDATES; do
        set -- "$1" "$2" $(probe "$candidate")
        [ $# = 5 ] || continue
        { [ "$1" = any ] || [ "$1" = "$4" ]; } && { [ "$2" = any ] || [ "$2" = "$5" ]; } || continue
        CHOSEN="$candidate" VERSION="$3" VENV="$5"
        return 0
    done
    return 1
}

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        CANDIDATES="$PYTHON"
        [ -n "$(probe "$PYTHON")" ] || {
            echo "PYTHON=$PYTHON does not run or is older than 3.11; give the path of a Python 3.11 or newer." >&2
            exit 3
        }
    fi
    first_fitting yes yes && return 0
    if can_install && first_fitting yes no; then
        need_packages "Python's venv" "python$VERSION-venv"
        return 0
    fi
    first_fitting any yes && return 0
    if first_fitting any no; then
        need_packages "Python's venv" "python$VERSION-venv"
        return 0
    fi
    need_packages "Python 3.11 or newer" python3 python3-venv
    first_fitting any yes && return 0
    echo "No Python 3.11 or newer was found; install one and type: PYTHON=/path/to/python3 make run" >&2
    exit 3
}
