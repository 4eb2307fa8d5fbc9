"""Compare predicted probabilities with what the tumours are."""

import argparse
from pathlib import Path

import joblib
from sklearn.calibration import calibration_curve

from {{ module_name }} import config, dataset, features
from {{ module_name }}.modeling.train import MODEL_FILE


def calibration_rows(model, rows, bins):
    """Predicted and actual share of malignant tumours, for each range of predictions that has any."""
    probabilities = model.predict_proba(features.matrix(rows))[:, 1]
    actual, predicted = calibration_curve(features.target(rows), probabilities, n_bins=bins)
    return [{"predicted": float(x), "actual": float(y)} for x, y in zip(predicted, actual)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", type=Path, help="a table of prepared rows")
    parser.add_argument("output", type=Path, help="where the curve goes")
    arguments = parser.parse_args()
    bins = config.load_params()["calibrate"]["bins"]
    rows = calibration_rows(joblib.load(MODEL_FILE), dataset.read_rows(arguments.part), bins)
    dataset.write_rows(arguments.output, rows)
    print(f"{arguments.output}: {len(rows)} points")


if __name__ == "__main__":
    main()
