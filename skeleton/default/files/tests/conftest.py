"""What several tests use: they read scikit-learn's data set, so they pass in a clone without its data files."""

import pytest

from {{ module_name }} import dataset


@pytest.fixture(scope="session")
def rows():
    """The raw table as it reads from disk: all values are text."""
    return [{name: str(value) for name, value in row.items()} for row in dataset.raw_rows()]
