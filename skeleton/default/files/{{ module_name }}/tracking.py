"""Metrics that change while a step runs go to the run that `git mlops run` or `git mlops repro` records."""

import os
import subprocess
import sys


def log_metric(name, value, step=None):
    """Add one value to the current run; outside a run, do nothing. A failure is told and never stops the work."""
    if not os.environ.get("GIT_MLOPS_RUN"):
        return
    command = ["git", "mlops", "log", "metric", name, repr(float(value))]
    if step is not None:
        command += ["--step", str(step)]
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"warning: cannot log metric '{name}': {error}", file=sys.stderr)
