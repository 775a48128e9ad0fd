"""Page layout: top bar, layer catalogue, map, panel. The shell is the same for everybody and is built once; what a
person sees is painted by the browser from the plain facts the ``draw`` callback sends."""

from dash import dcc, html

from dash_app.map import build_map, outline_urls
from dash_app.wording import both, button, labelled, say
from geodata.context import Context
from layers import ids
from layers.strings import text

TABS = ("card", "incidents", "table", "layers", "feeds")


def build_layout(context: Context) -> html.Div:
    """The component tree of the page."""
    return html.Div(
        [
            say("help.skip_to_panel", html.A, href="#panel", className="skip"),
            _topbar(context),
            html.Aside(
                [say("layers.title", html.H2, className="sr-only"), html.Div(id=ids.LAYER_LIST)],
                id="catalogue",
                **labelled("layers.title", "aria-label"),
            ),
            _map_box(context),
            _panel(),
            html.Div(id=ids.ANNOUNCE, className="sr-only", role="status", **{"aria-live": "polite"}),
            dcc.Store(id=ids.EVENT),
            dcc.Store(id=ids.VIEW),
            dcc.Store(id=ids.DRAWN),
            html.Div(id=ids.BOOT, hidden=True),
            html.Div(id=ids.PAINTED, hidden=True),
        ],
        id="office",
        className="office",
    )


def _topbar(context: Context) -> html.Header:
    return html.Header(
        [
            html.Div(
                [
                    html.Span(className="seal", **{"data-icon": "map", "aria-hidden": "true"}),
                    html.H1(
                        [
                            say("app.title"),
                            html.Span(
                                context.city.name.ko, className="city", **{"data-ko": context.city.name.ko, "data-en": context.city.name.en}
                            ),
                        ]
                    ),
                ],
                className="brand",
            ),
            html.Div(id=ids.SEARCH, className="search-box"),
            html.Nav(html.Ol(id=ids.CRUMBS), className="crumbs", **labelled("breadcrumb.label", "aria-label")),
            html.Div(
                [
                    html.Button(
                        [html.Span(id="live-state", className="live-state"), html.Span(id="live-words")],
                        id="live-button",
                        type="button",
                        **{"data-action": "tab", "data-id": "feeds"},
                    ),
                    button("share", "link", "share.copy"),
                    html.Button(say("lang.switch"), className="text-button", type="button", **{"data-action": "lang"}, lang="en"),
                    button("theme", "moon", "theme.switch"),
                    button("person", "person", "access.button"),
                ],
                className="tools",
            ),
        ],
        className="topbar",
    )


def _map_box(context: Context) -> html.Main:
    return html.Main(
        [
            build_map(context),
            html.Div(
                [
                    button("zoomin", "plus", "zoom.in"),
                    button("zoomout", "minus", "zoom.out"),
                    button("up", "up", "breadcrumb.up"),
                    button("home", "home", "home"),
                    button("timebar", "clock", "room.time"),
                ],
                className="map-tools",
            ),
            html.Div(
                [html.Div(id=ids.PAST), html.Div(id=ids.NOTICES, className="notices"), html.Div(id=ids.ARRIVALS)], className="map-head"
            ),
            html.Div(
                [
                    html.Section(id=ids.PINS, **labelled("room.pins", "aria-label")),
                    html.Div(id=ids.TIMEBAR),
                    html.Section([html.Div(id=ids.LEGEND)], id="legend", **labelled("legend.title", "aria-label")),
                    _attribution(context),
                ],
                className="map-foot",
            ),
        ],
        id="map-box",
        className="map-box",
        **{**both(text("map.label", city=context.city.name)), "data-attribute": "aria-label"},
        **{f"data-{level}": url for level, url in outline_urls(context).items()},
    )


def _attribution(context: Context) -> html.P:
    """Whose outlines and tiles the map shows."""
    said = context.city.attribution
    tiles = context.settings.tile_attribution if context.settings.tile_url else ""
    words = [html.Span(said.ko, **both(said))] if said else []
    return html.P([*words, *([" · ", html.Span(tiles)] if tiles else [])], className="attribution")


def _panel() -> html.Section:
    return html.Section(
        [
            html.Div(
                [
                    html.Span(className="grip", **{"aria-hidden": "true"}),
                    button("sheet", "down", "sheet.down", target="down"),
                    button("sheet", "up", "sheet.up", target="up"),
                ],
                id="sheet-handle",
                className="sheet-handle",
            ),
            html.Div([_tab(name) for name in TABS], className="tabs", role="tablist", **labelled("panel.label", "aria-label")),
            html.Div([_page(name) for name in TABS], className="pages"),
        ],
        id=ids.PANEL,
        className="panel",
        tabIndex=-1,
        **labelled("panel.label", "aria-label"),
    )


def _tab(name: str) -> html.Button:
    icons = {"card": "card", "incidents": "siren", "table": "table", "layers": "layers", "feeds": "legend"}
    return html.Button(
        [html.Span(className="face", **{"data-icon": icons[name]}), say(f"panel.{name}")],
        id=ids.tab(name),
        className=f"tab tab-{name}",
        role="tab",
        type="button",
        **{"data-action": "tab", "data-id": name, "aria-controls": ids.page(name), "aria-selected": "true" if name == "card" else "false"},
    )


def _page(name: str) -> html.Div:
    body = html.Div(id=ids.LAYER_SHEET) if name == "layers" else html.Div(id=f"{name}-body")
    return html.Div(
        body, id=ids.page(name), className=f"page page-{name}", role="tabpanel", tabIndex=0, **{"aria-labelledby": ids.tab(name)}
    )
