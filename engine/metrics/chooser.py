"""Which metrics to report: a small table."""

from __future__ import annotations

from engine.system import system

_SCENARIOS: dict[str, tuple[tuple[str, ...], str]] = {
    "imbalanced": (
        ("MCC", "F1", "PR AUC", "ROC AUC"),
        "ROC AUC does not react to how rare positives are; read PR AUC beside it",
    ),
    "multi-class": (
        ("macro F1", "accuracy"),
        "micro-F1 equals accuracy where each row has one label",
    ),
    "outliers": (
        ("MAE", "Huber"),
        "squared errors would be those of a few rows",
    ),
    "costly misses": (
        ("recall at fixed precision", "F2"),
        "F1 weighs a miss and a false alarm alike",
    ),
    "recommendation": (
        ("NDCG@K", "MAP@K", "recall@K", "hit rate@K"),
        "hit rate and recall at K agree only for one relevant item a list",
    ),
    "forecast": (
        ("MASE", "RMSE", "MAPE", "sMAPE"),
        "MAPE needs targets away from 0 and rewards forecasts that are too low",
    ),
}


@system("S35.31")
def choose_metrics(scenario: str) -> tuple[tuple[str, ...], str]:
    """Metrics that suit a scenario, the most telling first, and a caution.

    Args:
        scenario: "imbalanced", "multi-class", "outliers", "costly misses",
            "recommendation" or "forecast".

    Returns:
        Names of metrics, and what to beware of.

    Raises:
        ValueError: no such scenario.

    >>> choose_metrics("outliers")[0]
    ('MAE', 'Huber')
    """
    if scenario not in _SCENARIOS:
        raise ValueError(
            f"scenario must be one of {', '.join(_SCENARIOS)}, got {scenario!r}"
        )
    return _SCENARIOS[scenario]
