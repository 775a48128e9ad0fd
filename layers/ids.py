"""Component ids of the page, in one place: layout, callbacks, browser functions and tests name the same things.

The browser's files use the same strings; renaming one here means renaming it there.
"""

# Stores: the last event, the view, and what the server answered
EVENT = "event"  # {"n": counter, "type": ..., ...}; see layers.view
VIEW = "view"  # layers.links.to_plain
DRAWN = "drawn"
BOOT = "boot"  # present: the browser sends its first event
PAINTED = "painted"  # its title is the number of the last answer that is on the screen

# Map
MAP = "map"
AREAS = {"district": "areas-district", "neighbourhood": "areas-neighbourhood"}
BASE_PICTURE = "base-picture"
LEGEND = "legend-body"
NOTICES = "notices"
PAST = "past"  # says that a past moment is shown
ARRIVALS = "arrivals"  # one notice about new incidents
PINS = "pins"  # incidents side by side
TIMEBAR = "timebar"

# Top bar and panel
SEARCH = "search-box"
CRUMBS = "crumbs"
LAYER_LIST = "layer-list"
LAYER_SHEET = "layer-sheet"
PANEL = "panel"
ANNOUNCE = "announce"


def tab(name: str) -> str:
    """One tab of the panel."""
    return f"tab-{name}"


def page(name: str) -> str:
    """The body of one tab of the panel."""
    return f"page-{name}"
