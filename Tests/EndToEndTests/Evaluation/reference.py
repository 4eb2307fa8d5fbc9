"""Random predictions, and what scikit-learn and fairlearn say of them: one JSON object a line."""
import json
import math
import sys
import warnings

import numpy as np
from fairlearn import metrics as fair
from sklearn import metrics as skl

warnings.filterwarnings("ignore")


def binary(rng, rows):
    truth = rng.integers(0, 2, rows)
    scores = np.clip(np.round(rng.normal(0.3 + 0.4 * truth, 0.3), int(rng.choice([1, 3, 12]))), 0, 1)
    answers = (scores >= 0.5).astype(int)
    groups = rng.choice(["a", "b", "c"], rows)
    if len(set(truth) | set(answers)) < 2:
        return None
    both = len(set(truth)) == 2
    values = dict(
        accuracy=skl.accuracy_score(truth, answers), balanced_accuracy=skl.balanced_accuracy_score(truth, answers),
        precision=skl.precision_score(truth, answers, zero_division=np.nan),
        recall=skl.recall_score(truth, answers, zero_division=np.nan),
        f1=skl.f1_score(truth, answers, zero_division=np.nan),
        roc_auc=skl.roc_auc_score(truth, scores) if both else math.nan,
        pr_auc=skl.average_precision_score(truth, scores) if truth.sum() else math.nan,
        log_loss=skl.log_loss(truth, scores, labels=[0, 1]), brier=skl.brier_score_loss(truth, scores, pos_label=1))
    if both and len(set(answers)) == 2:
        values["mcc"] = skl.matthews_corrcoef(truth, answers)
    gaps = {}
    if all(0 < truth[groups == name].sum() < (groups == name).sum() for name in set(groups)):
        gaps = dict(
            demographic_parity=fair.demographic_parity_difference(truth, answers, sensitive_features=groups),
            equalized_odds=fair.equalized_odds_difference(truth, answers, sensitive_features=groups),
            equal_opportunity=fair.equal_opportunity_difference(truth, answers, sensitive_features=groups))
    lines = [f"{a},{b},{float(c)!r},{d}" for a, b, c, d in zip(truth, answers, scores, groups)]
    return "y_true,y_pred,y_score,group", lines, values, gaps


def several(rng, rows, classes=4):
    truth = rng.integers(0, classes, rows)
    scores = rng.dirichlet(np.ones(classes), rows)
    scores[np.arange(rows), truth] += 0.5
    scores /= scores.sum(1, keepdims=True)
    answers = scores.argmax(1)
    labels = range(classes)
    values = dict(
        accuracy=skl.accuracy_score(truth, answers), balanced_accuracy=skl.balanced_accuracy_score(truth, answers),
        precision_macro=skl.precision_score(truth, answers, average="macro", zero_division=0),
        recall_macro=skl.recall_score(truth, answers, average="macro", zero_division=0),
        f1_macro=skl.f1_score(truth, answers, average="macro", zero_division=0),
        f1_weighted=skl.f1_score(truth, answers, average="weighted", zero_division=0),
        log_loss=skl.log_loss(truth, scores, labels=labels), brier=skl.brier_score_loss(truth, scores, labels=labels),
        mcc=skl.matthews_corrcoef(truth, answers))
    if len(set(truth)) == classes:
        values["roc_auc_ovr"] = skl.roc_auc_score(truth, scores, multi_class="ovr")
    lines = [f"{a},{b}," + ",".join(repr(float(value)) for value in c) for a, b, c in zip(truth, answers, scores)]
    return "y_true,y_pred," + ",".join(f"p_{name}" for name in labels), lines, values, {}


def measured(rng, rows):
    truth = rng.normal(size=rows) * 10 + rng.choice([0, 1e6])
    answers = truth + rng.normal(size=rows)
    values = dict(mae=skl.mean_absolute_error(truth, answers), rmse=skl.root_mean_squared_error(truth, answers),
                  r2=skl.r2_score(truth, answers))
    return "y_true,y_pred", [f"{float(a)!r},{float(b)!r}" for a, b in zip(truth, answers)], values, {}


for seed in range(int(sys.argv[1])):
    rng = np.random.default_rng(seed)
    case = [binary, several, measured][seed % 3](rng, int(rng.choice([5, 40, 300])))
    if case:
        header, lines, values, gaps = case
        known = {name: None if math.isnan(value) else float(value) for name, value in values.items()}
        print(json.dumps({"table": "\n".join([header, *lines, ""]), "metrics": known,
                          "gaps": {name: float(value) for name, value in gaps.items()}}))
