"""Approximate search: graphs of neighbours, and vectors in a few bytes."""

import faiss
import numpy as np
import pytest

from engine.arrays import NotFitted
from engine.clustering.kmeans import KMeans
from engine.retrieval.flat_index import flat_search
from engine.retrieval.hnsw import SmallWorld
from engine.retrieval.product_quantization import ProductQuantizer

RNG = np.random.default_rng


def recall(found: np.ndarray, exact: np.ndarray) -> float:
    pairs = zip(found.tolist(), exact.tolist(), strict=True)
    return float(np.mean([len({*a} & {*b}) / len(b) for a, b in pairs]))


def clusters(n: int = 600, d: int = 8) -> tuple[np.ndarray, np.ndarray]:
    rng = RNG(0)
    centers = rng.normal(0, 4, size=(12, d))
    X = centers[rng.integers(12, size=n)] + rng.normal(size=(n, d))
    return X, X[:40] + 0.3 * rng.normal(size=(40, d))


def test_a_walk_finds_about_as_many_as_that_of_faiss() -> None:
    X, Q = clusters()
    exact, _ = flat_search(Q, X, 10, "squared")
    index = faiss.IndexHNSWFlat(X.shape[1], 8)
    index.hnsw.efConstruction = index.hnsw.efSearch = 32
    index.add(X.astype(np.float32))
    theirs = index.search(Q.astype(np.float32), 10)[1]
    found, squares = SmallWorld().fit(X, RNG(1)).search(Q, 10)

    assert recall(found, exact) > max(0.95, recall(theirs, exact) - 0.02)
    assert (np.diff(squares, axis=1) >= 0).all()
    np.testing.assert_allclose(squares, ((Q[:, None] - X[found]) ** 2).sum(axis=2))


def test_a_broader_walk_finds_more_and_looks_at_more() -> None:
    X, Q = RNG(0).normal(size=(2, 600, 12))
    exact, _ = flat_search(Q[:60], X, 1, "squared")
    index, found = SmallWorld(links=4, breadth=20).fit(X, RNG(1)), []
    for breadth in (1, 8, 64):
        index.breadth = breadth
        found.append(recall(index.search(Q[:60], 1)[0], exact))

    assert found[0] < 0.6 < found[1] < found[2]
    assert found[2] > 0.9


def test_layers_thin_out_and_links_are_few() -> None:
    X, _ = clusters()
    index = SmallWorld(links=6).fit(X, RNG(0))
    sizes = [len(layer) for layer in index.layers_]

    assert sizes[0] == 600
    assert 60 <= sizes[1] <= 140  # 600 / 6 is expected
    assert sizes == sorted(sizes, reverse=True)
    assert index.entry_ in index.layers_[-1]
    most = [max(map(len, layer.values())) for layer in index.layers_]
    assert most[0] == 12
    assert max(most[1:]) == 6
    for above, below in zip(index.layers_[1:], index.layers_, strict=False):
        assert above.keys() <= below.keys()
        assert all(above.keys() >= {*linked} for linked in above.values())
    assert all(row not in linked for row, linked in index.layers_[0].items())


def test_links_lead_away_from_a_cluster() -> None:
    """Without that, two far clusters would be two graphs."""
    rng = RNG(0)
    X = np.concatenate([rng.normal(size=(60, 2)), 100 + rng.normal(size=(60, 2))])
    index = SmallWorld(links=3, breadth=10).fit(X, rng)

    found = index.search([[0.0, 0.0], [100.0, 100.0]], 3)[0]
    assert (found[0] < 60).all()
    assert (found[1] >= 60).all()


def test_few_rows_and_equal_rows() -> None:
    one = SmallWorld().fit([[2.0]], RNG(0))
    rows, squares = one.search([[0.0]], 2)
    assert rows.tolist() == [[0, -1]]
    assert squares.tolist() == [[4.0, np.inf]]

    X = np.repeat([[0.0], [1.0], [5.0]], 8, axis=0)
    found = SmallWorld(links=4).fit(X, RNG(0)).search([[1.1]], 8)
    assert sorted(found[0][0].tolist()) == list(range(8, 16))
    np.testing.assert_allclose(found[1], 0.01)


def test_more_parts_tell_more_vectors_apart() -> None:
    X = RNG(0).normal(size=(300, 8))
    errors = []
    for parts in (1, 2, 4, 8):
        model = ProductQuantizer(parts, k=16).fit(X, RNG(0))
        errors.append(((model.decode(model.encode(X)) - X) ** 2).sum())

    assert ProductQuantizer().fit(X, RNG(0)).books_.shape == (1, 16, 8)
    assert errors == sorted(errors, reverse=True)
    assert errors[3] < 0.2 * errors[0]


def test_one_part_is_k_means() -> None:
    X, _ = clusters(100, 4)
    model, means = ProductQuantizer(1, k=5).fit(X, RNG(0)), KMeans(5).fit(X, RNG(0))

    np.testing.assert_array_equal(model.encode(X)[:, 0], means.labels_)
    np.testing.assert_allclose(model.books_[0], means.centers_)


def test_the_query_keeps_what_codes_lose() -> None:
    """Distances to decoded rows: those of two codes are farther from the truth."""
    X, Q = clusters()
    model = ProductQuantizer(4, k=16).fit(X, RNG(0))
    codes = model.encode(X)
    rough = model.decode(codes)
    true = ((Q[:, None] - X) ** 2).sum(axis=2)
    mine = model.distances(Q, codes)
    both = model.distances(model.decode(model.encode(Q)), codes)

    np.testing.assert_allclose(mine, ((Q[:, None] - rough) ** 2).sum(axis=2))
    assert np.abs(mine - true).mean() < np.abs(both - true).mean()
    exact, _ = flat_search(Q, X, 10, "squared")
    assert recall(np.argsort(mine, axis=1)[:, :10], exact) > 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda X: SmallWorld(links=1).fit(X, RNG(0)), "got 1 and 32"),
        (lambda X: SmallWorld(breadth=0).fit(X, RNG(0)), "got 8 and 0"),
        (lambda X: SmallWorld(links=2, breadth=1).fit(X, RNG(0)).search(X, 0),
         "k must be at least 1, got 0"),
        (lambda X: SmallWorld().fit(X, RNG(0)).search(X[:, :1], 1), "1 features"),
        (lambda X: ProductQuantizer(3).fit(X, RNG(0)), "3 parts do not divide 4"),
        (lambda X: ProductQuantizer(0).fit(X, RNG(0)), "0 parts"),
        (lambda X: ProductQuantizer(1, k=9).fit(X, RNG(0)), "8 rows, got 9"),
        (lambda X: ProductQuantizer(2, k=2).fit(X, RNG(0)).decode([[0, 2]]), "0 to 1"),
        (lambda X: ProductQuantizer(2, k=2).fit(X, RNG(0)).decode([[0, -1]]), "0 to 1"),
        (lambda X: ProductQuantizer(2, k=2).fit(X, RNG(0)).decode([[0]]), "2 a row"),
        (lambda X: ProductQuantizer(2, k=2).fit(X, RNG(0)).encode(X[:, :2]),
         "2 features"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(RNG(0).normal(size=(8, 4)))


def test_nothing_is_found_before_fit() -> None:
    for ask in (lambda: SmallWorld().search([[1.0]], 1),
                lambda: ProductQuantizer().encode([[1.0]]),
                lambda: ProductQuantizer().decode([[1]])):  # fmt: skip
        with pytest.raises(NotFitted):
            ask()
