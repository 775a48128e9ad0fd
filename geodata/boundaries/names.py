"""When are two names or two codes of an area the same? Keys that compare equal for every usual spelling."""

import re
import unicodedata
from typing import Any

_DOTS = re.compile(r"[·・ㆍ\u119e‧∙•⋅.,\s\-_]+")  # NFKC turns ㆍ into U+119E
_ORDINAL = re.compile(r"제+(?=\d)")
_PARENTHESES = re.compile(r"[(\[].*?[)\]]")
SHORTEST_PADDED = 5  # digits a code must have before trailing zeros may be padding


def name_key(name: Any) -> str:
    """Comparable form of a name: "종로1.2.3.4가동" = "종로1·2·3·4가동", "상일제1동" = "상일1동", "Yeoksam 1-dong" =
    "yeoksam1dong"; parentheses are left out. Empty for anything that is not text."""
    if not isinstance(name, str):
        return ""
    text = _PARENTHESES.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return _ORDINAL.sub("", _DOTS.sub("", text))


def last_word(name: Any) -> str:
    """The last word of a full name ("서울특별시 강남구 신사동" → "신사동"); the whole where the last word is only a number
    of the one before ("Yeoksam 1-dong")."""
    words = name.split() if isinstance(name, str) else []
    if not words:
        return ""
    return words[-1] if words[-1][0].isalpha() else " ".join(words)


def code_key(code: Any) -> str:
    """A code as text: numbers lose a trailing ".0", missing values are empty."""
    if code is None or code != code:
        return ""
    text = str(code).strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def unpadded(code: str) -> str:
    """A numeric code without padding zeros, so that 8 and 10 digits of one system compare equal; others unchanged."""
    return code.rstrip("0") if code.isdigit() and len(code) >= SHORTEST_PADDED else code
