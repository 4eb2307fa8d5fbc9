"""Paired tests as scipy computes them, and DeLong's and Tango's from their definitions: one JSON object a line."""
import json
import sys

import numpy as np
from scipy import optimize, stats
from sklearn import metrics


def delong(truth, first, second):
    """Areas and the error of their difference by the whole matrix of placements, without ranks."""
    def placements(scores):
        positive, negative = scores[truth == 1][:, None], scores[truth == 0][None, :]
        return (positive > negative) + 0.5 * (positive == negative)
    a, b = placements(first), placements(second)
    assert abs(a.mean() - metrics.roc_auc_score(truth, first)) < 1e-12
    rows, columns = (a - b).mean(axis=1), (a - b).mean(axis=0)
    error = np.sqrt(rows.var(ddof=1) / len(rows) + columns.var(ddof=1) / len(columns))
    return a.mean() - b.mean(), error


def tango(gained, lost, rows, supposed):
    """The score statistic with the constrained maximum of the likelihood found numerically."""
    def negative(share):
        other = share + supposed
        return -(gained * np.log(other) + lost * np.log(share)
                 + (rows - gained - lost) * np.log(1 - share - other))
    low = max(1e-12, -supposed + 1e-12)
    share = optimize.minimize_scalar(
        negative, bounds=(low, (1 - supposed) / 2 - 1e-12), method="bounded", options=dict(xatol=1e-13)).x
    return (gained - lost - rows * supposed) / np.sqrt(rows * (2 * share + supposed - supposed ** 2))


def case(seed):
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(60, 300))
    truth = rng.integers(0, 2, rows)
    scores = [np.clip(np.round(rng.normal(0.35 + 0.3 * truth, spread), 2), 0.01, 0.99) for spread in (0.2, 0.25)]
    answers = [(column >= 0.5).astype(int) for column in scores]
    right = [column == truth for column in answers]
    gained, lost = int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum())
    expected = {}

    def note(gate, p, statistic=None, difference=None):
        expected[gate] = dict(p=float(p), statistic=statistic and float(statistic), difference=difference and float(difference))

    note("accuracy better", stats.binomtest(gained, gained + lost, 0.5, "greater").pvalue, gained, (gained - lost) / rows)
    z = tango(gained, lost, rows, -0.05)
    note("accuracy not worse by 0.05", stats.norm.sf(z), z)
    positive = truth == 1
    won, missed = int((right[0] & ~right[1])[positive].sum()), int((right[1] & ~right[0])[positive].sum())
    if won + missed:
        note("recall better", stats.binomtest(won, won + missed, 0.5, "greater").pvalue)
    gap, error = delong(truth, *scores)
    note("roc_auc better", stats.norm.sf(gap / error), gap / error, gap)
    note("roc_auc not worse by 0.02", stats.norm.sf((gap + 0.02) / error), (gap + 0.02) / error, gap)
    losses = [-np.log(np.where(truth == 1, column, 1 - column)) for column in scores]
    t = stats.ttest_rel(losses[1], losses[0], alternative="greater")
    note("log_loss better", t.pvalue, t.statistic, losses[1].mean() - losses[0].mean())
    squares = [(column - truth) ** 2 for column in scores]
    t = stats.ttest_1samp(squares[0], 0.18, alternative="less")
    note("brier <= 0.18", t.pvalue, -t.statistic)
    found = stats.binomtest(int(right[0][positive].sum()), int(positive.sum()), 0.7, "greater")
    note("recall >= 0.7", found.pvalue, found.k)
    expected["recall >= 0.7"]["low"] = found.proportion_ci(0.95, "exact").low - 0.7
    return dict(
        expected=expected,
        tables=[[[str(a), str(b), repr(float(c))] for a, b, c in zip(truth, answer, column)]
                for answer, column in zip(answers, scores)])


for seed in range(int(sys.argv[1])):
    print(json.dumps(case(seed)))
