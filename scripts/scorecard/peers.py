"""Cards by other programs, for scripts/bench-scorecard: each prints JSON lines, in one thread.

usage: peers.py german TOOL TABLE SPLITS | bin TOOL TABLE | regression TABLE | fit TABLE | score TOOL TABLE

CPU seconds are those of the process; imports and reading the table are not counted.
"""
import contextlib
import io
import json
import os
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"
warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve

POINTS_TO_DOUBLE, BASE_ODDS, BASE_POINTS = 20, 50, 600


def say(**figures):
    print(json.dumps(figures), flush=True)


def cpu(work):
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def table(path):
    frame = pd.read_csv(path, keep_default_na=False, na_values={c: [""] for c in ()})
    return frame.drop(columns=[c for c in ("row_id",) if c in frame])


def by_toad(x, y, categories):
    import toad

    rows = x.assign(bad=y)
    chosen = toad.selection.select(rows, target="bad", empty=0.5, iv=0.02, corr=0.7)
    combiner = toad.transform.Combiner()
    combiner.fit(chosen, y="bad", method="chi", min_samples=0.05)
    evidence = toad.transform.WOETransformer()
    matrix = evidence.fit_transform(combiner.transform(chosen), chosen["bad"], exclude=["bad"])
    names = [c for c in chosen.columns if c != "bad"]
    card = toad.ScoreCard(
        combiner=combiner, transer=evidence, base_score=BASE_POINTS, base_odds=BASE_ODDS,
        pdo=POINTS_TO_DOUBLE, rate=2, C=1.0,
    )
    card.fit(matrix[names], matrix["bad"])
    return lambda z: card.predict_proba(z[names])[:, 1]


def by_optbinning(x, y, categories):
    from optbinning import BinningProcess, Scorecard

    process = BinningProcess(
        list(x.columns), categorical_variables=categories,
        selection_criteria={"iv": {"min": 0.02}},
    )
    card = Scorecard(
        binning_process=process, estimator=LogisticRegression(C=1.0, max_iter=1000),
        scaling_method="pdo_odds",
        scaling_method_params={
            "pdo": POINTS_TO_DOUBLE, "odds": BASE_ODDS, "scorecard_points": BASE_POINTS,
        },
    )
    card.fit(x, y)
    predict = lambda z: card.predict_proba(z)[:, 1]
    predict.score = lambda z: card.score(z)
    return predict


def by_scorecardpy(x, y, categories):
    import scorecardpy

    with contextlib.redirect_stdout(io.StringIO()):
        chosen = scorecardpy.var_filter(x.assign(bad=y), y="bad", iv_limit=0.02)
        bins = scorecardpy.woebin(chosen, y="bad", no_cores=1)
        matrix = scorecardpy.woebin_ply(chosen, bins, no_cores=1)
    names = [c for c in matrix.columns if c.endswith("_woe")]
    regression = LogisticRegression(C=1.0, max_iter=1000).fit(matrix[names], matrix["bad"])
    raw = [name[:-4] for name in names]

    def predict(z):
        with contextlib.redirect_stdout(io.StringIO()):
            return regression.predict_proba(scorecardpy.woebin_ply(z[raw], bins, no_cores=1)[names])[:, 1]

    return predict


def by_fastbinning(x, y, categories):
    from fastbinning import CategoricalBinning, NumericalBinning

    bins, codes, columns = {}, {}, {}
    target = y.astype(np.int32)

    def coded(z, name):
        return z[name].map(codes[name]).fillna(-1).astype(np.int32).values

    for name in x.columns:
        if name in categories:
            codes[name] = {value: i for i, value in enumerate(sorted(x[name].unique()))}
            bins[name] = CategoricalBinning(8, 0.05, 0.95)
            columns[name] = bins[name].fit_transform(coded(x, name), target)
        else:
            bins[name] = NumericalBinning(8, 0.05, 0.95)
            columns[name] = bins[name].fit_transform(x[name].values.astype(float), target)
    names = [n for n in x.columns if sum(b.iv for b in bins[n].bins) >= 0.02]
    regression = LogisticRegression(C=1.0, max_iter=1000)
    regression.fit(np.column_stack([columns[n] for n in names]), y)

    def matrix(z):
        return np.column_stack([
            bins[n].transform(coded(z, n) if n in categories else z[n].values.astype(float))
            for n in names
        ])

    def predict(z):
        return regression.predict_proba(matrix(z))[:, 1]

    def score(z):
        p, factor = predict(z), POINTS_TO_DOUBLE / np.log(2)
        return BASE_POINTS - factor * np.log(BASE_ODDS) + factor * np.log((1 - p) / p)

    predict.score = score
    return predict


