"""Questions on tensors: shapes, strides, what is shared, and what stretches in silence."""

from __future__ import annotations

import math

import numpy as np

from engine.algebra.broadcasting import broadcast_shapes
from engine.algebra.layouts import to_nchw
from engine.algebra.products import transpose
from engine.algebra.shapes import describe, memory_bytes
from engine.algebra.tensor import Tensor
from engine.autodiff.tape import gradient
from engine.neighbors.distances import squared_distances
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    match,
    matrix,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


@shape(level=1, covers=["S48.02", "C48.01", "W48.03", "E48.01"])
def shape_of_lists(rng: Rng) -> Ask:
    """The shape of lists in lists."""
    sizes = [int(v) for v in rng.choice([2, 3, 4], 2, replace=False)]
    sizes.insert(int(rng.integers(3)), 1)
    lists = rng.integers(0, 10, size=sizes).tolist()
    found = describe(lists)[1]
    flat = tuple(size for size in sizes if size != 1)
    return Ask(
        f"What is the shape of `np.array({lists})`?",
        key=found,
        mistakes=[
            Mistake("axis-of-one-dropped", flat, "Brackets around a single entry make an axis, too: "
                    "one of size 1."),
            Mistake("inside-out", tuple(reversed(sizes)), "Count from the outermost bracket in."),
            Mistake("numbers-counted", (math.prod(sizes),),
                    "So many numbers there are. The shape says how they are nested."),
        ],
        why=f"The outermost list has {found[0]} entr{'y' if found[0] == 1 else 'ies'}, each of "
        f"these {found[1]}, and each of those {found[2]}. A number without brackets has the empty "
        "shape ().",
        check=lambda: np.array(lists).shape,
    )  # fmt: skip


@match(
    level=1, covers=["C48.01", "C48.02", "E48.01", "W48.04", "Q48.01"], definition=True
)
def what_has_which_shape(rng: Rng) -> Ask:
    """Things and their shapes."""
    n, t = (int(v) for v in rng.choice([16, 32, 48, 64], 2, replace=False))
    size, units = int(rng.choice([96, 128, 224])), int(rng.choice([100, 256, 512]))
    shapes: dict[str, tuple[tuple[int, ...], str]] = {
        "the loss of a batch, averaged": (
            (), "One number has no axis: the empty shape, neither 0 nor (1,)."),
        f"the bias of a layer of {units} units": (
            (units,), "A number for each unit, shared by the rows of a batch: one axis."),
        f"{n} sentences of {t} words, each word as a number": (
            (n, t), "A line for each sentence. Only vectors in place of the numbers add an axis."),
        f"the same sentences, each word as a vector of {units} numbers": (
            (n, t, units), "Each of the n times t words has a vector: three axes."),
        f"{n} colour photos as PyTorch takes them": (
            (n, 3, size, size), "Batch first, then channels, then height and width."),
        f"{n} colour photos as TensorFlow takes them": (
            (n, size, size, 3), "Batch first, channels last."),
    }  # fmt: skip
    names = list(shapes)
    chosen = [names[i] for i in rng.permutation(len(names))[:4]]
    return Ask(
        f"Which shape has what? Photos have {size} × {size} pixels.",
        key={name: str(shapes[name][0]) for name in chosen},
        mistakes=[
            Mistake(f"other-{names.index(name) + 1}-{names.index(chosen[i - 1]) + 1}",
                    (name, str(shapes[chosen[i - 1]][0])), shapes[name][1])
            for i, name in enumerate(chosen)
        ],
        why="Count what it takes to point at one number: nothing for a loss, a unit for a bias, "
        "sentence and place for a word, four indices for a number in a batch of photos.",
    )  # fmt: skip


