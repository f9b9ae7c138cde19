"""The figure stage: figures that are updated in place and play in the browser.

A component around the Plotly bundle that ships with the `plotly` package. Streamlit's
own element mounts a new node whenever its data change, which loses zoom and focus.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import streamlit as st

from quiz.figures import TEMPLATE, Figure
from quiz.ui.component import component

LOG = logging.getLogger(__name__)
STATIC = Path(__file__).parents[2] / "static"
"""What Streamlit serves under `app/static/`."""

_component = component(__file__, "stage")


@dataclass(frozen=True)
class Play:
    """One slider in the browser: a frame for each of its values.

    Attributes:
        name: of the control, in the page's URL.
        label: what a learner reads.
        values: one a frame.
        at: the value that is shown first.
        usual: the value that the URL leaves out.
    """

    name: str
    label: str
    values: Sequence[float]
    at: float
    usual: float


@cache
def bundle(static: Path = STATIC) -> str:
    """Name of Plotly's script in the static folder; copied there where it is missing.

    The package's own file cannot be served: Streamlit serves nothing from outside the
    folder, and follows no link out of it. The name has the version, so that a browser
    keeps the file for as long as it is the right one. Where the folder cannot be
    written, the page says that figures cannot be drawn, and shows their words.
    """
    distribution = importlib.metadata.distribution("plotly")
    target = static / f"plotly-{distribution.version}.min.js"
    if not target.exists():
        source = distribution.locate_file("plotly/package_data/plotly.min.js")
        try:
            # Two processes may start at once: each moves a whole file into place.
            with tempfile.TemporaryDirectory(dir=static) as folder:
                part = shutil.copyfile(str(source), Path(folder) / target.name)
                part.replace(target)
        except OSError as error:
            LOG.warning("figures cannot be drawn: no %s, %s", target, error)
    return target.name


def stage(
    frames: Sequence[Sequence[Figure]],
    key: str,
    *,
    play: Play | None = None,
    address: Mapping[str, str | None] | None = None,
    on_chosen: Callable[[Mapping[str, str]], None] | None = None,
) -> None:
    """Draw figures side by side, under one another where the page is narrow.

    Args:
        frames: the figures of each frame; one frame unless `play` says what changes.
        key: of the component, once a page.
        play: the slider that moves through the frames, without the server.
        address: entries of the page's URL; None takes one out.
        on_chosen: called with the settings that a click or a drag stands for, as the
            URL would write them, before the page is drawn again. A click on a point
            stands for its `customdata`, a mapping. A trace with
            `meta={"drag": name, ...}` can be dragged; that stands for its points and
            the other entries of `meta`. Without it, figures answer to the pointer by
            showing values and by nothing else.
    """

    def chosen() -> None:
        if on_chosen and (settings := st.session_state[key].get("chosen")):
            on_chosen(settings)

    _component(
        key=key,
        data={
            "script": f"./app/static/{bundle()}",
            "template": _dense(TEMPLATE),
            "frames": [[_dense(f.to_json()) for f in figures] for figures in frames],
            "play": play and asdict(play),
            "live": on_chosen is not None,
            "address": dict(address or {}),
        },
        on_chosen_change=chosen,
    )


def figure(drawn: Figure, key: str) -> None:
    """Draw one figure that is read, not played with."""
    stage([[drawn]], key)


def _dense(data: object) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