TOOLS = dict(
    toad=by_toad, optbinning=by_optbinning, scorecardpy=by_scorecardpy, fastbinning=by_fastbinning
)


def german(tool, path, splits):
    frame = table(path)
    x, y = frame.drop(columns=["bad"]), frame["bad"].values
    categories = [c for c in x if x[c].dtype.kind not in "if"]
    x[categories] = x[categories].astype(object)
    for name, is_test in pd.read_csv(splits).items():
        held = is_test.values == 1
        predict, seconds = cpu(lambda: TOOLS[tool](x[~held].copy(), y[~held], categories))
        p = np.asarray(predict(x[held].copy()), float)
        wrong, right, _ = roc_curve(y[held], p)
        say(tool=tool, split=name, auc=roc_auc_score(y[held], p), ks=float(max(abs(right - wrong))), cpu_s=seconds)


def information_value(x, y, edges):
    place = np.searchsorted(np.asarray(sorted(edges)), x, side="right")
    n, bad = np.bincount(place), np.bincount(place, weights=y)
    good = n - bad
    known = (bad > 0) & (good > 0)
    b, g = bad[known] / bad.sum(), good[known] / good.sum()
    return float(((b - g) * np.log(b / g)).sum()), int(known.sum())


def bin_column(tool, path):
    frame = pd.read_csv(path)
    x, y = frame["x"].values, frame["bad"].values.astype(np.int32)

    def fast():
        from fastbinning import NumericalBinning

        found = NumericalBinning(10, 0.05, 0.95).fit(x, y)
        return [b.range[1] for b in found if not b.is_missing and np.isfinite(b.range[1])]

    def optimal():
        from optbinning import OptimalBinning

        limits = dict(max_n_bins=10, min_bin_size=0.05)
        return list(OptimalBinning(dtype="numerical", **limits).fit(x, y).splits)

    work = dict(fastbinning=fast, optbinning=optimal)[tool]
    runs = [cpu(work) for _ in range(5)]
    value, n_bins = information_value(x, y, runs[0][0])
    say(tool=tool, cpu_s=sorted(r[1] for r in runs)[2], least_cpu_s=min(r[1] for r in runs), information_value=value, n_bins=n_bins)


def regression(path):
    frame = pd.read_csv(path)
    x, y = np.ascontiguousarray(frame.drop(columns=["bad"]).values), frame["bad"].values
    for solver, settings in (("lbfgs", {}), ("newton-cholesky", dict(tol=1e-12))):
        model = LogisticRegression(solver=solver, C=1.0, max_iter=1000, **settings)
        runs = [cpu(lambda: model.fit(x, y)) for _ in range(3)]
        say(solver=solver, cpu_s=sorted(r[1] for r in runs)[1], coefficients=model.coef_[0].tolist(), intercept=float(model.intercept_[0]))


def fit(path):
    frame = pd.read_csv(path)
    x, y = frame.drop(columns=["bad"]), frame["bad"].values
    _, seconds = cpu(lambda: by_optbinning(x, y, []))
    import resource

    say(tool="optbinning", cpu_s=seconds, peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def score(tool, path):
    frame = pd.read_csv(path)
    x, y = frame.drop(columns=["bad"]), frame["bad"].values
    some = slice(0, 50_000)
    predict = TOOLS[tool](x[some].copy(), y[some], [])
    runs = [cpu(lambda: predict.score(x)) for _ in range(3)]
    say(tool=tool, rows_per_cpu_second=len(x) / sorted(r[1] for r in runs)[1])


if __name__ == "__main__":
    dict(german=german, bin=bin_column, regression=regression, fit=fit, score=score)[sys.argv[1]](*sys.argv[2:])