@number(level=1, covers=["C48.09", "S48.11"])
def memory_of_a_batch(rng: Rng) -> Ask:
    """What a batch takes."""
    n, size = int(rng.choice([16, 32, 64, 128])), int(rng.choice([64, 128, 224, 256]))
    kind, other = (
        str(v) for v in rng.choice(["float32", "float16", "uint8"], 2, False)
    )
    image = (size, size, 3)
    return Ask(
        f"A batch of {n} colour images of {size} × {size} pixels, three channels, in {kind}. How "
        "many MB ($10^6$ bytes) does it take?",
        key=memory_bytes((n, *image), kind) / 1e6,
        mistakes=[
            Mistake("one-channel", memory_bytes((n, size, size), kind) / 1e6,
                    "Three channels: three numbers for each pixel."),
            Mistake("bits", 8 * memory_bytes((n, *image), kind) / 1e6,
                    "Those are bits. A byte has eight."),
            Mistake("other-type", memory_bytes((n, *image), other) / 1e6,
                    f"That is for {other}. One number in {kind} takes {memory_bytes((), kind)} "
                    f"byte{'s' * (memory_bytes((), kind) > 1)}."),
        ],
        why=f"${n} \\cdot {size} \\cdot {size} \\cdot 3$ numbers of {memory_bytes((), kind)} "
        f"byte{'s' * (memory_bytes((), kind) > 1)}. The activations of the layers come on top, and "
        "are kept for the way back: they are what fills a GPU.",
        check=lambda: n * size**2 * 3 * np.dtype(kind).itemsize / 1e6,
    )  # fmt: skip


@matrix(level=2, covers=["S48.01", "S48.08", "L48.01"], tolerance=EXACT)
def strides_after_a_transpose(rng: Rng) -> Ask:
    """Strides after a transpose."""
    sizes = tuple(int(v) for v in rng.choice([2, 3, 4, 5, 6], 3, replace=False))
    axes = ((1, 2, 0), (2, 0, 1))[int(rng.integers(2))]
    t = Tensor.of(np.zeros(sizes))
    turned = t.transpose(*axes)
    back = t.transpose(*np.argsort(axes).tolist())
    return Ask(
        f"`t` has shape {sizes}, contiguous, the last axis fastest. Which strides has "
        f"`t.transpose{axes}`, whose shape is {turned.shape}? Count in numbers, not in bytes.",
        key=turned.strides,
        mistakes=[
            Mistake("packed-anew", Tensor.of(np.zeros(turned.shape)).strides,
                    "So they would be if the numbers had been copied. A transpose moves none."),
            Mistake("unchanged", t.strides, "Those are the strides of t; they go where their axes "
                    "go."),
            Mistake("other-way", back.strides,
                    f"Axis 0 of the result is axis {axes[0]} of t, not the other way round."),
        ],
        why=f"t has strides {t.strides}: products of the sizes to the right. Axis i of the result is "
        f"axis {axes}[i] of t, and takes its stride along.",
        check=lambda: np.array(np.zeros(sizes).transpose(axes).strides) // 8,
    )  # fmt: skip


@steps(level=2, covers=["S48.01", "Q48.04", "S48.08", "H48.02"], tolerance=EXACT)
def place_in_the_buffer(rng: Rng) -> Ask:
    """Where an entry of a slice is."""
    rows, columns = int(rng.integers(4, 7)), int(rng.integers(6, 10))
    first, start, step = (
        int(rng.integers(1, 3)),
        int(rng.integers(1, 3)),
        int(rng.integers(2, 4)),
    )
    t = Tensor.of(np.arange(rows * columns).reshape(rows, columns))
    u = t[first:, start::step]
    i, j = int(rng.integers(1, u.shape[0])), u.shape[1] - 1
    return Ask(
        f"`t` has shape {t.shape}, contiguous. `u = t[{first}:, {start}::{step}]` is a view. Give its "
        f"offset in the buffer, its two strides (in numbers), and the place of `u[{i}, {j}]` in the "
        "buffer, counted from 0.",
        key=(
            Part("the offset", u.offset, None, [
                Mistake("row-forgotten", start, f"Before it lie {first} whole rows as well."),
                Mistake("row-alone", first * columns, "Within the row, u begins later, too."),
            ]),
            Part("the stride from row to row", u.strides[0], None, [
                Mistake("narrower", u.shape[1], "Rows of u lie as far apart as rows of t: the "
                        "numbers between are skipped, not gone."),
            ]),
            Part("the stride from column to column", u.strides[1], None, [
                Mistake("packed", 1, f"Only every {['', '', 'second', 'third'][step]} number is "
                        "taken."),
            ]),
            Part(f"the place of u[{i}, {j}]", u.position(i, j),
                 lambda at, s, p: at + i * s + j * p, [
                Mistake("no-offset", u.position(i, j) - u.offset, "Begin at the offset."),
            ]),
        ),
        mistakes=[],
        why=f"offset + i · stride + j · stride: ${u.offset} + {i} \\cdot {u.strides[0]} + {j} \\cdot "
        f"{u.strides[1]}$. No number was moved; three small tuples describe the view.",
    )  # fmt: skip


