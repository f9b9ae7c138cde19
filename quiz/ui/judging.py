"""Submissions on their way: from the page to the judge and into the store."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import Future
from typing import Any

import streamlit as st

from db.models import Pending
from quiz.judge.desk import QUEUE, Busy, Desk
from quiz.judge.job import Job
from quiz.settings import hosted
from quiz.ui import memory

START_SECONDS = 60.0

Json = dict[str, Any]


@st.cache_resource(show_spinner=False, on_release=lambda desk: desk.close())
def desk() -> Desk:
    """The one desk of this process. What was left without a verdict is judged first."""
    desk = Desk()
    desk.start()
    for pending in memory.store().pending()[:QUEUE]:
        _hand_in(desk, pending)
    return desk


def examples(challenge: str, code: str) -> Future[Json]:
    """The verdict on the visible cases, as `Verdict.to_json` has it; kept nowhere.

    Raises:
        Busy: too many wait; nothing was judged.
    """
    return desk().submit(Job(challenge, code, "examples", _seed()))


def scaling(challenge: str, code: str) -> Json:
    """Times on a grid of sizes, as `Scaling.to_json` has them.

    Raises:
        Busy: too many wait; nothing was timed.
    """
    return desk().submit(Job(challenge, code, "scaling", _seed())).result()


def submit(challenge: str, code: str) -> Future[Json]:
    """The verdict on hidden cases too; stored before it is there.

    Raises:
        Busy: too many wait; nothing was submitted.
    """
    pending = memory.store().hand_in(challenge=challenge, code=code, seed=_seed())
    try:
        return _hand_in(desk(), pending)
    except Busy:
        memory.store().withdraw(pending)
        raise


def _seed() -> int:
    return secrets.randbits(32)


def waiting(challenge: str) -> bool:
    """Whether a submission has no verdict yet: the page was reloaded meanwhile, or the
    app was restarted."""
    desk()
    return any(p.challenge == challenge for p in memory.store().pending())


def _hand_in(desk: Desk, pending: Pending) -> Future[Json]:
    """The verdict once it is stored, by whom it comes to: the page may be gone then,
    for a reload ends the run that waits."""
    stored: Future[Json] = Future()

    def store(ticket: Future[Json]) -> None:
        if ticket.cancelled():
            stored.cancel()
            return
        try:
            _record(pending, ticket.result())
        except Exception as error:
            stored.set_exception(error)
        else:
            stored.set_result(ticket.result())

    job = Job(pending.challenge, pending.code, "verdict", pending.seed)
    desk.submit(job).add_done_callback(store)
    return stored


def _record(pending: Pending, verdict: Json) -> None:
    memory.store().record_verdict(
        pending,
        verdict=verdict["kind"],
        detail=json.dumps(verdict),
        seconds=verdict["seconds"],
    )


def show_level() -> None:
    """Say how well this machine guards against what is submitted."""
    level = desk().level
    if level.done():
        name, meaning = level.result()["name"], level.result()["meaning"]
        st.caption(f"Judge: **{name}**. {meaning.capitalize()}.")


def refused() -> str:
    """Why this installation may not serve strangers; "" if it may, or need not."""
    if not hosted():
        return ""
    level = desk().level.result(START_SECONDS)
    if level["name"] == "isolated":
        return ""
    through = ", ".join(level["open"])
    return (
        f"Viva does not start in hosted mode: the judge is “{level['name']}”, where "
        f"“isolated” is needed. Not guarded: {through}. See `python -m quiz doctor`."
    )
