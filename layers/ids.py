"""Component ids of the page, in one place: callbacks, pages, browser functions and tests name the same things.

Browser functions read the same strings from the page; renaming one here renames it everywhere in Python.
"""

# Stores: what a person sees, what just happened, what the server answered.
VIEW = "view"  # {"query": ..., plus the fields of ViewState}: layers.view.to_plain
EVENT = "event"  # the last event: {"type": ..., "n": counter}
EVENT_CLICKS = "event-n"  # the counter that is listened to; the payload is read as State
PROBLEMS = "problems"  # sentences about a link that could not be followed entirely
LOCATION = "location"
LIVE = "live"  # last event id and state of the live stream
PANEL = "panel-facts"  # plain facts of the panel, rendered in the browser

# Map
MAP = "map"
BASE_PICTURE = "base-picture"
TILES = "tiles"
DISTRICTS = "areas-district"
NEIGHBOURHOODS = "areas-neighbourhood"
LABELS = "area-labels"
POINTS = "points"
LIVE_POINTS = "live-points"
AREA_VALUES = "area-values"
ZOOM_IN = "zoom-in"
ZOOM_OUT = "zoom-out"

# Header
TITLE = "title"
SEARCH = "search"
SEARCH_HITS = "search-hits"
LANG = "lang"
THEME = "theme"
COPY_LINK = "copy-link"
HOME = "home"
UP = "up"
BREADCRUMB = "breadcrumb"
LIVE_STATE = "live-state"
STATUS_LINE = "status-line"  # aria-live

# Panel
SHEET = "sheet"
SHEET_UP = "sheet-up"
SHEET_DOWN = "sheet-down"
TABS = "tabs"
CARD = "card"
TABLE = "table"
LAYERS = "layers"
SOURCES = "sources"
LEGEND = "legend"
SUMMARY = "summary"
OUTLINES_NOTE = "outlines-note"
INDICATOR = "indicator"
PERIOD = "period"
LEVEL = "level"
METHOD = "method"
CLASSES = "classes"
CLOSE = "close"


def layer_switch(layer_id: str) -> dict[str, str]:
    """Pattern id of the switch of one layer."""
    return {"type": "layer", "id": layer_id}


def tab(name: str) -> dict[str, str]:
    """Pattern id of one tab of the panel."""
    return {"type": "tab", "id": name}