VIEWS = {
    "t.transpose()": "Steps along its last axis jump from row to row.",
    "t[1:3]": "Whole rows lie one after the other.",
    "t[:, 1:3]": "Between its rows the other columns are skipped.",
    "t[::2]": "Every other row is skipped.",
    "t[2]": "A row lies in one piece.",
    "t[:, 2]": "The entries of a column lie a row apart.",
    "t[::-1]": "It walks backwards from row to row.",
    "t[1:2, 1:4]": "It is a piece of one row. The stride of an axis of size 1 is never "
    "used.",
    "t.reshape(2, {half})": "Read in the same order as t.",
}


@choices(level=2, covers=["S48.08", "E48.02", "L48.01"])
def which_are_contiguous(rng: Rng) -> Ask:
    """Views that lie in one piece."""
    rows, columns = 2 * int(rng.integers(2, 5)), int(rng.integers(4, 9))
    numbers = np.zeros((rows, columns))
    t = Tensor.of(numbers)
    whole: dict[str, str] = {}
    parts: list[Mistake] = []
    while not whole:
        parts = []
        for name in rng.permutation(list(VIEWS))[:5]:
            code = str(name).format(half=rows * columns // 2)
            if eval(code, {"t": t}).is_contiguous():  # noqa: S307 - ours
                whole[f"`{code}`"] = VIEWS[name]
            else:
                route = f"view-{list(VIEWS).index(name) + 1}"
                parts.append(Mistake(route, f"`{code}`", VIEWS[name]))
    listed = [*whole, *(str(part.result) for part in parts)]
    return Ask(
        f"`t` is a contiguous array of shape ({rows}, {columns}). Which of these views of it are "
        "contiguous, too (`flags.c_contiguous` in NumPy)?",
        key=whole,
        mistakes=parts,
        why="Contiguous means: read in its own order, last axis fastest, the entries lie side by "
        "side in the buffer. Each was asked; NumPy says the same.",
        check=lambda: {
            code: ""
            for code in listed
            if eval(code.strip("`"), {"t": numbers}).flags.c_contiguous  # noqa: S307 - ours
        },
    )


@output(level=2, covers=["S48.01", "S48.08", "E48.02"])
def shared_or_copied(rng: Rng) -> Ask:
    """What is shared with the original."""
    ways = ["a[1]", "a[:, 1:]", "a.T", "a.reshape(3, 2)", "a[:, ::2]",
            "a[[1]]", "a.flatten()", "a.T.reshape(6)", "a[:, [0, 2]]"]  # fmt: skip
    way, low = str(rng.choice(ways)), int(rng.integers(1, 30))
    code = (
        "import numpy as np\n\n"
        f"a = np.arange({low}, {low + 6}).reshape(2, 3)\n"
        f"v = {way}\n"
        "v[...] = 0\n"
        "print(a.tolist())"
    )
    before = np.arange(low, low + 6).reshape(2, 3)
    places = eval(way, {"a": np.arange(6).reshape(2, 3)})  # noqa: S307 - ours
    cleared = before.copy()
    cleared.flat[places.ravel()] = 0
    shared = printed(code) == str(cleared.tolist())
    hint = {
        "a[[1]]": "A list of indices gathers numbers into a new array.",
        "a[:, [0, 2]]": "A list of indices gathers numbers into a new array; `a[:, ::2]` would "
        "be a view.",
        "a.flatten()": "`flatten` always copies; `ravel` and `reshape` do so only if they must.",
        "a.T.reshape(6)": "In the order of the transpose the numbers do not lie side by side, so "
        "that `reshape` has to copy.",
    }.get(way, "It is a view: other strides for the same buffer. What is written there is written "
          "in a.")  # fmt: skip
    wrong = before if shared else cleared
    everything = np.zeros((2, 3), dtype=int)
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("copied" if shared else "shared", str(wrong.tolist()), hint),
            *([] if places.size == 6 else [
                Mistake("all-cleared", str(everything.tolist()),
                        f"`{way}` holds {places.size} of the six numbers.")]),
        ],
        why=hint + " Slices and transposes share; lists of indices, masks and arithmetic copy.",
    )  # fmt: skip


