"""mlops.yaml agrees with the code and with params.yaml."""

import itertools
import os

import yaml

from {{ module_name }} import config

FILE = yaml.safe_load((config.ROOT / "mlops.yaml").read_text())
VARS = {key: value for entry in FILE["vars"] for key, value in entry.items()}


def expand(value, item=None):
    """The value with ${...} put in, as git mlops does."""
    if isinstance(value, dict):
        return {expand(key, item): expand(inner, item) for key, inner in value.items()}
    if isinstance(value, list):
        return [expand(inner, item) for inner in value]
    if isinstance(value, str):
        for key, inner in item.items() if isinstance(item, dict) else [("", item)]:
            value = value.replace("${item." + key + "}" if key else "${item}", str(inner))
        return value.replace("${figures}", VARS["figures"])
    return value


def rows(matrix):
    """All combinations of the lists, each with the names of its axes."""
    axes = {key: VARS[values[2:-1]] if isinstance(values, str) else values for key, values in matrix.items()}
    return [dict(zip(axes, row)) for row in itertools.product(*axes.values())]


PIPELINE = {}
for name, stage in FILE["stages"].items():
    if "foreach" in stage:
        PIPELINE |= {f"{name}@{item}": expand(stage["do"], item) for item in VARS["parts"]}
    elif "matrix" in stage:
        PIPELINE |= {f"{name}@{'-'.join(row.values())}": expand(stage, row) for row in rows(stage["matrix"])}
    else:
        PIPELINE[name] = expand(stage)


def paths(stage, kind):
    """The paths under deps, outs, metrics or plots, with or without flags, from the top of the repository."""
    names = [name for entry in stage.get(kind, []) for name in ([entry] if isinstance(entry, str) else entry)]
    return [os.path.normpath(os.path.join(stage.get("wdir", ""), name)) for name in names]


def test_every_dependency_is_a_file_or_made_by_an_earlier_stage():
    made = set()
    for stage in PIPELINE.values():
        for dependency in paths(stage, "deps"):
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


def test_plots_and_artifacts_are_made_by_stages():
    made = {path for stage in PIPELINE.values() for kind in ("outs", "metrics", "plots") for path in paths(stage, kind)}
    for plot in FILE["plots"]:
        for definition in plot.values():
            assert set(definition["y"]) <= made
    assert {artifact["path"] for artifact in FILE["artifacts"].values()} <= made
