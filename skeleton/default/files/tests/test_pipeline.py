"""mlops.yaml agrees with the code and with params.yaml."""

import yaml

from {{ module_name }} import config

PIPELINE = yaml.safe_load((config.ROOT / "mlops.yaml").read_text())["stages"]


def paths(stage, kind):
    """The paths under outs, metrics or plots, with or without flags."""
    return [name for entry in stage.get(kind, []) for name in ([entry] if isinstance(entry, str) else entry)]


def test_every_dependency_is_a_file_or_made_by_an_earlier_stage():
    made = set()
    for stage in PIPELINE.values():
        for dependency in stage.get("deps", []):
            assert dependency in made or (config.ROOT / dependency).is_file()
        made |= {path for kind in ("outs", "metrics", "plots") for path in paths(stage, kind)}


def test_every_parameter_exists():
    params = config.load_params()
    for stage in PIPELINE.values():
        assert set(stage.get("params", [])) <= set(params)


def test_every_metric_says_which_way_is_better():
    declared = PIPELINE["evaluate"]["meta"]["mlops"]["metrics"]
    assert set(declared.values()) <= {"higher", "lower"}
    assert len(declared) == 8
