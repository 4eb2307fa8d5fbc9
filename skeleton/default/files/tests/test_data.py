"""The data set, its schema and its split."""

import pytest
import yaml

from {{ module_name }} import config, dataset, features, prepare


def test_raw_data_is_complete(rows):
    assert len(rows) == 569
    assert sum(row["diagnosis"] == "malignant" for row in rows) == 212
    assert len({row["sample"] for row in rows}) == 569


def test_schema_names_the_columns_in_order(rows):
    schema = yaml.safe_load((config.ROOT / "schemas/breast_cancer.yaml").read_text())
    assert [field["name"] for field in schema["fields"]] == list(rows[0])


def test_writing_and_reading_keeps_every_value(rows, tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "new/folder/b.csv"
    dataset.write_rows(first, rows)
    dataset.write_rows(second, dataset.read_rows(first))
    assert dataset.read_rows(second) == rows
    assert first.read_bytes() == second.read_bytes()


def test_numbers_survive_as_text(rows):
    exact = [list(row.values())[1:-1] for row in dataset.raw_rows()]
    assert features.matrix(rows).tolist() == exact


@pytest.mark.parametrize("test_size", [0.1, 0.25, 0.5])
def test_split_loses_and_repeats_nothing(rows, test_size):
    train, test = prepare.split(rows, test_size, seed=1)
    assert sorted(int(row["sample"]) for row in train + test) == list(range(1, 570))
    assert len(test) == pytest.approx(569 * test_size, abs=1)
    assert features.target(test).mean() == pytest.approx(212 / 569, abs=0.01)


def test_split_depends_on_the_seed_only(rows):
    assert prepare.split(rows, 0.25, seed=1) == prepare.split(rows, 0.25, seed=1)
    assert prepare.split(rows, 0.25, seed=1) != prepare.split(rows, 0.25, seed=2)


def test_the_model_sees_neither_key_nor_answer(rows):
    names = features.feature_names(rows)
    assert len(names) == 30
    assert not {dataset.KEY, dataset.TARGET} & set(names)
