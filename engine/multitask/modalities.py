"""Image, text and table in one model: a branch that suits each."""

from __future__ import annotations

import numpy as np
import torch

from engine.system import system

NAMES = ("image", "text", "table")


@system("S40.17")
class TwoInputs(torch.nn.Module):
    """A picture and a text in, a class and a number out.

    Convolution, ReLU and flattening on one side; embedding and the mean over tokens
    on the other; concatenated, a dense ReLU layer, and two linear heads. Flattening
    an unpooled map is what costs: with the defaults, 224 by 224 pixels, 99.8 % of
    202,197,899 parameters are in the dense layer.

    Args:
        size: side of the square image of 3 channels, at least 3.
        filters: of the 3 by 3 convolution, without padding.
        tokens: size of the vocabulary.
        width: of the embedding.
        dense: units of the layer after the merge.
        classes: of the first head.
        device: "meta" counts without memory.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        size: int = 224,
        filters: int = 32,
        tokens: int = 5000,
        width: int = 64,
        dense: int = 128,
        classes: int = 10,
        device: str = "cpu",
    ) -> None:
        super().__init__()
        flat = filters * (size - 2) ** 2
        self.conv = torch.nn.Conv2d(3, filters, 3, device=device)
        self.embedding = torch.nn.Embedding(tokens, width, device=device)
        self.dense = torch.nn.Linear(flat + width, dense, device=device)
        self.label = torch.nn.Linear(dense, classes, device=device)
        self.number = torch.nn.Linear(dense, 1, device=device)

    def forward(
        self, image: torch.Tensor, text: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits, shape (B, classes), and numbers, shape (B, 1).

        Args:
            image: shape (B, 3, size, size).
            text: token numbers, shape (B, T).
        """
        seen = torch.relu(self.conv(image)).flatten(1)
        read = self.embedding(text).mean(dim=1)
        h = torch.relu(self.dense(torch.cat([seen, read], dim=1)))
        return self.label(h), self.number(h)


@system("S40.02", "S40.20")
def train_modalities(
    rng: np.random.Generator, rows: int = 1000, steps: int = 60
) -> dict[str, float]:
    """What one source tells, and what all tell together.

    Each patient has a scan (a stroke that lies or stands, for a convolution), a note
    (two words in one order or the other, for a recurrent net) and a table (two
    numbers, for a dense layer). One in five of each says the opposite of the truth. The
    model has a class as one output and a number, twice the class with noise, as the
    other; its loss is cross-entropy plus half the squared error.

    Args:
        rng: of data and weights.
        rows: to learn from; 1,000 more measure.
        steps: of Adam on all rows.

    Returns:
        Accuracy for "image", "text" and "table" alone and for "all", and "number",
        the mean squared error of the second output of the latter.
    """
    learn, new = _patients(rows, rng), _patients(1000, rng)
    found = {}
    for names in (*((name,) for name in NAMES), NAMES):
        torch.manual_seed(int(rng.integers(2**31)))
        model = _Branches(names)
        rule = torch.optim.Adam(model.parameters(), lr=0.02)
        for _ in range(steps):
            rule.zero_grad()
            logits, number = model(learn)
            loss = torch.nn.functional.cross_entropy(logits, learn["label"])
            loss = loss + 0.5 * torch.nn.functional.mse_loss(number, learn["number"])
            loss.backward()
            rule.step()
        with torch.no_grad():
            logits, number = model(new)
        right = (logits.argmax(dim=1) == new["label"]).float().mean()
        found[names[0] if len(names) == 1 else "all"] = float(right)
    found["number"] = float(torch.nn.functional.mse_loss(number, new["number"]))
    return found


class _Branches(torch.nn.Module):
    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names
        self.conv = torch.nn.Conv2d(1, 8, 5)
        self.embedding = torch.nn.Embedding(6, 8)
        self.reader = torch.nn.GRU(8, 8, batch_first=True)
        self.table = torch.nn.Linear(2, 8)
        self.merged = torch.nn.Linear(8 * len(names), 16)
        self.label, self.number = torch.nn.Linear(16, 2), torch.nn.Linear(16, 1)

    def forward(
        self, rows: dict[str, torch.Tensor]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        parts = []
        for name in self.names:
            if name == "image":
                parts.append(torch.relu(self.conv(rows["image"])).amax(dim=(2, 3)))
            elif name == "text":
                parts.append(self.reader(self.embedding(rows["text"]))[1][0])
            else:
                parts.append(torch.relu(self.table(rows["table"])))
        h = torch.relu(self.merged(torch.cat(parts, dim=1)))
        return self.label(h), self.number(h)


def _patients(n: int, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    label = rng.integers(2, size=n)
    # What each source shows: the truth, or a coin in two of five cases.
    shown = {
        name: np.where(rng.random(n) < 0.4, rng.integers(2, size=n), label)
        for name in NAMES
    }
    image = 0.3 * rng.normal(size=(n, 1, 8, 8))
    text = rng.integers(2, 6, size=(n, 6))
    for i in range(n):
        down, across = rng.integers(4, size=2)
        if shown["image"][i]:
            image[i, 0, down : down + 5, across] += 1
        else:
            image[i, 0, down, across : across + 5] += 1
        first, second = np.sort(rng.choice(6, 2, replace=False))
        word = shown["text"][i]
        text[i, first], text[i, second] = word, 1 - word
    table = 2 * shown["table"][:, None] + 0.5 * rng.normal(size=(n, 2))
    number = 2 * label[:, None] + 0.3 * rng.normal(size=(n, 1))
    return {
        "image": torch.from_numpy(image).float(),
        "text": torch.from_numpy(text),
        "table": torch.from_numpy(table).float(),
        "label": torch.from_numpy(label),
        "number": torch.from_numpy(number).float(),
    }