@shape(level=1, covers=["S48.05", "C48.07"])
def broadcast_shape(rng: Rng) -> Ask:
    """Two shapes meet."""
    a, b, c = (int(v) for v in rng.choice(np.arange(2, 9), 3, replace=False))
    pairs = [
        ((a, 1, c), (b, 1)),
        ((a, 1, c), (b, c)),
        ((a, b, 1), (c,)),
        ((a, 1, 1), (b, c)),
    ]
    left, right = pairs[int(rng.integers(len(pairs)))]
    found = broadcast_shapes(left, right)
    return Ask(
        f"`x` has shape {left}, `y` has shape {right}. What is the shape of `x + y`?",
        key=found,
        mistakes=[
            Mistake("side-by-side", left + right,
                    "Axes are laid over each other, not put one after the other."),
            Mistake("left-operand", left, "An axis of size 1 is stretched to the size that it "
                    "meets."),
            Mistake("summed", (*found[:-1], left[-1] + right[-1]),
                    "Sizes do not add up; they are equal, or one of them is 1."),
        ],
        why=f"From the right: {left} over {(1,) * (3 - len(right)) + right}. Along each axis the "
        "sizes are equal or one is 1, and that one is repeated.",
        check=lambda: np.broadcast_shapes(left, right),
    )  # fmt: skip


@number(level=3, covers=["S48.05", "Q48.04"])
def a_loss_that_broadcasts(rng: Rng) -> Ask:
    """The loss that was not meant."""
    y = rng.choice(np.arange(-4, 6), 3, replace=False).astype(float)
    p = y + rng.choice([-1.0, 0.0, 1.0], 3)
    return Ask(
        f"A network's predictions `p` have shape (3, 1): {vec(p[:, None])}. The targets `y` have "
        f"shape (3,): {vec(y)}. What is `((p - y) ** 2).mean()`?",
        key=float(squared_distances(p[:, None], y[:, None]).mean()),
        mistakes=[
            Mistake("as-was-meant", float(((p - y) ** 2).mean()),
                    "So it was meant. But (3, 1) and (3,) meet as (3, 3): every prediction with "
                    "every target."),
            Mistake("sum", float(squared_distances(p[:, None], y[:, None]).sum()),
                    "That is the sum over all nine pairs."),
            Mistake("sum-over-rows", float(squared_distances(p[:, None], y[:, None]).sum()) / 3,
                    "The mean is over nine numbers, not three."),
        ],
        why="Nine differences, not three, and no error. Training then runs, and the best it can do is to "
        f"predict the mean target, {num(y.mean())}, for every row. Compare shapes before you "
        "subtract.",
        check=lambda: float(((p[:, None] - y) ** 2).mean()),
    )  # fmt: skip


