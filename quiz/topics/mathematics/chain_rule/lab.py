"""Walk a graph forth and back, and see what a difference would have made of the slope."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

import numpy as np

from engine.autodiff.differences import step_sweep
from engine.autodiff.dual import Dual
from engine.autodiff.expression import Expression, trace
from engine.autodiff.partials import PARTIALS
from engine.autodiff.tape import Value
from quiz.figures import CYCLE, GIVEN, GRADIENT, GUIDE, PAPER, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

PARABOLA, SINE, TWICE = "power", "sine", "x twice"
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[str, ...], str]] = {
    PARABOLA: (lambda x: (3 * x**2 + 1) ** 2, ("x",), "(3x² + 1)²"),
    SINE: (lambda x: np.sin(5 * x**3), ("x",), "sin 5x³"),
    TWICE: (lambda x, y: x**2 * (x + y), ("x", "y"), "x²(x + y), y = 2"),
}
OTHER = 2.0
"""Where y is."""
REVERSE, FORWARD = "reverse", "forward"
LAST = 10
EXPONENTS = np.linspace(-14, -1, 53)


class Node(NamedTuple):
    """A variable or an operation of the graph, and what either mode has there."""

    name: str
    formula: str
    depth: int
    operands: tuple[int, ...]
    slopes: tuple[float, ...]
    """By each operand."""
    value: float
    tangent: float
    """By x."""
    adjoint: float


@lab(
    "Forth and back",
    covers=["L36.01"],
    ask="Take “x twice” and step back: after which step has x all of its slope? Then "
    "look at the differences. At which step is the one-sided error least, at which the central "
    "one, and what happens if you take a much smaller one to be on the safe side?",
    item="which_step",
)
def forth_and_back(
    step: Annotated[int, Slider(0, LAST, 1, "operations done", play=True)] = LAST,
    function: Annotated[str, Pick((PARABOLA, SINE, TWICE), "function")] = PARABOLA,
    mode: Annotated[str, Pick((REVERSE, FORWARD), "mode")] = REVERSE,
    x: Annotated[float, Slider(0.2, 2.0, 0.2, "x")] = 2.0,
    size: Annotated[
        float, Slider(-14.0, -1.0, 1.0, "log₁₀ of a difference's step h")
    ] = -6.0,
) -> tuple[Figure, Figure]:
    """The graph after so many operations; errors of differences over their step."""
    return _graph(function, mode, x, step), _errors(function, x, size)


@lru_cache(64)
def _nodes(function: str, x: float) -> tuple[Node, ...]:
    """Operands before results; constants are part of their operation."""
    f, names, _ = FUNCTIONS[function]
    graph = list(trace(f, *names).nodes())
    moving = [node for node in graph if not node.constant]
    place = {id(node): i for i, node in enumerate(moving)}
    recorded: dict[int, Any] = {}
    carried: dict[int, Any] = {}
    for node in graph:
        if node.constant:
            recorded[id(node)] = carried[id(node)] = float(node.head)
        elif not node.operands:
            at = x if node.head == "x" else OTHER
            recorded[id(node)] = Value(at)
            carried[id(node)] = Dual(at, float(node.head == "x"))
        else:
            recorded[id(node)] = node.head(*(recorded[id(o)] for o in node.operands))
            carried[id(node)] = node.head(*(carried[id(o)] for o in node.operands))
    recorded[id(graph[-1])].backward()
    found: list[Node] = []
    for i, node in enumerate(moving):
        operands = [o for o in node.operands if not o.constant]
        numbers = [_number(recorded[id(o)]) for o in node.operands]
        value = float(recorded[id(node)].data)
        slopes = tuple(
            float(partial(*numbers, value))
            for o, partial in zip(
                node.operands, PARTIALS.get(node.head, ()), strict=False
            )
            if not o.constant
        )
        indices = tuple(place[id(o)] for o in operands)
        name = "f" if i == len(moving) - 1 else _name(node, found)
        found.append(Node(
            name, _formula(node, place, found), 1 + max((found[j].depth for j in indices),
            default=-1), indices, slopes, value, float(carried[id(node)].tangent),
            float(recorded[id(node)].grad),
        ))  # fmt: skip
    return tuple(found)


def _number(held: Any) -> float:
    return float(held.data) if isinstance(held, Value) else float(held)


def _name(node: Expression, found: list[Node]) -> str:
    if not node.operands:
        return str(node.head)
    return f"u{'₁₂₃₄₅₆'[sum(bool(n.operands) for n in found)]}"


def _formula(node: Expression, place: dict[int, int], found: list[Node]) -> str:
    if not node.operands:
        return str(node)
    a, *rest = (
        num(o.head) if o.constant else found[place[id(o)]].name for o in node.operands
    )
    if not rest:
        return f"{node.head.__name__} {a}"
    if node.head is np.power:
        return f"{a}{'⁰¹²³'[int(rest[0])]}"
    return f"{a} {'+' if node.head is np.add else '·'} {rest[0]}"


def _graph(function: str, mode: str, x: float, step: int) -> Figure:
    nodes = _nodes(function, x)
    work = [i for i, node in enumerate(nodes) if node.operands]
    forth = min(step, len(work))
    known = {i for i, node in enumerate(nodes) if not node.operands} | set(work[:forth])
    # After the run one step sets the adjoint of f to 1; each further one passes on.
    back = max(0, min(step - len(work), len(work) + 1)) if mode == REVERSE else 0
    passed = work[::-1][: back - 1] if back else []
    held = {len(nodes) - 1: 1.0} if back else {}
    for i in passed:
        for j, slope in zip(nodes[i].operands, nodes[i].slopes, strict=True):
            held[j] = held.get(j, 0.0) + held[i] * slope
    xs = [float(node.depth) for node in nodes]
    ys = _heights(nodes)
    # Names of a long chain need two rows on a phone.
    lifts = [0.8 if not any(ys) and node.depth % 2 else 0.34 for node in nodes]
    figure = Figure()
    used = set(passed) if mode == REVERSE else set(work[:forth])
    for i, node in enumerate(nodes):
        colour = GRADIENT if i in used else GUIDE
        for j, slope in zip(node.operands, node.slopes, strict=True):
            figure.add_scatter(
                x=[xs[j], xs[i]], y=[ys[j], ys[i]], mode="lines", showlegend=False,
                line={"color": colour, "width": 4 if i in used else 2}, hoverinfo="skip",
            )  # fmt: skip
            figure.add_scatter(
                x=[(xs[i] + xs[j]) / 2], y=[(ys[i] + ys[j]) / 2 + 0.13], mode="text",
                text=[f"× {num(slope, 3)}" if i in known else ""], showlegend=False,
                textfont={"color": colour, "size": 12}, hoverinfo="skip",
            )  # fmt: skip
    figure.add_scatter(
        x=xs, y=ys, mode="markers", showlegend=False,
        marker={"size": 18, "color": [GIVEN if i in known else PAPER for i in range(len(nodes))],
                "line": {"color": GIVEN, "width": 2}},
        hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=xs, y=[y + lift for y, lift in zip(ys, lifts, strict=True)], mode="text", showlegend=False, hoverinfo="skip",
        text=[
            (f"{node.name} = {node.formula}" if node.operands else node.name)
            + (f"<br>{num(node.value)}" if i in known else "")
            for i, node in enumerate(nodes)
        ],
    )  # fmt: skip
    slopes = held if mode == REVERSE else {i: nodes[i].tangent for i in known}
    word = "adjoint" if mode == REVERSE else "slope"
    figure.add_scatter(
        x=xs, y=[y - 0.32 for y in ys], mode="text", showlegend=False, hoverinfo="skip",
        text=[
            f"{word}<br>{num(slopes[i], 5)}" if i in slopes else "" for i in range(len(nodes))
        ],
        textfont={"color": GRADIENT, "size": 13},
    )  # fmt: skip
    figure.update_xaxes(range=[-0.6, max(xs) + 0.6], showticklabels=False)
    figure.update_yaxes(range=[-1.5, 1.5], showticklabels=False, showgrid=False)
    told = FUNCTIONS[function][2]
    at = f"f = {told} at x = {num(x)}"
    line, shows = _told(nodes, mode, forth, back, held, len(work))
    return looks(
        figure,
        f"{at}<br>{line}",
        "forth: from inputs to result",
        "values, and slopes below",
        shows=f"{at}, {mode} mode. {shows}",
    )


def _told(
    nodes: tuple[Node, ...],
    mode: str,
    forth: int,
    back: int,
    held: dict[int, float],
    operations: int,
) -> tuple[str, str]:
    """The title's second line, and what is read off the graph."""
    done = f"{forth} of {operations} operations are done."
    if forth < operations:
        return f"{forth} of {operations} operations done", done
    f = nodes[-1]
    if mode == FORWARD:
        line = f"df/dx = {num(f.tangent, 5)}, carried along with the value {num(f.value, 5)}"
        return (
            line,
            f"{done} f is {num(f.value, 5)} with the slope {num(f.tangent, 5)} by x.",
        )
    if back <= operations:
        shares = "; ".join(
            f"{nodes[i].name} {num(g, 5)}" for i, g in sorted(held.items())
        )
        line = f"f = {num(f.value, 5)}; {max(back - 1, 0)} of {operations} operations passed back"
        return line, f"{done} Adjoints so far: {shares or 'none'}."
    inputs = [node for node in nodes if not node.operands]
    line = ", ".join(f"df/d{node.name} = {num(node.adjoint, 5)}" for node in inputs)
    return f"{line}, in one walk back", f"{done} All are passed back: {line}."


