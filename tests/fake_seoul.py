"""A server on the loopback that speaks the protocol of the Seoul open-data service, and misbehaves on command.

    with FakeSeoul(KEY) as fake:
        monkeypatch.setenv("SEOUL_OPENAPI_URL", fake.url)
        fake.rows["bikeList"] = [...]          # what the service holds
        fake.trouble = "html"                  # see TROUBLES; None: behaves
        fake.hits                              # paths asked for, the key included

Rows are small ones of the recorded shape; ``recorded`` puts the recordings beside the project in their place.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote
from xml.sax.saxutils import escape

WRAPPERS = {"bikeList": "rentBikeStatus"}
WAITING_PAGE = b'<!DOCTYPE html>\n<html><head><meta http-equiv="refresh" content="60"></head><body>Please wait.</body></html>'
REFUSALS = {
    "info_100": ("INFO-100", "인증키가 유효하지 않습니다."),
    "info_200": ("INFO-200", "해당하는 데이터가 없습니다."),
    "error_336": ("ERROR-336", "데이터요청은 한번에 최대 1000건을 넘을 수 없습니다."),
    "error_500": ("ERROR-500", "서버 오류입니다."),
    "quota": ("ERROR-337", "일별 트래픽 제한을 넘은 호출입니다."),
}
TROUBLES = (
    *REFUSALS, "html", "truncated", "timeout", "renamed", "row_object", "swapped", "duplicates", "http_500", "reset", "too_long", "too_short",
    "huge", "echo_key", "garbage", "redirect", "same_page",
)  # fmt: skip


def air_row(name: str, hour: str = "202607201300", down: bool = False, **values: Any) -> dict[str, Any]:
    """A row of RealtimeCityAir in its newer field set."""
    row = {
        "MSRMT_DT": hour, "SAREA_NM": "도심권", "MSRSTN_NM": name, "PM": 11.0, "FPM": 10.0, "OZON": 0.033, "NTDX": 0.014, "CBMX": 0.4,
        "SPDX": 0.003, "CAI_GRD": "보통", "CAI_IDX": 53.0, "CRST_SBSTN": "O3",
    }  # fmt: skip
    if down:
        row |= dict.fromkeys(("PM", "FPM", "OZON", "NTDX", "CBMX", "SPDX", "CAI_IDX"), 0.0) | {"CAI_GRD": "", "CRST_SBSTN": ""}
    return row | values


def incident_row(id_: str, x: str = "194423.5962627257", y: str = "450897.9580961145", **values: str) -> dict[str, Any]:
    """A row of AccInfo; the default position is Yonsei-ro, 126.93689, 37.55759."""
    return {
        "acc_id": id_, "occr_date": "20261124", "occr_time": "0930", "exp_clr_date": "20261125", "exp_clr_time": "230000", "acc_type": "A04",
        "acc_dtype": "04B01", "link_id": "1130017700", "grs80tm_x": x, "grs80tm_y": y, "acc_info": f"연세로 보수 {id_}\r- 1개 차로 통제",
    } | values  # fmt: skip


def bike_row(number: int, lat: str = "37.5556488", lon: str = "126.91062927") -> dict[str, Any]:
    """A row of bikeList: all values are text."""
    return {
        "rackTotCnt": "15", "stationName": f"{number}. 망원역 1번출구 앞", "parkingBikeTotCnt": "16", "shared": "107", "stationLatitude": lat,
        "stationLongitude": lon, "stationId": f"ST-{number}",
    }  # fmt: skip


def small_rows() -> dict[str, list[dict[str, Any]]]:
    """A few rows of the simple services, so that a new server answers something."""
    return {
        "AccInfo": [incident_row("1"), incident_row("2", "206076.7132692197", "446245.6950463236")],
        "RealtimeCityAir": [air_row("중구", down=True), air_row("종로구")],
        "bikeList": [bike_row(4), bike_row(5)],
    }


class FakeSeoul:
    """The server; a context manager. ``rows``: rows by service; ``whole``: full replies by "service" or "service/place";
    ``trouble``: one of TROUBLES or None; ``hits``: raw paths in order."""

    def __init__(self, key: str):
        self.key = key
        self.rows = small_rows()
        self.whole: dict[str, bytes] = {}
        self.trouble: str | None = None
        self.hits: list[str] = []
        self.release = threading.Event()  # lets a "timeout" reply go at the end of the test
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def recorded(self, samples: Path) -> None:
        """Answer with the recordings in ``samples`` (folder live_samples)."""
        self.whole |= {
            "AccInfo": (samples / "accinfo_recorded_2014-2018_yonseiro.xml").read_bytes(),
            "RealtimeCityAir": (samples / "realtime-city-air.json").read_bytes(),
            "bikeList": (samples / "bikelist_observed.json").read_bytes(),
            "TbPublicWifiInfo": (samples / "publicwifi_recorded_20240312.json").read_bytes(),
            "citydata": (samples / "citydata_gwanghwamun_20260811.json").read_bytes(),
            "citydata_ppltn": (samples / "citydata_ppltn_gwanghwamun_20260813.json").read_bytes(),
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.hits.append(self.path)
                _answer(fake, self)

            def log_message(self, *_args: object) -> None:
                """Quiet: the tests look at ``hits``."""

        return Handler


def _answer(fake: FakeSeoul, handler: BaseHTTPRequestHandler) -> None:
    key, kind, service, start, end, *filters = map(unquote, handler.path.strip("/").split("/"))
    at_wire = _AT_WIRE.get(fake.trouble or "")
    if at_wire:
        at_wire(fake, handler)
        return
    if fake.trouble in REFUSALS:
        body = _refusal(kind, *REFUSALS[fake.trouble])
    elif key != fake.key:
        body = _refusal(kind, *REFUSALS["info_100"])
    elif fake.trouble == "echo_key":
        body = _refusal(kind, "ERROR-500", f"요청 {handler.path} 처리 실패: {key}")
    elif int(end) - int(start) >= 1000:
        body = _refusal(kind, *REFUSALS["error_336"])
    else:
        body = fake.whole.get("/".join([service, *filters])) or fake.whole.get(service) or _reply(fake, kind, service, int(start), int(end))
    if fake.trouble == "truncated":
        body = body[: len(body) * 2 // 3]
    _send(handler, body)


def _send(handler: BaseHTTPRequestHandler, body: bytes, length: int | None = None, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def _reply(fake: FakeSeoul, kind: str, service: str, start: int, end: int) -> bytes:
    rows = fake.rows.get(service, [])
    page = rows[: end - start + 1] if fake.trouble == "same_page" else rows[start - 1 : end]
    if not page:
        return _refusal(kind, *REFUSALS["info_200"])
    page = _TWISTS.get(fake.trouble or "", lambda p: p)(page)
    if kind == "xml":
        return _xml(service, page)
    if service == "citydata":
        return json.dumps({"list_total_count": 1, "RESULT": {"RESULT.CODE": "INFO-000"}, "CITYDATA": page[0]}, ensure_ascii=False).encode()
    if service == "citydata_ppltn":
        return json.dumps({"SeoulRtd.citydata_ppltn": page}, ensure_ascii=False).encode()
    row: Any = page[0] if fake.trouble == "row_object" else page
    # bikeList gives the number of rows asked for here, not the total: nobody may rely on it
    envelope = {"list_total_count": len(page), "RESULT": {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다"}, "row": row}
    return json.dumps({WRAPPERS.get(service, service): envelope}, ensure_ascii=False).encode()


def _xml(service: str, page: list[dict[str, Any]]) -> bytes:
    rows = "".join("<row>" + "".join(f"<{k}>{escape(str(v), {chr(13): '&#13;'})}</{k}>" for k, v in row.items()) + "</row>" for row in page)
    head = f"<list_total_count>{len(page)}</list_total_count><RESULT><CODE>INFO-000</CODE><MESSAGE>정상</MESSAGE></RESULT>"
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><{service}>{head}{rows}</{service}>'.encode()


def _refusal(kind: str, code: str, message: str) -> bytes:
    if kind == "xml":
        return f"<RESULT><CODE>{code}</CODE><MESSAGE>{escape(message)}</MESSAGE></RESULT>".encode()
    return json.dumps({"RESULT": {"CODE": code, "MESSAGE": message}}, ensure_ascii=False).encode()


def _swap(row: dict[str, Any]) -> dict[str, Any]:
    pairs = {"stationLatitude": "stationLongitude", "LAT": "LNT", "WGSXPT": "WGSYPT"}
    return row | {a: row[b] for a, b in pairs.items() if a in row} | {b: row[a] for a, b in pairs.items() if a in row}


_TWISTS: dict[str, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = {
    "renamed": lambda page: [{f"{name}_V2": value for name, value in row.items()} for row in page],
    "swapped": lambda page: [_swap(row) for row in page],
    "duplicates": lambda page: [*page, page[0]],
}


def _hang(fake: FakeSeoul, handler: BaseHTTPRequestHandler) -> None:
    fake.release.wait(30)
    handler.close_connection = True


def _huge(fake: FakeSeoul, handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(4096):
            handler.wfile.write(b" " * 65536)
    except OSError:
        pass  # the client broke it off, as it should
    handler.close_connection = True


def _reset(fake: FakeSeoul, handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(2)
    handler.close_connection = True


def _redirect(fake: FakeSeoul, handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", fake.url + "/elsewhere" + handler.path)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


_AT_WIRE: dict[str, Callable[[FakeSeoul, BaseHTTPRequestHandler], None]] = {
    "html": lambda _fake, handler: _send(handler, WAITING_PAGE),
    "http_500": lambda _fake, handler: _send(handler, b"Internal Server Error", status=500),
    "too_long": lambda _fake, handler: _send(handler, b'{"RESULT": {}}', length=5000),
    "too_short": lambda _fake, handler: _send(handler, b'{"RESULT": {"CODE": "INFO-000"}}', length=12),
    "garbage": lambda _fake, handler: _send(handler, b"\xff\xfe\x00not a reply"),
    "timeout": _hang,
    "huge": _huge,
    "reset": _reset,
    "redirect": _redirect,
}