@matrix(level=2, covers=["S48.06"])
def gradient_by_a_gain(rng: Rng) -> Ask:
    """The gradient by what was stretched."""
    values = [v for v in range(-4, 6) if v]
    a, G = (rng.choice(values, size=(2, 3)).astype(float) for _ in range(2))
    s = rng.choice([1.0, 2.0, 3.0, 0.5], 3)
    found = gradient(lambda gain: np.sum(G * (a * gain)))(s)[0]
    return Ask(
        f"A layer scales each feature: `c = a * s`, with $a$ = {vec(a)} and the gain $s$ of shape "
        f"(3,). The loss has $\\partial L/\\partial c$ = {vec(G)}. What is $\\partial L/\\partial s$?",
        key=found,
        mistakes=[
            Mistake("factor-forgotten", G.sum(axis=0),
                    "c changes with s by a: multiply by a before you sum."),
            Mistake("mean", found / 2, "It is a sum over the rows, not a mean: s acted in each of "
                    "them."),
            Mistake("first-row", G[0] * a[0], "That is what the first row wants. Both used s."),
        ],
        why="s was repeated for each row, so what comes back is summed over rows: "
        "$\\sum_i G_{ij} a_{ij}$. A gradient has the shape of what it belongs to.",
        check=lambda: (G * a).sum(axis=0),
    )  # fmt: skip


@shape(level=1, covers=["S48.04", "C48.06", "H48.03"])
def channels_first(rng: Rng) -> Ask:
    """Images for PyTorch."""
    n, height, width = (
        int(v) for v in rng.choice([16, 24, 32, 48, 64, 80, 96], 3, replace=False)
    )
    given = (n, height, width, 3)
    return Ask(
        f"Images come as an array of shape {given}: batch, height, width, channels. Which shape does "
        "PyTorch's convolution expect by default?",
        key=to_nchw(np.zeros(given, dtype=np.int8)).shape,
        mistakes=[
            Mistake("as-they-are", given, "That is TensorFlow's order, channels last."),
            Mistake("width-first", (n, 3, width, height), "Height comes before width in both."),
            Mistake("channels-before-batch", (3, n, height, width), "The batch stays in front."),
        ],
        why="(N, C, H, W). `x.transpose(0, 3, 1, 2)` moves the axis; `reshape` would keep the order of "
        "the numbers and mix the colours.",
        check=lambda: (n, 3, height, width),
    )  # fmt: skip


@output(level=2, covers=["S48.04", "S48.08"])
def reshape_or_transpose(rng: Rng) -> Ask:
    """Reshape or transpose."""
    low = int(rng.integers(0, 40))
    code = (
        "import numpy as np\n\n"
        f"image = np.arange({low}, {low + 12}).reshape(2, 2, 3)  # height, width, channels\n"
        "print(image.transpose(2, 0, 1)[0].tolist())\n"
        "print(image.reshape(3, 2, 2)[0].tolist())"
    )
    image = np.arange(low, low + 12).reshape(2, 2, 3)
    channel, cut = image[:, :, 0].tolist(), image.reshape(3, 2, 2)[0].tolist()
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("both-move-axes", f"{channel}\n{channel}",
                    "`reshape` moves no axis. It reads the numbers in their order and cuts them "
                    "anew."),
            Mistake("both-cut", f"{cut}\n{cut}",
                    "`transpose` makes the channels the first axis: entry 0 is the whole first "
                    "channel."),
            Mistake("swapped", f"{cut}\n{channel}", "It is the other way round."),
        ],
        why="The transpose gives the first channel, every third number. The reshape gives the first "
        "four numbers: a pixel and a third of the next, colours mixed. Both have shape (3, 2, 2), "
        "and no error tells them apart.",
    )  # fmt: skip


@shape(level=1, covers=["E48.03", "S48.03", "C48.05", "W48.01"])
def weights_of_a_layer(rng: Rng) -> Ask:
    """How PyTorch keeps the weights."""
    d, k = (int(v) for v in rng.choice([32, 64, 100, 128, 256, 512], 2, replace=False))
    return Ask(
        f"`layer = torch.nn.Linear({d}, {k})` takes rows of {d} features to {k} units. What is the "
        "shape of `layer.weight`?",
        key=transpose(np.zeros((d, k))).shape,
        mistakes=[
            Mistake("inputs-first", (d, k), "So Keras keeps it, for `X @ W`. PyTorch keeps a row for "
                    "each unit and computes `X @ W.T + b`."),
            Mistake("bias", (k,), "That is the shape of the bias."),
            Mistake("of-the-inputs", (1, d), "That is one row of the batch."),
        ],
        why=f"(units, inputs) = ({k}, {d}): as many rows as units. It matters where weights are copied "
        "from one library to another; if the layer is square, nothing complains.",
    )  # fmt: skip


