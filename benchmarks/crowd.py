"""Many learners at one server: each clicks “Skip” in a quiz every ten seconds.

python -m benchmarks.crowd [LEARNERS ...]

A learner is a connection that speaks Streamlit's own protocol, without a browser, and
waits from the click until all that the server has to say of it is there. Beside Viva
the empty page is asked the same.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.face import EMPTY
from tests.browser.conftest import App

EVERY = 10.0
"""Seconds between two clicks of one learner."""
CLICKS = 3


@dataclass
class Learner:
    """One session of a server."""

    socket: ClientConnection
    button: str
    query: str = ""
    page: str = ""
    found: tuple[str, str] = ("", "")
    """Id of the button and its fragment, as it was drawn last."""
    seconds: list[float] = field(default_factory=list)

    async def open(self, name: str) -> None:
        """Load a page."""
        message = BackMsg()
        message.rerun_script.page_name = name
        message.rerun_script.query_string = self.query
        await self.ask(message)

    async def click(self) -> None:
        """Click the button."""
        widget, fragment = self.found
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.page
        state.fragment_id = fragment
        state.widget_states.widgets.add(id=widget, trigger_value=True)
        start = time.perf_counter()
        await self.ask(message)
        self.seconds.append(time.perf_counter() - start)

    async def ask(self, message: BackMsg) -> None:
        """Send it, and listen until the script has run."""
        await self.socket.send(message.SerializeToString())
        while True:
            said = ForwardMsg.FromString(await self.socket.recv())
            kind = said.WhichOneof("type")
            if kind == "new_session":
                self.page = said.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = said.page_info_changed.query_string
            elif kind == "delta":
                element = said.delta.new_element
                if element.button.label == self.button:
                    self.found = element.button.id, said.delta.fragment_id
            elif kind == "script_finished":
                return


async def measure(
    url: str, page: str, query: str, button: str, count: int
) -> list[float]:
    """So many learners for a few clicks each: seconds of every click."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    everybody = []
    for _ in range(count):
        socket = await connect(address, subprotocols=["streamlit"], max_size=None)
        learner = Learner(socket, button, query)
        await learner.open(page)
        assert learner.found[0], f"no button {button} on {page}"
        everybody.append(learner)

    async def study(learner: Learner, wait: float) -> None:
        await asyncio.sleep(wait)
        for _ in range(CLICKS):
            begun = time.perf_counter()
            await learner.click()
            await asyncio.sleep(max(EVERY - (time.perf_counter() - begun), 0.0))

    waits = np.random.default_rng(0).uniform(0, EVERY, count)
    await asyncio.gather(*map(study, everybody, waits))
    for learner in everybody:
        await learner.socket.close()
    return [seconds for learner in everybody for seconds in learner.seconds]


def main(counts: Sequence[int]) -> None:
    """Print a line for each number of learners."""
    print(f"{'learners':>8}{'Viva p50':>12}{'p95':>11}{'empty p50':>13}{'p95':>11}")
    with tempfile.TemporaryDirectory() as data:
        viva, empty = App(Path(data)), App(Path(data), script=EMPTY)
        for app in (viva, empty):
            app.start()
        asks = (
            (viva.url, "softmax-derivative", "part=Questions", "Skip"),
            (empty.url, "", "", "Count"),
        )
        for count in counts:
            line = f"{count:8}"
            for ask in asks:
                found = asyncio.run(measure(*ask, count))
                middle, most = 1000 * np.percentile(found, (50, 95))
                line += f"{middle:9.1f} ms{most:8.1f} ms"
            print(line, flush=True)
        for app in (viva, empty):
            app.kill()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1, 50, 200])
