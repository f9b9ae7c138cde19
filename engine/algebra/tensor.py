"""A tensor as it is stored: a flat buffer, and strides that say how to walk it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.system import system


@system("S48.01", "S48.08")
@dataclass(frozen=True, eq=False)
class Tensor:
    """A view of a buffer: entry (i, j, ...) is at `offset + i s_0 + j s_1 + ...`.

    Transposing, slicing and reshaping change shape, strides and offset and leave
    the numbers where they are: the result shares them with the original. Only
    `reshape` of a view that is not contiguous must copy.

    Args:
        buffer: the numbers, one axis.
        shape: sizes of the axes; () for a scalar.
        strides: steps in the buffer along each axis, counted in numbers, as
            torch does; NumPy counts in bytes.
        offset: where the first entry is.

    >>> t = Tensor.of([[1, 2, 3], [4, 5, 6]])
    >>> t.shape, t.strides, t[1, 2]
    ((2, 3), (3, 1), np.int64(6))
    >>> t.transpose().strides, t.transpose().is_contiguous()
    ((1, 3), False)
    """

    buffer: NDArray[Any]
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int = 0

    @classmethod
    def of(cls, data: ArrayLike) -> Tensor:
        """Copy nested lists or an array into a new buffer, last axis fastest.

        Raises:
            ValueError: the lists are ragged.
        """
        array = np.array(data, order="C")
        return cls(array.reshape(-1), array.shape, _packed(array.shape))

    @property
    def ndim(self) -> int:
        """Number of axes, which deep learning calls the rank."""
        return len(self.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the numbers."""
        return self.buffer.dtype

    @property
    def size(self) -> int:
        """Number of entries: the product of the shape, 1 for a scalar."""
        return int(np.prod(self.shape, dtype=int))

    def position(self, *index: int) -> int:
        """Where in the buffer an entry is.

        Args:
            index: one number for each axis; a negative one counts from the end.

        Raises:
            IndexError: too few or too many numbers, or one outside its axis.
        """
        if len(index) != self.ndim:
            raise IndexError(f"{self.ndim} numbers are needed, got {index}")
        place = self.offset
        for i, size, stride in zip(index, self.shape, self.strides, strict=True):
            if not -size <= i < size:
                raise IndexError(f"{i} is outside an axis of size {size}")
            place += (i % size) * stride
        return place

    def __getitem__(self, index: Any) -> Any:
        """An entry; or a view, where an axis is sliced or left out."""
        index = index if isinstance(index, tuple) else (index,)
        index = (*index, *[slice(None)] * (self.ndim - len(index)))
        if not any(isinstance(i, slice) for i in index):
            return self.buffer[self.position(*index)]
        spans = [
            range(*i.indices(size)) if isinstance(i, slice) else None
            for i, size in zip(index, self.shape, strict=True)
        ]
        # An empty slice may start beyond its end; no entry is read there.
        first = [
            i if span is None else span.start if len(span) else 0
            for i, span in zip(index, spans, strict=True)
        ]
        kept = [
            (len(span), span.step * stride)
            for span, stride in zip(spans, self.strides, strict=True)
            if span is not None
        ]
        shape, strides = zip(*kept, strict=True)
        empty = 0 in self.shape
        offset = self.offset if empty else self.position(*first)
        return Tensor(self.buffer, shape, strides, offset)

    def transpose(self, *axes: int) -> Tensor:
        """The view whose axis i is axis `axes[i]` of this; all reversed by default.

        Raises:
            ValueError: axes are not each axis once.
        """
        axes = axes or tuple(reversed(range(self.ndim)))
        if sorted(axes) != list(range(self.ndim)):
            raise ValueError(f"axes must be 0 to {self.ndim - 1} once, got {axes}")
        shape = tuple(self.shape[a] for a in axes)
        return Tensor(
            self.buffer, shape, tuple(self.strides[a] for a in axes), self.offset
        )

    def is_contiguous(self) -> bool:
        """Whether the entries, read in order, lie side by side in the buffer.

        The stride of an axis of size 1 is never used, so it may be anything.
        """
        wanted = _packed(self.shape)
        used = zip(self.shape, self.strides, wanted, strict=True)
        return self.size == 0 or all(s == w for n, s, w in used if n > 1)

    def contiguous(self) -> Tensor:
        """This, if it is contiguous; otherwise a copy that is."""
        return self if self.is_contiguous() else Tensor.of(self.to_numpy())

    def view(self, *shape: int) -> Tensor:
        """The same entries in another shape, without a copy.

        Raises:
            ValueError: another number of entries, or not contiguous.
        """
        if not self.is_contiguous():
            raise ValueError(f"not contiguous: strides {self.strides}; use reshape")
        if np.prod(shape, dtype=int) != self.size:
            raise ValueError(f"{self.size} entries do not fill the shape {shape}")
        return Tensor(self.buffer, shape, _packed(shape), self.offset)

    def reshape(self, *shape: int) -> Tensor:
        """A view where the entries are contiguous, otherwise a view of a copy.

        Raises:
            ValueError: another number of entries.
        """
        return self.contiguous().view(*shape)

    def to_numpy(self) -> NDArray[Any]:
        """A copy as a NumPy array, entry by entry."""
        every = itertools.product(*map(range, self.shape))
        entries = [self.buffer[self.position(*index)] for index in every]
        return np.array(entries, dtype=self.dtype).reshape(self.shape)


def _packed(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Strides with the last axis fastest: products of the sizes to the right."""
    return tuple(int(np.prod(shape[i + 1 :], dtype=int)) for i in range(len(shape)))
