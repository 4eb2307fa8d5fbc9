"""Diagnose the tumours of a CSV file: `python3 -m {{ module_name }}.modeling.predict FILE`."""

import argparse
import csv
import sys
from pathlib import Path

import joblib

from {{ module_name }} import dataset, features
from {{ module_name }}.modeling.train import MODEL_FILE


def predict(model, rows):
    """One dictionary a row: its key and the probability that the tumour is malignant."""
    probabilities = model.predict_proba(features.matrix(rows))[:, 1]
    return [
        {dataset.KEY: row[dataset.KEY], "malignant": round(float(probability), 6)}
        for row, probability in zip(rows, probabilities)
    ]


def main():
    parser = argparse.ArgumentParser(description="Print the probability of malignancy for every row of a CSV file.")
    parser.add_argument("file", type=Path, nargs="?", default=dataset.TEST_FILE)
    parser.add_argument("--model", type=Path, default=MODEL_FILE)
    arguments = parser.parse_args()
    rows = predict(joblib.load(arguments.model), dataset.read_rows(arguments.file))
    writer = csv.DictWriter(sys.stdout, fieldnames=[dataset.KEY, "malignant"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    main()
