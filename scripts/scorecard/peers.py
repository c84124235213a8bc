"""Cards by other programs, for scripts/bench-scorecard: each prints JSON lines, in one thread.

usage: peers.py german TOOL TABLE SPLITS | bin TOOL TABLE | regression TABLE | fit TABLE | score TOOL TABLE |
       chicago SAMPLE SCORES [RESAMPLES]

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
    if not names:
        return None
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
    if predict is None:
        say(tool=tool, rows_per_cpu_second=None)
        return
    runs = [cpu(lambda: predict.score(x)) for _ in range(3)]
    say(tool=tool, rows_per_cpu_second=len(x) / sorted(r[1] for r in runs)[1])


def plain_evidence(x, y, categories, n_bins=8, least=0.01):
    """The plain card: quantile bins, or categories with rare ones together; weights of evidence."""

    def coded(values, name, edges, kept):
        if name in categories:
            return values.astype(str).where(values.isin(kept), "rare")
        code = np.searchsorted(edges, values, side="right").astype(object)
        return pd.Series(np.where(values.isna(), "missing", code), index=values.index).astype(str)

    columns = {}
    for name in x:
        share = x[name].value_counts(normalize=True)
        kept = set(share[share >= 0.01].index)
        quantiles = np.linspace(0, 1, n_bins + 1)[1:-1]
        edges = None if name in categories else np.unique(np.nanquantile(x[name], quantiles))
        count = pd.crosstab(coded(x[name], name, edges, kept), y).reindex(columns=[0, 1], fill_value=0) + 0.5
        share = count / count.sum()
        evidence = np.log(share[1] / share[0])
        if ((share[1] - share[0]) * evidence).sum() > least:
            columns[name] = edges, kept, evidence

    def matrix(z):
        return np.column_stack([
            coded(z[name], name, edges, kept).map(evidence).fillna(0.0)
            for name, (edges, kept, evidence) in columns.items()
        ])

    return matrix


def chicago(path, scores, n_draws=1000):
    """Models of one table of features, on the rows of the test day, beside the card that was scored."""
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    frame = pd.read_csv(path, keep_default_na=False, dtype=str)
    points = pd.read_csv(scores)["points"].values
    x = frame.drop(columns=["part", "observed_on", "seen_again", "bad"])
    categories = [name for name in ("region", "industry", "risk_class") if name in x]
    for name in x.columns.difference(categories):
        x[name] = pd.to_numeric(x[name])
    numbers = [name for name in x if name not in categories]
    y, again = frame["bad"].astype(int).values, frame["seen_again"].values == "1"
    train, test = frame["part"].values == "train", frame["part"].values == "test"
    seen, held, held_bad = x[train], x[test], y[test]

    def by_count():
        return lambda z: z["n_penalties"].values

    def by_evidence():
        matrix = plain_evidence(seen, y[train], categories)
        model = LogisticRegression(C=1.0, max_iter=1000).fit(matrix(seen), y[train])
        return lambda z: model.predict_proba(matrix(z))[:, 1]

    def by_regression():
        prepared = ColumnTransformer([
            ("numbers", make_pipeline(SimpleImputer(add_indicator=True, keep_empty_features=True), StandardScaler()), numbers),
            ("categories", OneHotEncoder(min_frequency=50, handle_unknown="infrequent_if_exist"), categories),
        ])
        model = make_pipeline(prepared, LogisticRegression(C=1.0, max_iter=2000)).fit(seen, y[train])
        return lambda z: model.predict_proba(z)[:, 1]

    def by_trees():
        encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan, min_frequency=50)
        prepared = ColumnTransformer([("categories", encoder, categories)], remainder="passthrough")
        trees = HistGradientBoostingClassifier(
            max_iter=200, learning_rate=0.05, max_leaf_nodes=15, min_samples_leaf=50,
            categorical_features=list(range(len(categories))), random_state=42,
        )
        model = make_pipeline(prepared, trees).fit(seen, y[train])
        return lambda z: model.predict_proba(z)[:, 1]

    say(n_train=int(train.sum()), n_train_bad=int(y[train].sum()), n_test=int(test.sum()),
        n_test_bad=int(held_bad.sum()), n_again=int(again[test].sum()))
    own = -points[test].astype(float)
    models = [("merchant-credit, chicago-1", None), ("number of past adverse inspections", by_count),
              ("plain weight-of-evidence card, 8 quantile bins", by_evidence),
              ("scikit-learn logistic regression", by_regression), ("scikit-learn boosted trees", by_trees)]
    rng = np.random.default_rng(42)
    draws = [rng.integers(0, len(held_bad), len(held_bad)) for _ in range(int(n_draws))]
    for name, make in models:
        predict, seconds = cpu(make) if make else (lambda z: own, None)
        p = np.asarray(predict(held), float)
        wrong, right, _ = roc_curve(held_bad, p)
        low = high = None
        if make and draws:
            gaps = [roc_auc_score(held_bad[d], own[d]) - roc_auc_score(held_bad[d], p[d]) for d in draws]
            low, high = np.quantile(gaps, [0.025, 0.975]).tolist()
        auc = roc_auc_score(held_bad, p)
        say(model=name, auc=auc, ks=float(max(abs(right - wrong))), gap=roc_auc_score(held_bad, own) - auc, low=low, high=high,
            auc_again=roc_auc_score(held_bad[again[test]], p[again[test]]), cpu_s=seconds)


if __name__ == "__main__":
    dict(german=german, bin=bin_column, regression=regression, fit=fit, score=score, chicago=chicago)[sys.argv[1]](*sys.argv[2:])
