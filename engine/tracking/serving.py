"""A model behind HTTP, and the runs as a page."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from engine.system import system
from engine.tracking.models import LinearModel
from engine.tracking.store import RunRecord


def answer(model: LinearModel, body: bytes) -> tuple[int, dict[str, object]]:
    """What `POST /predict` answers to a body `{"records": [{name: number}]}`.

    Returns:
        200 and {"predictions": [...]}; or 400 and {"error": ...}, which says what
        the model expects: the signature is checked where data come in.

    >>> import numpy as np
    >>> model = LinearModel(np.array([2.0]), 1.0, ("area",))
    >>> answer(model, b'{"records": [{"area": 3}]}')
    (200, {'predictions': [7.0]})
    """
    try:
        records = json.loads(body)["records"]
        return 200, {"predictions": model.predict_records(records).tolist()}
    except (ValueError, KeyError, TypeError) as error:
        return 400, {"error": str(error)}


@system("S65.08")
@contextmanager
def serve_model(model: LinearModel) -> Iterator[str]:
    """A server on this machine, at a free port, for as long as the block lasts.

    Yields:
        Its address; `POST /predict` answers as `answer` does, anything else 404.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer one request."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            known = self.path == "/predict"
            status, found = answer(model, body) if known else (404, {"error": "?"})
            content = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@system("S65.09")
def runs_page(records: Sequence[RunRecord]) -> str:
    """Runs side by side as an HTML table: a row each, a column for each key.

    Args:
        records: of the runs.

    Returns:
        The page. What users named is escaped: a run called `<script>` is text.

    >>> "<td>0.01</td>" in runs_page([RunRecord(1, "a", "failed", {"lr": "0.01"}, {})])
    True
    """
    params = sorted({key for r in records for key in r.params})
    metrics = sorted({key for r in records for key in r.metrics})
    rows = [["run", "name", "status", *params, *metrics]]
    for r in records:
        values = [r.params.get(key, "") for key in params]
        values += [f"{r.metrics[key]:g}" if key in r.metrics else "" for key in metrics]
        rows.append([str(r.id), r.name, r.status, *values])
    lines = [
        "".join(f"<{cell}>{escape(value)}</{cell}>" for value in row)
        for row, cell in zip(rows, ["th", *["td"] * len(records)], strict=True)
    ]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"<!doctype html>\n<title>Runs</title>\n<table>\n{body}\n</table>\n"