@number(level=2, covers=["S48.05", "S48.11"], tolerance=EXACT)
def memory_of_a_stretch(rng: Rng) -> Ask:
    """What a stretched tensor takes."""
    units, n = (
        int(rng.choice([64, 128, 256, 512])),
        int(rng.choice([100, 500, 1_000, 2_000])),
    )
    kind = str(rng.choice(["float32", "float64"]))
    return Ask(
        f"`b` holds {units} numbers in {kind}, and `wide = np.broadcast_to(b, ({n}, {units}))`. How "
        "many bytes of numbers lie in memory for `b` and `wide` together?",
        key=memory_bytes((units,), kind),
        mistakes=[
            Mistake("copied", memory_bytes((n, units), kind),
                    "So much would a copy take. A stretched axis has stride 0: each step along it "
                    "stays at the same number."),
            Mistake("copied-beside", memory_bytes((n + 1, units), kind),
                    "Nothing is copied: a stretched axis has stride 0."),
            Mistake("numbers", units, f"Those are numbers; each takes {memory_bytes((), kind)} "
                    "bytes."),
        ],
        why=f"It adds none: strides (0, 1), {n} rows that are all the same numbers. What is computed from it, "
        "such as `X + b`, has its full size.",
        check=lambda: np.zeros(units, kind).nbytes,
    )  # fmt: skip


@choice(
    level=2, covers=["E48.02", "S48.08", "Q48.04"], proof="views_need_not_be_contiguous"
)
def view_of_a_transpose(rng: Rng) -> Ask:
    """A view of a transpose."""
    rows, columns = (int(v) for v in rng.choice([2, 3, 4, 5, 6], 2, replace=False))
    size = rows * columns
    return Ask(
        f"`t` is a contiguous tensor of shape ({rows}, {columns}) in PyTorch. What comes of "
        f"`t.t().view({size})`?",
        key="An error: read in the transpose's order, the numbers do not lie side by side",
        mistakes=[
            Mistake("silent-copy", f"The {size} numbers in the transpose's order, copied",
                    "That is what `reshape` does. `view` promises that nothing is copied, and "
                    "keeps the promise by an error."),
            Mistake("old-order", f"The {size} numbers in the order of `t`",
                    "A view never changes the order of what it views; it would need other strides "
                    "than one axis can have."),
            Mistake("view-with-strides", f"A view of {size} numbers, with other strides",
                    "One axis has one stride. From the end of a row of the transpose to the next "
                    "is another jump than within it."),
        ],
        why="`reshape` shares where it can and copies where it must; `view` refuses; `contiguous()` "
        "copies if needed. NumPy's `reshape` does as PyTorch's.",
    )  # fmt: skip


@order(level=1, covers=["S48.07", "C48.03", "C48.08"], definition=True)
def lines_of_a_step(rng: Rng) -> Ask:
    """A training step, line by line."""
    del rng
    return Ask(
        "One step of training in PyTorch. Put the lines in order.",
        key=Steps(
            (
                "`optimizer.zero_grad()`",
                "`logits = model(X)`",
                "`loss = loss_fn(logits, y)`",
                "`loss.backward()`",
                "`optimizer.step()`",
            ),
            (
                (1, 2, "The loss needs the outputs."),
                (2, 3, "`backward` starts at the loss."),
                (
                    0,
                    3,
                    "Old gradients have to be cleared before new ones are added to them.",
                ),
                (3, 4, "The step needs the gradients."),
            ),
        ),
        mistakes=[],
        why="Forward: linear and activation, then the loss. `backward` fills `.grad` of each "
        "parameter, a tensor of its shape; the step uses it. `zero_grad` may come anywhere before "
        "`backward`: gradients add up until they are cleared.",
    )


