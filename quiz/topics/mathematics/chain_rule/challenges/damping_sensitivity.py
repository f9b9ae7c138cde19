r"""A simulation, differentiated

A weight on a spring obeys $x'' + c\,x' + k\,x = 0$, starts at $x = 1$ at rest, and swings less and
less. It is simulated by `n_steps` steps of the classic Runge-Kutta method, of length
$h = \text{time}/n$, from $(x, v) = (1, 0)$. With $F(x, v) = (v,\; -k x - c v)$ one step is

$$
K_1 = F(s), \quad K_2 = F(s + \tfrac{h}{2} K_1), \quad K_3 = F(s + \tfrac{h}{2} K_2), \quad
K_4 = F(s + h K_3), \quad s \leftarrow s + \tfrac{h}{6}(K_1 + 2K_2 + 2K_3 + K_4)
$$

for $s = (x, v)$. Its amplitude at the end is

$$
A = \sqrt{x^2 + \frac{(v + c\,x/2)^2}{\omega^2}}, \qquad \omega^2 = k - \frac{c^2}{4} .
$$

How does the amplitude depend on the damping? Differentiate **the program**: carry a slope by $c$
along with every number.

- `damping`: $c \ge 0$. `stiffness`: $k > c^2/4$. `time`: above 0.
- `n_steps`: 200 if nothing is said; a few is enough for you to be measured.
- Return `(A, dA/dc)`, of this simulation with these steps, not of the exact motion.

Numbers are compared with a relative tolerance of $10^{-8}$: a difference of two runs is not
exact enough, and with few steps a formula of the exact motion is not either.

    >>> value, slope = damping_sensitivity(0.0, 1.0, 4.0)
    >>> round(value, 6), round(slope, 6)
    (1.0, -2.0)
"""

from __future__ import annotations

import numpy as np

from engine.autodiff.oscillator import damping_sensitivity
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=damping_sensitivity,
    level=3,
    minutes=25,
    compare=parts(
        amplitude=close(rtol=1e-8, atol=1e-11), slope=close(rtol=1e-8, atol=1e-11)
    ),
    constraints=[no_import("torch")],
    covers=["H36.02", "S36.10", "S36.04", "C36.11"],
)

Found = tuple[float, float]

EXAMPLES = [(0.0, 1.0, 4.0), (0.4, 2.0, 3.0, 10)]

EDGES = {
    "a single step": (0.3, 1.0, 0.5, 1),
    "two steps": (0.3, 1.5, 1.0, 2),
    "no damping": (0.0, 2.0, 2.0, 5),
    "hardly any damping": (1e-6, 1.0, 3.0, 8),
    "strong damping": (1.8, 1.0, 2.0, 12),
    "a stiff spring": (0.5, 25.0, 1.0, 15),
    "steps that are coarse": (0.2, 1.0, 8.0, 6),
    "a short time": (0.4, 1.0, 0.01, 4),
    "n_steps not given": (0.1, 4.0, 40.0),
}


def draw(rng: np.random.Generator) -> tuple[float, float, float, int]:
    """A spring that is damped so that it still swings, a few steps."""
    k = float(rng.integers(5, 40)) / 10
    c = round(float(rng.uniform(0, 1.6)) * k**0.5, 2)
    return c, k, float(rng.integers(2, 40)) / 10, int(rng.integers(1, 25))


def _simulated(c: float, k: float, time: float, n_steps: int) -> float:
    """The amplitude; c may be complex."""
    h, s = time / n_steps, np.array([1.0, 0.0 * c])

    def motion(s: np.ndarray) -> np.ndarray:
        return np.array([s[1], -k * s[0] - c * s[1]])

    for _ in range(n_steps):
        K1 = motion(s)
        K2 = motion(s + h / 2 * K1)
        K3 = motion(s + h / 2 * K2)
        K4 = motion(s + h * K3)
        s = s + h / 6 * (K1 + 2 * K2 + 2 * K3 + K4)
    x, v = s
    return (x * x + (v + c * x / 2) ** 2 / (k - c * c / 4)) ** 0.5  # type: ignore[no-any-return]


def _carried(  # noqa: PLR0913, PLR0917
    c: float,
    k: float,
    time: float,
    n_steps: int,
    by_velocity: float = 1.0,
    by_frequency: float = 1.0,
    by_phase: float = 1.0,
) -> Found:
    """Values and slopes side by side; the last three may be switched off."""
    h = time / n_steps
    s, d = np.array([1.0, 0.0]), np.zeros(2)
    M, dM = (
        np.array([[0.0, 1.0], [-k, -c]]),
        np.array([[0.0, 0.0], [0.0, -by_velocity]]),
    )
    for _ in range(n_steps):
        K, dK, total, slopes = np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2)
        for length, weight in ((0.0, 1.0), (h / 2, 2.0), (h / 2, 2.0), (h, 1.0)):
            at, dat = s + length * K, d + length * dK
            K, dK = M @ at, M @ dat + dM @ at
            total, slopes = total + weight * K, slopes + weight * dK
        s, d = s + h / 6 * total, d + h / 6 * slopes
    (x, v), (dx, dv) = s, d
    squared, phase = k - c * c / 4, v + c * x / 2
    dphase = dv + c * dx / 2 + by_phase * x / 2
    A = float(np.sqrt(x * x + phase**2 / squared))
    inner = x * dx + phase * dphase / squared
    inner += by_frequency * phase**2 * (c / 2) / (2 * squared**2)
    return A, float(inner) / A


