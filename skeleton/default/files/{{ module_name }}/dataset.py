"""Tables on disk, and the raw data set.

The data is the Breast Cancer Wisconsin (Diagnostic) data set that scikit-learn ships: 569 tumours,
30 measurements each, diagnosed as malignant or benign. Nothing is downloaded.
"""

import argparse
import csv

from sklearn.datasets import load_breast_cancer

from {{ module_name }} import config

RAW_FILE = config.RAW / "breast_cancer.csv"
TRAIN_FILE = config.PROCESSED / "train.csv"
TEST_FILE = config.PROCESSED / "test.csv"

KEY = "sample"
TARGET = "diagnosis"


def read_rows(path):
    """The rows of a CSV file with a header, as dictionaries of text."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    """Write dictionaries with equal keys as a CSV file: the same rows always give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def raw_rows():
    """The data set as scikit-learn ships it, one dictionary a tumour."""
    bunch = load_breast_cancer()
    names = [name.replace(" ", "_") for name in bunch.feature_names]
    return [
        {KEY: index, **dict(zip(names, values.tolist())), TARGET: str(bunch.target_names[label])}
        for index, (values, label) in enumerate(zip(bunch.data, bunch.target), start=1)
    ]


def main():
    parser = argparse.ArgumentParser(description="Write data/raw/breast_cancer.csv unless it is there.")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    arguments = parser.parse_args()
    if RAW_FILE.exists() and not arguments.force:
        print(f"{RAW_FILE.relative_to(config.ROOT)} is there already: kept")
        return
    rows = raw_rows()
    write_rows(RAW_FILE, rows)
    print(f"{RAW_FILE.relative_to(config.ROOT)}: {len(rows)} rows")


if __name__ == "__main__":
    main()