def _heights(nodes: tuple[Node, ...]) -> list[float]:
    """Nodes of one depth stand one above the other."""
    found = []
    for i, node in enumerate(nodes):
        level = [j for j, other in enumerate(nodes) if other.depth == node.depth]
        found.append(0.0 if len(level) == 1 else 0.75 - 1.5 * level.index(i))
    return found


@lru_cache(64)
def _sweep(function: str, x: float) -> tuple[list[float], list[float], float]:
    """Errors of both differences by EXPONENTS, and the slope by x."""
    f, names, _ = FUNCTIONS[function]
    rest = [OTHER] * (len(names) - 1)
    exact = _nodes(function, x)[-1].tangent
    # The sweep's step is relative beyond 1.
    sizes = 10.0**EXPONENTS / max(1.0, x)
    one, two = step_sweep(lambda v: f(v, *rest), exact, x, sizes)
    floor = 1e-16
    return (
        np.log10(np.maximum(one, floor)).round(3).tolist(),
        np.log10(np.maximum(two, floor)).round(3).tolist(),
        exact,
    )


def _power(exponent: float) -> str:
    """A power of ten, rounded to a whole one."""
    return "10" + str(round(exponent)).translate(
        str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    )


def _errors(function: str, x: float, size: float) -> Figure:
    one, two, exact = _sweep(function, x)
    at = int(np.abs(EXPONENTS - size).argmin())
    figure = Figure()
    for errors, name, colour, dash in (
        (one, "one-sided", CYCLE[1], "dash"), (two, "central", CYCLE[0], "solid"),
    ):  # fmt: skip
        figure.add_scatter(
            x=EXPONENTS.round(2).tolist(), y=errors, mode="lines", name=name,
            line={"color": colour, "width": 3, "dash": dash},
            hovertemplate=f"h = 10^%{{x:.2f}}: {name} error 10^%{{y:.1f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(
        x=float(EXPONENTS[at]), line={"color": GUIDE, "width": 2, "dash": "dot"}
    )
    figure.update_xaxes(range=[-14.3, -0.7])
    figure.update_yaxes(range=[-16.5, 3.5])
    told = f"one-sided about {_power(one[at])}, central about {_power(two[at])}"
    h = _power(EXPONENTS[at])
    title = f"The slope is {num(exact, 5)}. Errors with h = {h}:<br>{told}"
    best = [_power(EXPONENTS[int(np.argmin(errors))]) for errors in (one, two)]
    return looks(
        figure, title, "log₁₀ of the step h", "log₁₀ of the error",
        shows=f"Errors of differences over their step, both axes logarithmic: two valleys. At h "
        f"= {h} the error is {told}. The least one-sided error is with h near {best[0]}, the least "
        f"central one with h near {best[1]}.",
    )  # fmt: skip
