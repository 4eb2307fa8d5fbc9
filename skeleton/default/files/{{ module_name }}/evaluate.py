"""Measure the model: reports/metrics.json and the data of two plots."""

import json

import joblib
from sklearn.metrics import accuracy_score, f1_score, log_loss, roc_auc_score, roc_curve

from {{ module_name }} import config, dataset, features
from {{ module_name }}.modeling.train import MODEL_FILE

METRICS_FILE = config.REPORTS / "metrics.json"
ROC_FILE = config.FIGURES / "roc.csv"
CONFUSION_FILE = config.FIGURES / "confusion.csv"


def measure(model, rows):
    """How good the model is on these rows."""
    labels = features.target(rows)
    probabilities = model.predict_proba(features.matrix(rows))[:, 1]
    predictions = probabilities >= 0.5
    return {
        "accuracy": float(accuracy_score(labels, predictions)),
        "f1": float(f1_score(labels, predictions)),
        "log_loss": float(log_loss(labels, probabilities)),
        "roc_auc": float(roc_auc_score(labels, probabilities)),
    }


def roc_rows(model, rows):
    """The points of the ROC curve."""
    probabilities = model.predict_proba(features.matrix(rows))[:, 1]
    false_positives, true_positives, _ = roc_curve(features.target(rows), probabilities)
    return [
        {"false_positive_rate": float(x), "true_positive_rate": float(y)}
        for x, y in zip(false_positives, true_positives)
    ]


def confusion_rows(model, rows):
    """What every tumour is, and what the model takes it for."""
    names = ("benign", features.POSITIVE)
    predictions = model.predict(features.matrix(rows))
    return [
        {"actual": names[actual], "predicted": names[predicted]}
        for actual, predicted in zip(features.target(rows), predictions)
    ]


def main():
    model = joblib.load(MODEL_FILE)
    train, test = dataset.read_rows(dataset.TRAIN_FILE), dataset.read_rows(dataset.TEST_FILE)
    metrics = {"train": measure(model, train), "test": measure(model, test)}
    METRICS_FILE.parent.mkdir(parents=True, exist_ok=True)
    METRICS_FILE.write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    dataset.write_rows(ROC_FILE, roc_rows(model, test))
    dataset.write_rows(CONFUSION_FILE, confusion_rows(model, test))
    print(f"test accuracy {metrics['test']['accuracy']:.4f}, log loss {metrics['test']['log_loss']:.4f}")


if __name__ == "__main__":
    main()
