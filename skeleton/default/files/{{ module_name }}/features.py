"""From table rows to what the model sees."""

import numpy as np

from {{ module_name }} import dataset

POSITIVE = "malignant"


def feature_names(rows):
    """The columns the model may look at: all but the key and the answer."""
    return [name for name in rows[0] if name not in (dataset.KEY, dataset.TARGET)]


def matrix(rows):
    """The measurements, one row a tumour."""
    names = feature_names(rows)
    return np.array([[float(row[name]) for name in names] for row in rows])


def target(rows):
    """1 where the tumour is malignant, else 0."""
    return np.array([int(row[dataset.TARGET] == POSITIVE) for row in rows])
