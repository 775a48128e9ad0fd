"""Words of the page shell: each element carries both languages, so a switch needs no server and no reload."""

import re
from typing import Any

from dash import html

from geodata.settings import PROJECT
from geodata.text import Text
from layers.strings import catalogue, text


def both(words: Text) -> dict[str, str]:
    """The two ``data-`` attributes the browser's ``speak`` reads."""
    return {"data-ko": words.ko, "data-en": words.en}


def say(key: str, tag: type = html.Span, **attributes: Any) -> Any:
    """An element with the string ``key`` as its text."""
    words = text(key)
    return tag(words.ko, **both(words), **attributes)


def labelled(key: str, attribute: str = "aria-label title") -> dict[str, str]:
    """Attributes of an element whose ``attribute`` (one or more, spaced) speaks the string ``key``."""
    words = text(key)
    return {**both(words), "data-attribute": attribute, "aria-label": words.ko}


def button(
    action: str, icon: str, key: str, *, target: str | None = None, className: str = "icon-button", words: bool = False
) -> html.Button:
    """A button with an icon, an action of assets/actions.js and a spoken label (shown beside the icon with ``words``)."""
    attributes: dict[str, Any] = {"data-action": action, "type": "button", "className": className}
    if target:
        attributes["data-id"] = target
    face = html.Span(className="face", **{"data-icon": icon})
    if words:
        return html.Button([face, say(key)], **attributes)
    return html.Button(face, **attributes, **labelled(key))


_LITERAL = re.compile(r"""["'`]([a-z_]+\.[\w.]*)""")


def strings_of_browser() -> dict[str, dict[str, str]]:
    """Strings the browser functions name, by language and key: those whose key, or whose beginning up to a dot ("room.kind."),
    stands in a script, and the few without a dot. The rest is said by the server and need not travel."""
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in sorted((PROJECT / "assets").glob("*.js")))
    named = set(_LITERAL.findall(scripts))
    families = tuple(word for word in named if word.endswith("."))
    return {
        lang: {
            key: words for key, words in strings.items() if "." not in key or key.removesuffix(".one") in named or key.startswith(families)
        }
        for lang, strings in catalogue().items()
    }
