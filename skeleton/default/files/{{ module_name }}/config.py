"""Where things are, and the parameters of params.yaml."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]

DATA = ROOT / "data"
RAW = DATA / "raw"
INTERIM = DATA / "interim"
PROCESSED = DATA / "processed"
EXTERNAL = DATA / "external"
MODELS = ROOT / "models"
REPORTS = ROOT / "reports"
FIGURES = REPORTS / "figures"

PARAMS_FILE = ROOT / "params.yaml"


def load_params(path=PARAMS_FILE):
    """The content of params.yaml as nested dictionaries."""
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)