@recall(level=1, covers=["Q48.01", "C48.01", "C48.02", "E48.01", "E48.04"])
def what_is_a_tensor(rng: Rng) -> Ask:
    """What a tensor is."""
    del rng
    return Ask(
        "“What is a tensor in deep learning?”",
        key=(
            "An array with any number of axes, all numbers of one type",
            Point("Its shape says how long each axis is: () a scalar, (n,) a vector, (n, d) a matrix",
                  "Give me shapes."),
            Point("Examples with their axes: a batch of images is (N, C, H, W), of sentences (batch, "
                  "time, features)", "What do you use more than two axes for?"),
            Point("Inputs, weights, activations and gradients are all tensors; a gradient has the shape "
                  "of what it belongs to", "What in a network is a tensor?"),
            Point("In a library it also has a device, and may record what is done with it",
                  "How does it differ from a NumPy array?"),
            Point("The tensor of mathematics is more: its components change by a law when the axes are "
                  "turned. An array of pixels has no such law", "Would a physicist agree?"),
        ),
        mistakes=[],
        why="“A generalised matrix” is a start. Shapes with named axes show that you have used them.",
    )  # fmt: skip


@recall(level=1, covers=["Q48.02", "C48.04", "C48.03", "S48.09", "S48.10"])
def why_tensors(rng: Rng) -> Ask:
    """Why tensors matter."""
    del rng
    return Ask(
        "“Why does deep learning work on tensors?”",
        key=(
            "One operation acts on a whole batch, so it runs in compiled code and in parallel",
            Point("GPUs run thousands of threads that do the same with different numbers; arrays of one "
                  "type are what they need", "Why does a GPU like them?"),
            Point("Data keep their structure: height and width, time, channels are axes",
                  "Why not one long vector?"),
            Point("Libraries record the operations and give the gradients of all parameters",
                  "Where do gradients come from?"),
            Point("Layers become functions from shapes to shapes, which can be checked",
                  "How do you find errors?"),
            Point("Moving them between processor and GPU takes time; small ones gain nothing",
                  "Is the GPU always faster?"),
        ),
        mistakes=[],
        why="Parallel hardware, structure, gradients: three reasons. Most answers have the first.",
    )  # fmt: skip


@recall(level=1, covers=["Q48.03", "C48.01", "E48.04"])
def tensor_or_matrix(rng: Rng) -> Ask:
    """Tensor or matrix."""
    del rng
    return Ask(
        "“How does a tensor differ from a matrix?”",
        key=(
            "A matrix is the case of two axes; vectors have one, scalars none",
            Point("A product of matrices acts on the last two axes and repeats over the others, by "
                  "broadcasting", "What does `A @ B` do with four axes?"),
            Point("Rank here means the number of axes; in linear algebra it is the number of "
                  "independent rows", "What is the rank of a (3, 3) tensor?"),
            Point("A matrix stands for a linear map; an array of more axes is mostly a stack of data",
                  "Is there more to it than the number of axes?"),
            Point("An axis of size 1 counts: (n, 1) is a matrix, (n,) is not",
                  "Are (n,) and (n, 1) the same?"),
        ),
        mistakes=[],
        why="The follow-up is nearly always about rank, or about (n,) and (n, 1).",
    )  # fmt: skip


@recall(level=2, covers=["Q48.04", "S48.01", "S48.08", "E48.02", "C48.08"])
def how_stored(rng: Rng) -> Ask:
    """How tensors are stored."""
    del rng
    return Ask(
        "“How are tensors stored, and how are they computed with?”",
        key=(
            "A flat buffer of numbers of one type, and for each axis a stride: how far one step goes",
            Point("An entry is at offset plus index times stride, summed over the axes",
                  "How is `t[i, j]` found?"),
            Point("Transposes, slices and stretches are views: other strides for the same buffer",
                  "What does a transpose cost?"),
            Point("So a view need not be contiguous: `view` may refuse it, `reshape` copies",
                  "Are they always contiguous?"),
            Point("Writing into a view writes into the original", "What can go wrong with views?"),
            Point("Kernels on CPU or GPU walk the buffer; side by side is fastest, for caches and for "
                  "coalesced reads", "Why does the order matter for speed?"),
        ),
        mistakes=[],
        why="“In contiguous memory” is what most say. The interviewer then asks about the transpose.",
    )  # fmt: skip
