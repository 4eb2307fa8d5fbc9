"""Fit the model, reporting the loss while it grows."""

import joblib
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import log_loss

from {{ module_name }} import config, dataset, features, tracking

MODEL_FILE = config.MODELS / "model.joblib"
LOSS_FILE = config.FIGURES / "loss.csv"
STEPS_BETWEEN_REPORTS = 10


def fit(rows, params, seed):
    """A fitted classifier; the same rows, parameters and seed always give the same one."""
    model = GradientBoostingClassifier(random_state=seed, **params)
    return model.fit(features.matrix(rows), features.target(rows))


def loss_curve(model, rows):
    """The log loss after every few trees: pairs of step and loss."""
    labels = features.target(rows)
    stages = enumerate(model.staged_predict_proba(features.matrix(rows)), start=1)
    return [
        (step, log_loss(labels, probabilities))
        for step, probabilities in stages
        if step % STEPS_BETWEEN_REPORTS == 0 or step == model.n_estimators_
    ]


def main():
    params = config.load_params()
    rows = dataset.read_rows(dataset.TRAIN_FILE)
    model = fit(rows, params["train"], params["seed"])
    curve = loss_curve(model, rows)
    for step, loss in curve:
        tracking.log_metric("loss", loss, step=step)
    dataset.write_rows(LOSS_FILE, [{"step": step, "log_loss": float(loss)} for step, loss in curve])
    MODEL_FILE.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, MODEL_FILE)
    print(f"trained {model.n_estimators_} trees on {len(rows)} rows, loss {curve[-1][1]:.4f}")


if __name__ == "__main__":
    main()
