"""The project holds together: folders are there, and params.yaml is readable."""

import pytest

from {{ module_name }} import config


@pytest.mark.parametrize("folder", [config.RAW, config.INTERIM, config.PROCESSED, config.EXTERNAL, config.MODELS])
def test_folder_exists(folder):
    assert folder.is_dir()


def test_params_are_readable():
    assert isinstance(config.load_params()["seed"], int)