@wrong(
    "A difference of two runs has seven digits or so. Carry the slope through the steps instead."
)
def one_sided(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """(A(c + h) - A(c)) / h."""
    A = _simulated(damping, stiffness, time, n_steps)
    h = 1e-7
    return A, (_simulated(damping + h, stiffness, time, n_steps) - A) / h


@wrong(
    "That is the exact motion, $e^{-ct/2}\\sqrt{k}/\\omega$. The simulation is asked for, with its "
    "own error in it."
)
def closed_form(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """No simulation at all."""
    del n_steps
    root = np.sqrt(stiffness - damping**2 / 4)
    A = float(np.exp(-damping * time / 2) * np.sqrt(stiffness) / root)
    return A, A * float(-time / 2 + damping / (4 * root**2))


@wrong("c stands in ω² as well. Its slope, $-c/2$, is missing at the end.")
def frequency_fixed(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """omega^2 as a constant."""
    return _carried(damping, stiffness, time, n_steps, by_frequency=0.0)


@wrong("c stands in $v + c\\,x/2$ as well: its slope has a part $x/2$.")
def phase_fixed(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """c x / 2 with c as a constant."""
    return _carried(damping, stiffness, time, n_steps, by_phase=0.0)


@wrong(
    "Your state does not know that c moves. In $-k x - c v$ the damping is a factor with a slope of "
    "its own: the slope of the force has a part $-v$."
)
def motion_fixed(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """The trajectory as a constant."""
    return _carried(damping, stiffness, time, n_steps, by_velocity=0.0)


@wrong(
    "You give the slope of the squared amplitude. The root has a slope too: divide by 2A."
)
def of_the_square(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """2 A dA/dc."""
    A, slope = _carried(damping, stiffness, time, n_steps)
    return A, 2 * A * slope


@wrong("Your integrator is Euler's. The slopes are those of your program, but the program is to be "
       "the one above.")  # fmt: skip
def by_euler(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """One slope a step."""
    c, k, h = damping, stiffness, time / n_steps
    x, v, dx, dv = 1.0, 0.0, 0.0, 0.0
    for _ in range(n_steps):
        x, v, dx, dv = (x + h * v, v + h * (-k * x - c * v), dx + h * dv,
                        dv + h * (-k * dx - c * dv - v))  # fmt: skip
    squared, phase = k - c * c / 4, v + c * x / 2
    A = float(np.sqrt(x * x + phase**2 / squared))
    inner = x * dx + phase * (dv + c * dx / 2 + x / 2) / squared
    return A, (inner + phase**2 * c / (4 * squared**2)) / A


@accept
def side_by_side(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """Values and slopes, every rule written out."""
    return _carried(damping, stiffness, time, n_steps)


@accept
def with_pairs(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> list[float]:
    """A small dual number of one's own."""

    class Pair:
        def __init__(self, a: float, b: float = 0.0) -> None:
            self.a, self.b = a, b

        def __add__(self, other: Pair) -> Pair:
            return Pair(self.a + other.a, self.b + other.b)

        def __mul__(self, other: Pair) -> Pair:
            return Pair(self.a * other.a, self.a * other.b + self.b * other.a)

        def times(self, number: float) -> Pair:
            return Pair(number * self.a, number * self.b)

    c, k, h = Pair(damping, 1.0), stiffness, time / n_steps
    x, v = Pair(1.0), Pair(0.0)
    for _ in range(n_steps):
        kx, kv, sx, sv = Pair(0.0), Pair(0.0), Pair(0.0), Pair(0.0)
        for length, weight in ((0.0, 1.0), (h / 2, 2.0), (h / 2, 2.0), (h, 1.0)):
            px, pv = x + kx.times(length), v + kv.times(length)
            kx, kv = pv, px.times(-k) + (c * pv).times(-1.0)
            sx, sv = sx + kx.times(weight), sv + kv.times(weight)
        x, v = x + sx.times(h / 6), v + sv.times(h / 6)
    phase = v + (c * x).times(0.5)
    squared = Pair(k) + (c * c).times(-0.25)
    over = Pair(1 / squared.a, -squared.b / squared.a**2)
    square = x * x + phase * phase * over
    A = square.a**0.5
    return [A, square.b / (2 * A)]


@accept
def with_an_imaginary_step(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> Found:
    """The slope as the imaginary part of one run at c + 1e-30 i: no difference, no loss."""
    A = complex(_simulated(damping + 1e-30j, stiffness, time, n_steps))  # type: ignore[arg-type]
    return A.real, A.imag / 1e-30
