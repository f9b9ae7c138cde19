"""Evidence: every claim of the course, and the engine beside trusted libraries."""

from __future__ import annotations

import streamlit as st

from quiz import content, evidence
from quiz.functions import ROOT, Function, Proof, functions, proofs
from quiz.ui import claims, trouble
from quiz.ui.address import select
from quiz.ui.markup import escape

PARTS = "Claims", "Engine"


def page() -> None:
    """Draw the page; the URL names the part, the topic and the function."""
    st.title("Evidence", anchor=False)
    st.markdown(
        ":gray[Nothing is taken on trust. A claim is run by code that draws new data; "
        "a function of the engine is compared with a trusted library, or with "
        "a closed form.]"
    )
    part = st.segmented_control(
        "Of what",
        PARTS,
        default=PARTS[0],
        required=True,
        key="of",
        bind="query-params",
        label_visibility="collapsed",
    )
    if part == "Engine":
        _engine()
    else:
        _claims()


def _claims() -> None:
    topics = {topic.id: topic for topic in content.written()}
    chosen = select("Topic", {name: t.title for name, t in topics.items()}, "topic")
    corrected = st.toggle(
        "Only what is often taught and not true", key="corrected", bind="query-params"
    )
    if chosen:
        claims.listed(topics[chosen], corrected=corrected)


def _engine() -> None:
    every = functions()
    families = sorted({function.family for function in every.values()})
    family = select("Family", {name: name for name in families}, "family")
    mine = {name: f for name, f in every.items() if f.family == family}
    short = {name: name.removeprefix(f"{family}.") for name in mine}
    name = select("Function", short, "function", every="All of the family")
    if name:
        _function(mine[name])
        return
    rows = [(name, proof) for name in mine for proof in proofs().get(name, [])]
    st.caption(f"{len(mine)} functions and classes, {len(rows)} comparisons")
    _table([{"function": proof.name, **_row(proof)} for _, proof in rows])


@st.fragment
@trouble.told()
def _function(function: Function) -> None:
    st.header(function.name.rpartition(".")[2], anchor=False)
    shipped = proofs().get(function.name, [])
    ran = st.session_state.get(f"proof {function.name}", [])
    _table([_row(proof) for proof in ran or shipped])
    for proof in shipped:
        if proof.convention:
            st.markdown(f":gray[{proof.library}:] {escape(proof.convention)}")
    if ran:
        st.caption("Run here, on inputs drawn anew")
    elif any(not proof.current for proof in shipped):
        st.caption("The function has changed since this was measured: run it")
    if st.button("Run the comparison"):
        with st.spinner("Comparing", show_time=True):
            try:
                rows = evidence.ask("proof", "--function", function.name, "--json")
            except evidence.Failed as reason:
                st.warning(str(reason))
                return
        st.session_state[f"proof {function.name}"] = [Proof(**row) for row in rows]
        st.rerun(scope="fragment")
    st.caption(f"`{function.file.relative_to(ROOT).as_posix()}`")
    st.code(function.source(), language="python")


def _table(rows: list[dict[str, str]]) -> None:
    st.table(rows, border="horizontal", hide_index=True)


def _row(proof: Proof) -> dict[str, str]:
    if not proof.trials:
        numbers = "", "", "", "the reason stands there"
    else:
        verdict = ":green[agrees]" if proof.agrees else ":red[differs]"
        share = f"{proof.share:.0%}"
        numbers = str(proof.trials), f"{proof.difference:.1e}", share, verdict
    names = "inputs", "largest difference", "of what is allowed", ""
    return {"beside": proof.library} | dict(zip(names, numbers, strict=True))
