"""The tracker, the store, the registry, and models that are served."""

import json
import math
import threading
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from engine.tracking.artifacts import ArtifactStore
from engine.tracking.models import LinearModel, load_model, save_model
from engine.tracking.projects import run_project, sweep
from engine.tracking.registry import Registry, transition
from engine.tracking.serving import answer, runs_page, serve_model
from engine.tracking.store import RunRecord, Tracker

MODEL = LinearModel(np.array([2.0, -1.0]), 0.5, ("area", "age"))


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    return Tracker(tmp_path / "runs.db")


def test_a_run_comes_back_from_the_file(tracker: Tracker) -> None:
    with tracker.run("worked") as run:
        assert tracker.read(run).status == "running"
        tracker.log_param(run, "lr", 0.01)
        tracker.log_metric(run, "accuracy", 0.92, 1)
        tracker.log_metric(run, "accuracy", 0.95, 2)
    again = Tracker(tracker.path)

    assert again.read(run).params == {"lr": "0.01"}
    assert again.history(run, "accuracy") == [(1, 0.92), (2, 0.95)]
    assert again.read(run).status == "finished"


def test_a_parameter_is_written_once(tracker: Tracker) -> None:
    with tracker.run("r") as run:
        tracker.log_param(run, "lr", 0.1)
        tracker.log_param(run, "lr", 0.1)
        with pytest.raises(
            ValueError, match=r"lr is 0\.1 in run 1, and cannot be 0\.2"
        ):
            tracker.log_param(run, "lr", 0.2)


def test_an_error_fails_the_run_and_is_not_the_best(tracker: Tracker) -> None:
    def program(**_: object) -> dict[str, float]:
        tracker.log_metric(1, "m", 9.0)
        raise RuntimeError("diverged")

    with pytest.raises(RuntimeError, match="diverged"):
        run_project(tracker, "bad", program, {}, 0)
    assert tracker.read(1).status == "failed"
    with pytest.raises(ValueError, match="no finished run has m"):
        tracker.best_run("m")
    with pytest.raises(ValueError, match="got largest"):
        tracker.best_run("m", "largest")


def test_a_diverged_metric_is_nan_and_never_best(tracker: Tracker) -> None:
    for value in (math.nan, 3.0):
        with tracker.run("r") as run:
            tracker.log_metric(run, "m", value)

    assert math.isnan(tracker.read(1).metrics["m"])
    assert tracker.best_run("m", "min").id == tracker.best_run("m").id == 2


def test_writers_wait_for_one_another(tracker: Tracker) -> None:
    with tracker.run("r") as run:
        threads = [
            threading.Thread(target=tracker.log_metric, args=(run, f"m{i}", i))
            for i in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert tracker.read(run).metrics == {f"m{i}": float(i) for i in range(8)}


def test_a_run_that_is_not_there_is_named(tracker: Tracker) -> None:
    for use in (
        lambda: tracker.read(7),
        lambda: tracker.log_param(7, "a", 1),
        lambda: tracker.log_metric(7, "a", 1.0),
    ):
        with pytest.raises(ValueError, match="no run 7"):
            use()


def test_damage_is_found(tmp_path: Path) -> None:
    store = ArtifactStore(tmp_path / "new" / "folder")
    digest = store.put(b"weights")
    assert store.put(b"weights") == digest
    assert [p.name for p in store.folder.iterdir()] == [digest]
    (store.folder / digest).write_bytes(b"changed")

    with pytest.raises(ValueError, match="damaged"):
        store.get(digest)
    for absent in ("0" * 64, "../runs.db"):
        with pytest.raises(ValueError, match="no artifact"):
            store.get(absent)


def test_the_signature_is_kept() -> None:
    again = load_model(save_model(MODEL))

    assert again.predict_records([{"age": 1.0, "area": 3.0}]) == [5.5]
    with pytest.raises(ValueError, match="expected"):
        again.predict_records([{"area": 3.0}])
    with pytest.raises(ValueError, match=r"\(2,\) weights for 1"):
        load_model(save_model(MODEL._replace(features=("area",))))


def test_a_champion_is_rolled_back() -> None:
    registry = Registry()
    for artifact in "ab":
        registry.register("price", artifact)
    registry.promote("price", 2, "champion")
    assert registry.resolve("price", "champion") == "b"
    registry.promote("price", 1, "champion")
    assert registry.resolve("price", "champion") == "a"
    registry.promote("price", 2, "challenger")
    registry.move("price", 1, "retired")

    assert registry.resolve("price", "challenger") == "b"
    with pytest.raises(ValueError, match="no alias champion"):
        registry.resolve("price", "champion")
    with pytest.raises(ValueError, match="retired"):
        registry.promote("price", 1, "champion")
    with pytest.raises(ValueError, match="no version 3"):
        registry.promote("price", 3, "champion")
    with pytest.raises(ValueError, match="development to production"):
        transition("development", "production")


def train(lr: float, rng: np.random.Generator) -> dict[str, float]:
    return {"loss": float(lr * rng.random())}


def test_projects_repeat_and_sweeps_count(tracker: Tracker) -> None:
    first, again = (run_project(tracker, "p", train, {"lr": 0.5}, 3) for _ in range(2))
    runs = sweep(tracker, "s", train, {"lr": [0.3, 0.1, 0.2]}, 3)

    assert first.metrics == again.metrics
    assert first.params == again.params
    assert first.params.keys() == {"lr", "seed", "python", "numpy"}
    assert [r.params["lr"] for r in runs] == ["0.3", "0.1", "0.2"]
    assert tracker.best_run("loss", "min").params["lr"] == "0.1"
    assert len(tracker.search({"seed": 3})) == 5


def test_the_server_says_what_is_wrong() -> None:
    assert answer(MODEL, b"nonsense")[0] == 400
    assert answer(MODEL, b"{}")[0] == 400
    assert answer(MODEL, b"[]")[0] == 400
    with serve_model(MODEL) as address:
        body = json.dumps({"records": [{"area": 1}]}).encode()
        for path, status in (("/predict", 400), ("/other", 404)):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(address + path, body)
            assert refused.value.code == status
            refused.value.close()


def test_a_page_shows_text_as_text() -> None:
    page = runs_page([RunRecord(1, "<b>", "failed", {}, {}),
                      RunRecord(2, "c", "finished", {}, {"m": 0.5})])  # fmt: skip

    assert "&lt;b&gt;" in page
    assert page.count("<tr>") == 3
    assert page.count("<th>") == 4
    assert page.count("<td></td>") == 1
