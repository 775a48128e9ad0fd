"""Colour schemes for 3 to 7 classes, contrast, and the colours of marks on light and dark maps.

Blues, Greens, Oranges, Purples, BuPu, YlGnBu, PuOr and RdBu: ColorBrewer, copyright (c) 2002 Cynthia Brewer, Mark Harrower,
and The Pennsylvania State University, licensed under the Apache License, Version 2.0
(http://www.apache.org/licenses/LICENSE-2.0). Viridis (CC0) and cividis (Nuñez, Anderton, Renslow 2018; CC0): matplotlib's
tables, sampled at even steps. All are safe for the common kinds of colour blindness; the tests simulate two of them.
"""

from geodata.errors import BadInput

# page backgrounds the map is drawn on, by theme
BACKGROUND = {"light": "#f2f5f9", "dark": "#101722"}
NO_DATA = {"light": "#d5dae1", "dark": "#3a4454"}  # hatched by the browser, so that it is no class of its own
DARK_INK, LIGHT_INK = "#000000", "#ffffff"  # one of the two always reaches 4.5:1, a softer black does not
MARK_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: graphical objects


def _table(*rows: str) -> dict[int, tuple[str, ...]]:
    return {len(row.split()): tuple(f"#{colour}" for colour in row.split()) for row in rows}


# fmt: off
SEQUENTIAL = {
    "blues": _table(
        "deebf7 9ecae1 3182bd",
        "eff3ff bdd7e7 6baed6 2171b5",
        "eff3ff bdd7e7 6baed6 3182bd 08519c",
        "eff3ff c6dbef 9ecae1 6baed6 3182bd 08519c",
        "eff3ff c6dbef 9ecae1 6baed6 4292c6 2171b5 084594",
    ),
    "greens": _table(
        "e5f5e0 a1d99b 31a354",
        "edf8e9 bae4b3 74c476 238b45",
        "edf8e9 bae4b3 74c476 31a354 006d2c",
        "edf8e9 c7e9c0 a1d99b 74c476 31a354 006d2c",
        "edf8e9 c7e9c0 a1d99b 74c476 41ab5d 238b45 005a32",
    ),
    "oranges": _table(
        "fee6ce fdae6b e6550d",
        "feedde fdbe85 fd8d3c d94701",
        "feedde fdbe85 fd8d3c e6550d a63603",
        "feedde fdd0a2 fdae6b fd8d3c e6550d a63603",
        "feedde fdd0a2 fdae6b fd8d3c f16913 d94801 8c2d04",
    ),
    "purples": _table(
        "efedf5 bcbddc 756bb1",
        "f2f0f7 cbc9e2 9e9ac8 6a51a3",
        "f2f0f7 cbc9e2 9e9ac8 756bb1 54278f",
        "f2f0f7 dadaeb bcbddc 9e9ac8 756bb1 54278f",
        "f2f0f7 dadaeb bcbddc 9e9ac8 807dba 6a51a3 4a1486",
    ),
    "bupu": _table(
        "e0ecf4 9ebcda 8856a7",
        "edf8fb b3cde3 8c96c6 88419d",
        "edf8fb b3cde3 8c96c6 8856a7 810f7c",
        "edf8fb bfd3e6 9ebcda 8c96c6 8856a7 810f7c",
        "edf8fb bfd3e6 9ebcda 8c96c6 8c6bb1 88419d 6e016b",
    ),
    "ylgnbu": _table(
        "edf8b1 7fcdbb 2c7fb8",
        "ffffcc a1dab4 41b6c4 225ea8",
        "ffffcc a1dab4 41b6c4 2c7fb8 253494",
        "ffffcc c7e9b4 7fcdbb 41b6c4 2c7fb8 253494",
        "ffffcc c7e9b4 7fcdbb 41b6c4 1d91c0 225ea8 0c2c84",
    ),
    "viridis": _table(
        "fde725 21918c 440154",
        "fde725 35b779 31688e 440154",
        "fde725 5ec962 21918c 3b528b 440154",
        "fde725 7ad151 22a884 2a788e 414487 440154",
        "fde725 90d743 35b779 21918c 31688e 443983 440154",
    ),
    "cividis": _table(
        "fee838 7d7c78 00224e",
        "fee838 a59c74 575d6d 00224e",
        "fee838 bcae6c 7d7c78 434e6c 00224e",
        "fee838 c8b866 948e77 666970 35456c 00224e",
        "fee838 d2c060 a59c74 7d7c78 575d6d 2a3f6d 00224e",
    ),
}
DIVERGING = {
    "puor": _table(
        "f1a340 f7f7f7 998ec3",
        "e66101 fdb863 b2abd2 5e3c99",
        "e66101 fdb863 f7f7f7 b2abd2 5e3c99",
        "b35806 f1a340 fee0b6 d8daeb 998ec3 542788",
        "b35806 f1a340 fee0b6 f7f7f7 d8daeb 998ec3 542788",
    ),
    "rdbu": _table(
        "ef8a62 f7f7f7 67a9cf",
        "ca0020 f4a582 92c5de 0571b0",
        "ca0020 f4a582 f7f7f7 92c5de 0571b0",
        "b2182b ef8a62 fddbc7 d1e5f0 67a9cf 2166ac",
        "b2182b ef8a62 fddbc7 f7f7f7 d1e5f0 67a9cf 2166ac",
    ),
}
# fmt: on
SCHEMES = (*SEQUENTIAL, *DIVERGING)


def colours(scheme: str, classes: int, theme: str = "light") -> tuple[str, ...]:
    """``classes`` colours from the lowest to the highest class (1 to 7). In a sequential scheme the highest class stands
    out most from the map: the darkest on light, the lightest on dark. Raises BadInput for an unknown scheme or count."""
    if scheme not in SCHEMES or not 1 <= classes <= 7:
        raise BadInput(
            f"There is no colour scheme {scheme!r} of {classes} classes; the schemes are {', '.join(SCHEMES)}, of 1 to 7 classes."
        )
    table = SEQUENTIAL.get(scheme) or DIVERGING[scheme]
    three = table[3]
    few = {1: (three[1],), 2: (three[0], three[2])}
    found = few.get(classes) or table[classes]
    return found[::-1] if theme == "dark" and scheme in SEQUENTIAL else found


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink(colour: str) -> str:
    """The text colour, black or white, that reads better on ``colour``."""
    return max((DARK_INK, LIGHT_INK), key=lambda candidate: contrast(candidate, colour))


def mark(colour: str, theme: str) -> str:
    """A mark's colour for a theme: itself on light; on dark, mixed with white in steps until it stands out enough."""
    if theme != "dark":
        return colour
    for share in range(0, 100, 5):
        mixed = "#" + "".join(f"{round(int(colour[i : i + 2], 16) * (100 - share) / 100 + 255 * share / 100):02x}" for i in (1, 3, 5))
        if contrast(mixed, BACKGROUND["dark"]) >= MARK_CONTRAST:
            return mixed
    return LIGHT_INK
