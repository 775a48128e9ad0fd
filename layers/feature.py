"""Card of one stored place or live feature as plain JSON: title, fields, age, freshness, notes, source."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from geodata.city import City
from geodata.source import Freshness, Source
from layers import numbers
from layers.figures import place_name, source_line
from layers.layer import Field, Layer
from layers.strings import say


def feature_card(
    layer: Layer,
    feature: Mapping[str, Any],
    city: City,
    lang: str,
    *,
    now: datetime,
    source: Source | Mapping[str, Any] | None = None,
    freshness: Freshness | None = None,
) -> dict[str, Any]:
    """Card of one stored place or live feature (the dicts of geodata.places.read and geodata.feeds.read).

    layer, id, title, layer_title, kind, kind_text, colour, icon, shape, place, lon, lat, fields [{key, label, text}], age,
    demo, freshness, freshness_text, notes, source. A field the provider does not have is left out; one it left empty reads
    "no data", or what the field says for that ("not yet"). Provider texts stay as they are: whoever shows them sets them as text, never as markup.
    """
    props: Mapping[str, Any] = feature.get("props") or {}
    kind = next((known for known in layer.kinds if known.value == feature.get("kind")), None)
    kind_text = kind.name.get(lang) if kind else feature.get("kind")
    observed = _moment(feature.get("observed_at"))
    demo = bool(feature.get("demo"))
    return {
        "layer": layer.id,
        "id": feature.get("id"),
        "title": _title(feature, props, lang) or say("card.unnamed", lang),
        "layer_title": layer.title.get(lang),
        "kind": feature.get("kind"),
        "kind_text": kind_text,
        "colour": (kind.colour if kind else None) or layer.colour,
        "icon": (kind.icon if kind else None) or layer.icon,
        "shape": layer.shape,
        "place": place_name(city, feature.get("neighbourhood") or feature.get("district"), lang),
        "lon": feature.get("lon"),
        "lat": feature.get("lat"),
        "fields": _fields(layer, {**feature, "kind": kind_text}, props, city, lang),
        "age": numbers.age((now - observed).total_seconds(), lang) if observed else None,
        "demo": demo,
        "freshness": freshness,
        "freshness_text": say(f"freshness.{freshness}", lang) if freshness else None,
        "notes": _feature_notes(feature, props, lang),
        "source": source_line(source or feature.get("source"), lang),
    }


def _title(feature: Mapping[str, Any], props: Mapping[str, Any], lang: str) -> str | None:
    """Title or name in the reader's language, else as the provider wrote it, else in the other language. A stored name is
    Korean, so in English it comes after what is known to be English."""
    other = "ko" if lang == "en" else "en"
    if lang == "en":
        said = [props.get(f"title_{lang}"), props.get(f"name_{lang}"), props.get("title"), props.get(f"title_{other}")]
        said += [props.get("name"), feature.get("name"), props.get(f"name_{other}")]
    else:
        said = [props.get(f"title_{lang}"), props.get("title"), props.get(f"name_{lang}"), props.get("name"), feature.get("name")]
        said += [props.get(f"title_{other}"), props.get(f"name_{other}")]
    return next((str(one) for one in said if one not in (None, "")), None)


def _feature_notes(feature: Mapping[str, Any], props: Mapping[str, Any], lang: str) -> list[str]:
    notes = [say("card.demo", lang)] if feature.get("demo") else []
    if feature.get("lon") is None and not feature.get("district"):
        notes.append(say("card.unplaced", lang))
    precision = _number(props.get("position_precision_m"))
    if precision:
        notes.append(say("card.precision", lang, distance=numbers.distance(precision, lang)))
    return notes


def _fields(layer: Layer, feature: Mapping[str, Any], props: Mapping[str, Any], city: City, lang: str) -> list[dict[str, str]]:
    """Fields in the layer's order; times after the first also say how long after it they are."""
    fields, first = [], None
    for wanted in layer.card:
        on_feature = wanted.key in ("kind", "name", "observed_at")
        if not on_feature and not {wanted.key, f"{wanted.key}_{lang}", f"{wanted.key}_ko"} & props.keys():
            continue
        value = feature.get(wanted.key) if on_feature else _localised(props, wanted.key, lang)
        if on_feature and value is None and wanted.key != "kind":
            continue
        at = _moment(value) if wanted.format == "time" else None
        text = _written(wanted, value, at, city, lang)
        if at and first and wanted.key != "observed_at" and at >= first:
            text += f" (+{numbers.elapsed((at - first).total_seconds(), lang)})"
        first = first or at
        fields.append({"key": wanted.key, "label": wanted.label.get(lang), "text": text})
    return fields


def _written(wanted: Field, value: object, at: datetime | None, city: City, lang: str) -> str:
    if value is None or value == "" or value == []:
        return wanted.empty.get(lang) if wanted.empty else say("nodata", lang)
    if at:
        return numbers.time(at, city.timezone, lang)
    if wanted.format in ("number", "percent") and (given := _number(value)) is not None:
        number = numbers.full(given, 0 if given.is_integer() else 3 if abs(given) < 1 else 1, lang)
        return f"{number}%" if wanted.format == "percent" else numbers.with_unit(number, wanted.unit, lang)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def _number(value: object) -> float | None:
    """A finite number, also one that a table brought as text; None for anything else."""
    try:
        found = None if isinstance(value, bool) or value is None else float(str(value))
    except ValueError:
        return None
    return found if found is not None and isfinite(found) else None


def _localised(props: Mapping[str, Any], key: str, lang: str) -> Any:
    """``key`` in the reader's language where the provider has it, else in the other, else plain."""
    other = "ko" if lang == "en" else "en"
    for name in (f"{key}_{lang}", key, f"{key}_{other}"):
        if props.get(name) not in (None, ""):
            return props[name]
    return None


def _moment(value: object) -> datetime | None:
    """An ISO time with a zone (UTC when it names none), or None when it is no time."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
