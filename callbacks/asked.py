"""What a request brings, read once for all routes: JSON bodies and query parameters. Pure."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from geodata.errors import BadInput
from geodata.text import Text


def json_object(body: bytes | None, most_bytes: int) -> dict[str, Any] | None:
    """The JSON object of a body; None when it is none, too long (``body`` None: the rest was not read) or holds half a character,
    which can be neither hashed nor stored."""
    if body is None or len(body) > most_bytes:
        return None
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def known(query: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """The parameters of a request; BadInput naming one that is none of ``names``, so that a filter misspelt is not a filter ignored."""
    if odd := sorted(query.keys() - set(names)):
        raise BadInput(
            f"Parameter {odd[0][:40]} is not known here; known: {', '.join(sorted(names))}.",
            Text(
                ko="알 수 없는 조건이 있습니다. 주소를 확인해 주세요.",
                en="There is a condition that is not known here. Please check the address.",
            ),
        )
    return dict(query)
