"""Progress: what is known, how far predictions hold, which mistakes come back."""

from __future__ import annotations

import streamlit as st

from db.store import Answer
from quiz import curriculum
from quiz.figures import GUIDE, PREDICTION, Figure, looks
from quiz.study import habits
from quiz.study.calibration import Calibration, calibration, of_predictions
from quiz.study.learner import RECENT
from quiz.study.view import outline
from quiz.ui import memory, stage
from quiz.ui.report import title_of

FEW = 20
"""Below so many predictions a curve says nothing."""


def page() -> None:
    """Draw the page."""
    st.title("Progress", anchor=False)
    answers = memory.store().answers(latest=RECENT)
    submissions = memory.store().submissions()
    if not answers and not submissions:
        st.markdown("Nothing here yet. Answer a question, and it appears on this page.")
        return
    right = sum(answer.right for answer in answers)
    accepted = sum(s.verdict == "accepted" for s in submissions)
    days = habits.days_this_week(answers, memory.learner().clock())
    st.markdown(
        f"{_count(len(answers), 'question')} answered, **{right}** right. "
        f"{_count(len(submissions), 'submission')}, **{accepted}** accepted. "
        f"You studied on **{days}** of the last seven days."
    )
    if answers:
        _topics()
        _retention(answers)
        _misconceptions(answers)
        _predictions(answers)
        _confidence(answers)
        _time(answers)
        _hours(answers)
    if submissions:
        st.header("Submissions", anchor=False)
        _table(
            [
                {
                    "challenge": submission.challenge.split("/")[1],
                    "verdict": submission.verdict,
                    "when": f"{submission.at:%d %b %Y, %H:%M} UTC",
                }
                for submission in reversed(submissions[-20:])
            ]
        )


def _count(number: int, what: str) -> str:
    return f"**{number}** {what}{'' if number == 1 else 's'}"


def _table(rows: list[dict[str, object]]) -> None:
    st.table(rows, border="horizontal", hide_index=True)


def _topics() -> None:
    view = memory.learner().view()
    begun = {card.topic for card in view.cards.values()}
    parts = [part for part in view.readiness().parts if part.topic in begun]
    st.header("Topics", anchor=False)
    st.caption("The score to expect of questions on each, the weakest first")
    _table(
        [
            {
                "topic": curriculum.topics()[part.topic].title,
                "expected": f"{part.score:.0%}",
                "nine in ten": f"{part.low:.0%} to {part.high:.0%}",
                "25 minutes add": f"{100 * part.gain:.1f} points",
            }
            for part in sorted(parts, key=lambda part: part.score)
        ]
    )


def _retention(answers: list[Answer]) -> None:
    weeks = habits.retention(answers, memory.learner().clock())
    if not weeks:
        return
    st.header("What stayed", anchor=False)
    st.caption("First reviews of a day, on another day than the one before")
    _table(
        [
            {
                "week of": f"{week.start:%d %b %Y}",
                "recalled": f"{week.recalled} of {week.reviews}",
                "share": f"{week.recalled / week.reviews:.0%}",
            }
            for week in reversed(weeks[-8:])
        ]
    )


def _misconceptions(answers: list[Answer]) -> None:
    found = [m for m in habits.misconceptions(answers) if m.times > 1]
    if not found:
        return
    st.header("Mistakes that come back", anchor=False)
    _table(
        [
            {
                "question": title_of(mistake.item),
                "what happened": mistake.route.replace("-", " ").replace("_", " "),
                "how often": f"{mistake.times} of {mistake.of}",
            }
            for mistake in found[:12]
        ]
    )


def _predictions(answers: list[Answer]) -> None:
    found = of_predictions(answers)
    if found is None or found.count < FEW:
        return
    st.header("How far Viva's predictions hold", anchor=False)
    auc = "" if found.auc is None else f", AUC {found.auc:.2f}"
    st.markdown(
        f"{found.count} answers were predicted before they came: log loss "
        f"{found.log_loss:.2f} (always saying the mean: {found.base:.2f}){auc}."
    )
    stage.figure(_curve(found), "predictions")


def _confidence(answers: list[Answer]) -> None:
    pairs = [(a.confidence, a.right) for a in answers if a.confidence is not None]
    found = calibration([p for p, _ in pairs], [y for _, y in pairs])
    if found is None or found.count < FEW:
        return
    st.header("How far your own confidence holds", anchor=False)
    st.markdown(
        f"Brier score {found.brier:.2f} over {found.count} answers (a coin: 0.25)."
    )
    levels = sorted({confidence for confidence, _ in pairs})
    _table(
        [
            {
                "you said": f"{level:.0%}",
                "it was": f"{sum(y) / len(y):.0%}",
                "answers": len(y),
            }
            for level in levels
            if (y := [right for said, right in pairs if said == level])
        ]
    )


def _time(answers: list[Answer]) -> None:
    times = habits.seconds(answers, lambda item: outline()[item].kind
                           if item in outline() else "no longer asked")  # fmt: skip
    if times:
        st.header("Time for an answer", anchor=False)
        _table(
            [
                {"kind": kind, "median": f"{seconds:.0f} s", "answers": count}
                for kind, (seconds, count) in times.items()
            ]
        )


def _hours(answers: list[Answer]) -> None:
    """When answers are right most often: shown where there are enough of them."""
    counts = habits.hours(answers, memory.learner().clock())
    enough = {hour: pair for hour, pair in counts.items() if pair[1] >= FEW}
    if len(enough) < 2:
        return
    st.header("Hours of the day", anchor=False)
    _table(
        [
            {"hour": f"{hour:02d}:00", "right": f"{right / all_:.0%}", "answers": all_}
            for hour, (right, all_) in enough.items()
        ]
    )


def _curve(found: Calibration) -> Figure:
    """Predicted against observed, and the line where they agree."""
    figure = Figure()
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", name="as predicted",
        line={"color": GUIDE, "dash": "dot"},
    )  # fmt: skip
    figure.add_scatter(
        x=[part.predicted for part in found.curve],
        y=[part.observed for part in found.curve],
        mode="lines+markers",
        name="came true",
        line={"color": PREDICTION},
        customdata=[part.count for part in found.curve],
        hovertemplate="predicted %{x:.0%}, came true %{y:.0%} of %{customdata}"
        "<extra></extra>",
    )
    figure.update_xaxes(range=[0, 1], tickformat=".0%")
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    told = "; ".join(
        f"{part.predicted:.0%} predicted, {part.observed:.0%} right of {part.count}"
        for part in found.curve
    )
    return looks(
        figure, "Predicted and observed", "predicted chance", "share right",
        shows=f"Answers by their predicted chance: {told}.",
    )  # fmt: skip
