"""Finds the character encoding of texts that do not say it: older Korean files are CP949 (a superset of EUC-KR)."""

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.errors import BadInput

ENCODINGS = ("utf-8", "cp949", "utf-16")
_TAIL_BYTES = 3  # a field of fixed width may end inside a character


def decode_text(content: bytes, path: Path) -> tuple[str, str]:
    """Text of a whole file and its encoding; raises BadInput when none of ENCODINGS fits."""
    for encoding in ("utf-8-sig", "cp949", "utf-16"):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise BadInput(f"{path}: its text is neither UTF-8 nor CP949 nor UTF-16. Save it as UTF-8.")


def decode_table(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, str]:
    """A table read as latin-1 (so that every byte survived), decoded as what most of its texts are.

    Returns the frame and 'ascii', 'utf-8' or 'cp949'. Values that do not fit keep a replacement character.
    """
    texts = [c for c in frame.columns if c != frame.geometry.name and pd.api.types.is_string_dtype(frame[c])]
    samples = [str(c) for c in frame.columns] + [v for c in texts for v in frame[c].dropna().unique()]
    samples = [s for s in samples if not s.isascii()]
    if not samples:
        return frame, "ascii"
    encoding = min(("utf-8", "cp949"), key=lambda e: _misfits(samples, e))
    decoded = frame.rename(columns={c: _decode(str(c), encoding) for c in frame.columns})
    for column in texts:
        new = _decode(str(column), encoding)
        decoded[new] = [None if pd.isna(v) else _decode(v, encoding) for v in frame[column]]
    return decoded, encoding


def _misfits(samples: Iterable[str], encoding: str) -> int:
    return sum("\ufffd" in _decode(s, encoding) for s in samples)


def _decode(text: str, encoding: str) -> str:
    """``text`` (latin-1 characters standing for bytes) in ``encoding``; a character cut off at the end is dropped."""
    content = text.encode("latin-1", errors="ignore")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        if problem.start >= len(content) - _TAIL_BYTES:
            return content[: problem.start].decode(encoding, errors="replace")
        return content.decode(encoding, errors="replace")
