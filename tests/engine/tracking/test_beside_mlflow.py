"""The tracker tells what MLflow tells of the same runs.

Optional: `pip install mlflow-skinny sqlalchemy alembic` brings what it compares with,
which is too large for a test that guards so little.
"""

from pathlib import Path

import pytest

from engine.tracking.store import Tracker

mlflow = pytest.importorskip("mlflow", reason="MLflow is large; install it to compare")

pytestmark = pytest.mark.filterwarnings("default")
RUNS = {
    "slow": ({"lr": 0.001, "depth": 3}, [(1, 0.5), (2, 0.6)]),
    "fast": ({"lr": 0.1, "depth": 3}, [(1, 0.9), (3, 0.7), (2, 0.8)]),
    "early": ({"lr": 0.01}, [(5, 0.75)]),
}


def test_the_same_runs_are_told_the_same(tmp_path: Path) -> None:
    ours = Tracker(tmp_path / "ours.db")
    theirs = mlflow.MlflowClient(f"sqlite:///{tmp_path / 'theirs.db'}")
    experiment = theirs.create_experiment("both")

    for name, (params, measured) in RUNS.items():
        other = theirs.create_run(experiment, run_name=name).info.run_id
        with ours.run(name) as run:
            for key, value in params.items():
                ours.log_param(run, key, value)
                theirs.log_param(other, key, value)
            for step, value in measured:
                ours.log_metric(run, "accuracy", value, step)
                theirs.log_metric(other, "accuracy", value, step=step)
            with pytest.raises(ValueError, match="cannot be 7"):
                ours.log_param(run, "lr", 7)
            with pytest.raises(mlflow.MlflowException, match="not allowed"):
                theirs.log_param(other, "lr", 7)
        theirs.set_terminated(other)

        mine, record = ours.read(run), theirs.get_run(other)
        assert mine.params == record.data.params
        assert mine.metrics == record.data.metrics
        assert mine.status.upper() == record.info.status
        steps = [
            (m.step, m.value) for m in theirs.get_metric_history(other, "accuracy")
        ]
        assert ours.history(run, "accuracy") == sorted(steps)

    (best,) = theirs.search_runs(
        [experiment], order_by=["metrics.accuracy DESC"], max_results=1
    )
    assert ours.best_run("accuracy").name == best.info.run_name
