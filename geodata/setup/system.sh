# System packages, for setup.sh: looked for first, installed without a question or named in one command.

have() { command -v "$1" >/dev/null 2>&1; }

have_browser() { { have chromium || have chromium-browser || have google-chrome; } && have chromedriver; }

# Playwright brings its own node, which needs this library; a minimal Debian has it not.
has_libatomic() { [ -n "$(find /usr/lib /lib -maxdepth 2 -name libatomic.so.1 2>/dev/null | head -n 1)" ]; }

# The tests of cameras play a real stream, which ffmpeg makes.
has_ffmpeg() { have ffmpeg; }

has_korean_font() { have fc-list && [ -n "$(fc-list :lang=ko 2>/dev/null | head -n 1)" ]; }

# as_root COMMAND...: run it as root; fails when that would need a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_install() {
    have apt-get || return 1
    [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }
}

# need_packages WHAT PACKAGE...: install the packages, or print the one command and leave with 3.
need_packages() {
    what="$1"
    shift
    if can_install; then
        echo "Installing $* …"
        # A fresh system has no package lists; an old one may name files that are gone.
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >/dev/null || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null && return 0
    fi
    if have apt-get; then
        echo "$what must be installed once; type this, then the same make command again:" >&2
        echo "  sudo apt-get install -y $*" >&2
    elif have brew; then
        echo "$what must be installed once (Debian's names: $*); for SpatiaLite type: brew install libspatialite" >&2
    else
        echo "$what must be installed once with this system's package tool (Debian's names: $*)." >&2
    fi
    exit 3
}
