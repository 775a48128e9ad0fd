"""Figures of a city with 300 linked systems of 230 kinds: start, one round of refreshing all, the registry, what a second costs.

The feeds are generated connector files in a copy of the project, served over HTTP on the loopback by one small server in the
dialect of the Seoul open-data service. Nothing here belongs to a real provider.
"""

import json
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.bench.figure import Figure
from tests.contracts.project import copy_to, run_in

FEEDS, TOPICS, ROWS = 300, 230, 20
CADENCES_S = (60, 300, 900, 3600, 86400)
CONNECTOR = '''"""Generated feed {n} of the figures. Source none. Refresh {cadence} s. CRS WGS 84. Unknown none."""

from geodata.connector import Connector, Feature, Parsed
from geodata.dialects import seoul_openapi
from geodata.source import Source
from geodata.text import Text


def requests():
    return [seoul_openapi.first_page("Made{n}", rows=1000)]


def parse(page, request):
    rows = tuple(Feature(r["id"], float(r["lon"]), float(r["lat"]), name=r["name"], props={{"value": r["value"]}}) for r in page.rows)
    return Parsed(rows)


CONNECTOR = Connector(
    id="made_{n:03d}", city="*", topic="made_topic_{topic:03d}", cadence_s={cadence}, stale_after_s={stale}, dialect="seoul_openapi",
    source=Source(Text("기관 {owner}", "Office {owner}"), Text("시험용", "For figures"), Text("자료 {n}", "Feed {n}"), "https://example.org/{n}"),
    requests=requests, parse=parse, quota_per_day={quota},
)
'''
PROBE = Path(__file__).with_name("_registry_probe.py")


class Provider:
    """One server for all services: ``MadeN`` has ROWS rows that change with every call."""

    def __init__(self) -> None:
        self.calls = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                provider.calls += 1
                service = next(part for part in self.path.split("/") if part.startswith("Made"))
                body = json.dumps(
                    {service: {"RESULT": {"CODE": "INFO-000"}, "row": [row(n, provider.calls) for n in range(ROWS)]}}
                ).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Handler


def row(n: int, call: int) -> dict[str, str]:
    """A row inside the made-up city; its value is another one in every call."""
    return {"ID": f"r{n}", "LON": f"{10.01 + n * 0.001:.4f}", "LAT": "50.05", "NAME": f"Place {n}", "VALUE": str(call)}


def project_with(folder: Path, feeds: int) -> Path:
    """A copy of the project with so many generated connectors beside its own."""
    copy = copy_to(folder)
    for n in range(feeds):
        cadence = CADENCES_S[n % len(CADENCES_S)]
        facts = {"n": n, "topic": n % TOPICS, "cadence": cadence, "stale": cadence * 3, "owner": n % 40, "quota": 2000 if n % 3 else None}
        (copy / "geodata" / "connectors" / f"made_{n:03d}.py").write_text(CONNECTOR.format(**facts), encoding="utf-8")
    return copy


def measured(feeds: int, provider: Provider) -> dict[str, float]:
    """What the probe measures in a copy with ``feeds`` generated connectors."""
    with tempfile.TemporaryDirectory() as folder:
        copy = project_with(Path(folder), feeds)
        done = run_in(
            copy, str(PROBE.relative_to(PROBE.parents[2])), folder, PYTHONPATH=str(copy), SEOUL_OPENAPI_URL=provider.url, SIJANGSIL_FEEDS="off"
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"The probe failed: {done.stderr[-2000:]}")
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found


def figures() -> list[Figure]:
    """The project's own feeds alone, then with 300 more."""
    provider = Provider()
    own, many = measured(0, provider), measured(FEEDS, provider)
    provider.server.shutdown()
    n = round(many["feeds"])
    return [
        Figure("registry: start, own feeds only", own["start_cpu_s"], "s", note=f"{own['feeds']:.0f} connectors; processor time, process start to ready application"),
        Figure("registry: start, 300 feeds more", many["start_cpu_s"], "s", floor=own["start_cpu_s"] + 1.0, note=f"{n} connectors, {TOPICS} topics more"),
        Figure("registry: one round of all feeds", many["round_s"], "s", floor=60, note=f"{n} feeds, 4 at a time, {ROWS} rows each, changed"),
        Figure("registry: processor time of the round", many["round_cpu_s"], "s", floor=45),
        Figure("registry: one feed in it, p95", many["feed_p95_ms"], "ms", floor=1000),
        Figure("registry: database grows by", many["grown_kb"], "kB", note="the second round: rows replaced, events appended"),
        Figure("registry: events of the round", many["events"], "events", note="told to every viewer"),
        Figure("registry: the runner's idle second", many["step_ms"], "ms", floor=50, naive=many["status_ms"], note="naive: everything about all feeds"),
        Figure("registry: GET /api/sources", many["api_ms"], "ms", floor=300, note=f"{many['api_kb']:.0f} kB before compression"),
        Figure("registry: GET /sources", many["page_ms"], "ms", floor=500, note=f"{many['page_kb']:.0f} kB before compression"),
        Figure("registry: GET /api/sources compressed", many["api_sent_kb"], "kB", floor=60),
        Figure("registry: one drawing", many["draw_ms"], "ms", floor=100, naive=None, note=f"own feeds only: {own['draw_ms']:.1f} ms"),
    ]  # fmt: skip
