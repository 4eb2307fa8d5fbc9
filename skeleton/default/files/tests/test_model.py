"""The model learns, repeats itself, and depends on its parameters."""

import json
import math

import pytest

from {{ module_name }} import config, evaluate, plots, prepare, tracking
from {{ module_name }}.modeling import predict, train

SMALL = {"n_estimators": 20, "learning_rate": 0.2, "max_depth": 2, "subsample": 0.8}


@pytest.fixture(scope="module")
def parts(rows):
    return prepare.split(rows, 0.25, seed=1)


@pytest.fixture(scope="module")
def model(parts):
    return train.fit(parts[0], SMALL, seed=1)


def test_model_is_good_on_rows_it_has_not_seen(model, parts):
    metrics = evaluate.measure(model, parts[1])
    assert metrics["accuracy"] > 0.9
    assert metrics["roc_auc"] > 0.95
    assert all(math.isfinite(value) for value in metrics.values())


def test_same_seed_same_metrics(model, parts):
    again = train.fit(parts[0], SMALL, seed=1)
    assert evaluate.measure(again, parts[1]) == evaluate.measure(model, parts[1])


def test_a_parameter_changes_the_metrics(model, parts):
    stump = train.fit(parts[0], {**SMALL, "max_depth": 1}, seed=1)
    assert evaluate.measure(stump, parts[0])["log_loss"] > evaluate.measure(model, parts[0])["log_loss"]


def test_loss_falls_while_the_model_grows(model, parts):
    curve = train.loss_curve(model, parts[0])
    assert [step for step, _ in curve] == [10, 20]
    assert curve[0][1] > curve[1][1] > 0


def test_params_file_fits_the_model(parts):
    params = config.load_params()
    assert train.fit(parts[0][::10], params["train"], params["seed"]).n_estimators_ > 0


def test_predictions_are_probabilities_of_every_row(model, parts):
    predictions = predict.predict(model, parts[1])
    assert [row["sample"] for row in predictions] == [row["sample"] for row in parts[1]]
    assert all(0 <= row["malignant"] <= 1 for row in predictions)


def test_confusion_agrees_with_accuracy(model, parts):
    rows = evaluate.confusion_rows(model, parts[1])
    right = sum(row["actual"] == row["predicted"] for row in rows) / len(rows)
    assert right == pytest.approx(evaluate.measure(model, parts[1])["accuracy"])


def test_roc_goes_from_corner_to_corner(model, parts):
    points = [tuple(row.values()) for row in evaluate.roc_rows(model, parts[1])]
    assert points[0] == (0, 0) and points[-1] == (1, 1)
    assert "<polyline" in plots.line_chart(points, "ROC", "x", "y")


def test_metrics_are_plain_json(model, parts):
    assert json.loads(json.dumps(evaluate.measure(model, parts[0]))) == evaluate.measure(model, parts[0])


def test_nothing_is_logged_outside_a_run(monkeypatch):
    monkeypatch.delenv("GIT_MLOPS_RUN", raising=False)
    monkeypatch.setattr(tracking.subprocess, "run", lambda *_, **__: pytest.fail("a program was started"))
    tracking.log_metric("loss", 0.5, step=1)


def test_a_metric_is_logged_inside_a_run(monkeypatch):
    calls = []
    monkeypatch.setenv("GIT_MLOPS_RUN", "r-1")
    monkeypatch.setattr(tracking.subprocess, "run", lambda command, check: calls.append(command))
    tracking.log_metric("loss", 0.5, step=1)
    assert calls == [["git", "mlops", "log", "metric", "loss", "0.5", "--step", "1"]]


def test_a_failing_log_does_not_stop_the_work(monkeypatch, capsys):
    monkeypatch.setenv("GIT_MLOPS_RUN", "r-1")
    monkeypatch.setenv("PATH", "")
    tracking.log_metric("loss", 0.5)
    assert "cannot log metric 'loss'" in capsys.readouterr().err
