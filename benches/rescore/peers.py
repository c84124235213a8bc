"""The features and the score of every merchant in an analytics engine, by the same card.

usage: peers.py duckdb|polars THREADS DATA CARD.json AS_OF OUT.parquet

DATA is what prepare.py wrote. OUT gets merchant number and points (null: not rated). Prints one JSON
line: CPU seconds and seconds since the engine was imported, peak memory. The rules of display are
those in force in mainland China from 2026-04-01 (seeds/rules/display.json: ndrc-36, samr-107), so
AS_OF must not be earlier.
"""

import json
import os
import resource
import sys
import time

engine, threads, data, card_file, as_of, out = sys.argv[1:7]
card = json.load(open(card_file))["scorecard"]
RESTRICTING = ("限制开展生产经营活动", "限制从业")
SERIOUS = RESTRICTING + ("吊销许可证件", "责令停产停业", "责令关闭")
GRAVE = ("counterfeit", "price_fraud", "privacy", "safety")


def bins(characteristic):
    """Ranges as (upper end, points), categories by name, and the points of other cases."""
    ranges, names, other = [], {}, {}
    for each in characteristic["bins"]:
        values, points = each["values"], each["points"]
        if isinstance(values, str):
            other[values] = points
        elif "range" in values:
            ranges.append((values["range"].get("to"), points))
        elif "categories" in values:
            names.update(dict.fromkeys(values["categories"], points))
        else:
            sys.exit("a special value: the peers' queries are written for cards without any")
    return ranges, names, other


def in_duckdb():
    import duckdb

    began = clock()
    db = duckdb.connect(config={"threads": int(threads)})
    a = f"DATE '{as_of}'"

    def table(name):
        return f"(SELECT * FROM read_parquet('{data}/{name}.parquet') WHERE on_day <= {a})"

    def decay(days):
        age = f"({a} - on_day)"
        return f"CASE WHEN {age} <= 3653 THEN round(65536 * pow(2.0, -{age} / {days}.0)) ELSE 0 END"

    def has(kinds):
        return " OR ".join(f"contains(kinds, '{kind}')" for kind in kinds)

    def points(characteristic):
        ranges, names, other = bins(characteristic)
        feature = characteristic["feature"]
        cases = [f"WHEN {feature} IS NULL THEN {other['missing']}"]
        cases += [f"WHEN {feature} = '{name}' THEN {p}" for name, p in names.items()]
        cases += [f"WHEN {feature} < {to} THEN {p}" for to, p in ranges if to is not None]
        rest = other["unseen"] if names else ranges[-1][1]
        return f"CASE {' '.join(cases)} ELSE {rest} END"

    total = " + ".join(points(own) for own in card["characteristics"])
    sql = f"""
    WITH rating AS (
        SELECT m, count(*) AS n, sum(w * d) AS dw, sum(w * stars_milli * d) AS ds,
            count(*) FILTER (in_window) AS n_window, sum(w) FILTER (in_window) AS w_window,
            count(*) FILTER (in_window AND stars_milli < 2500) AS n_low
        FROM (SELECT m, CAST(stars_milli AS DOUBLE) AS stars_milli,
                  CAST(CASE WHEN incentivised THEN 200 WHEN verified_purchase THEN 1000
                       ELSE 400 END AS DOUBLE) AS w,
                  CAST({decay(180)} AS DOUBLE) AS d, {a} - on_day < 365 AS in_window
              FROM {table('ratings')})
        GROUP BY m),
    complaint AS (
        SELECT m, count(*) FILTER (upheld) AS n_upheld,
            sum(d) FILTER (upheld) / 65536.0 AS complaints_decayed_365,
            count(*) FILTER (state IN ('failed', 'turned_into_case') AND {a} - on_day < 365)
                AS n_complaints_unsettled_365,
            sum(d) FILTER (upheld AND class IN {GRAVE}) / 65536.0 AS complaints_grave_decayed_365
        FROM (SELECT *, state IN ('accepted', 'settled', 'failed', 'turned_into_case') AS upheld
              FROM (SELECT m, on_day, class, {decay(365)} AS d,
                        CASE WHEN outcome = 'received' THEN 'received'
                            WHEN outcome IN ('accepted', 'refused')
                                THEN CASE WHEN accepted_on IS NULL OR accepted_on <= {a}
                                     THEN outcome ELSE 'received' END
                            WHEN closed_on IS NULL OR closed_on <= {a} THEN outcome
                            WHEN accepted_on <= {a} THEN 'accepted' ELSE 'received' END AS state
                    FROM {table('complaints')}))
        GROUP BY m),
    penalty AS (
        SELECT m, count(*) AS n_penalties, count(*) FILTER (grade = 'serious')
                AS n_penalties_serious,
            count(*) FILTER (grade <> 'minor') AS n_penalties_general_or_serious,
            sum(fine_fen + confiscated_fen) / 100.0 AS fines_yuan
        FROM (SELECT *, CASE WHEN of_market_regulator THEN coalesce(published_on, on_day)
                            ELSE on_day END AS start
              FROM (SELECT *, coalesce(severity, CASE
                        WHEN fine_fen >= 100000000 OR {has(SERIOUS)} THEN 'serious'
                        WHEN simple_procedure THEN 'minor'
                        WHEN kinds IN ('警告', '通报批评', '警告;通报批评') AND fine_fen = 0
                            THEN 'minor'
                        ELSE 'general' END) AS grade
                    FROM {table('penalties')}))
        WHERE (grade <> 'minor' OR (of_market_regulator AND kinds <> '警告'))
            AND {a} < least(
                greatest(
                    CASE grade WHEN 'minor' THEN start + INTERVAL 3 MONTH
                        WHEN 'general' THEN start + INTERVAL 1 YEAR
                        ELSE start + INTERVAL 3 YEAR END,
                    CASE WHEN ({has(RESTRICTING)}) AND valid_until > on_day + INTERVAL 3 YEAR
                        THEN valid_until ELSE start END),
                coalesce(display_until, DATE '9999-12-31'))
        GROUP BY m),
    inspection AS (
        SELECT m, sum(CASE WHEN adverse THEN d ELSE 0 END) / 65536.0
                AS inspections_adverse_decayed_365,
            count(*) FILTER (recent) AS n_recent,
            count(*) FILTER (recent AND adverse) AS n_adverse,
            sum(CASE WHEN n_serious > 0 THEN d ELSE 0 END) / 65536.0
                AS inspections_with_serious_findings_decayed_365
        FROM (SELECT m, n_serious, result = 'failed' OR n_critical > 0 AS adverse,
                  {decay(365)} AS d, {a} - on_day < 1095 AS recent
              FROM {table('inspections')})
        GROUP BY m),
    licence AS (
        SELECT m, min(on_day) AS first_on,
            bool_or(state <> 'void' AND valid_from <= {a}
                AND (valid_until IS NULL OR {a} < valid_until)) AS in_force,
            max(CASE WHEN valid_until <= {a} THEN valid_until ELSE valid_from END) AS ended_on,
            bool_or(least(coalesce(valid_until, {a}), {a}) - valid_from >= 365) AS licensed
        FROM {table('licences')} GROUP BY m),
    profile AS (
        SELECT m, arg_max(status, rank) AS registration_status,
            arg_max(registered_on, rank) AS registered_on, min(on_day) AS first_on
        FROM (SELECT *, datediff('day', DATE '1900-01-01', on_day) * 4294967296 + seq AS rank
              FROM {table('merchants')}) GROUP BY m),
    joined AS (
        SELECT k.m, p.m IS NULL AND l.m IS NULL AS unknown,
            p.registration_status,
            ({a} - least(p.first_on, l.first_on,
                CASE WHEN p.registered_on <= {a} THEN p.registered_on END)) / 365.25 AS age_years,
            CASE WHEN l.m IS NULL THEN NULL WHEN l.in_force THEN 0
                ELSE greatest({a} - l.ended_on, 0) + 1 END AS days_without_licence,
            CASE WHEN r.n > 0 THEN (5.0 * 4.0 + r.ds / 65536000000.0) / (5.0 + r.dw / 65536000.0)
                END AS rating_mean_stars,
            CASE WHEN r.n_window > 0 THEN r.n_low / CAST(r.n_window + 1 AS DOUBLE) END
                AS ratings_low_share_365,
            coalesce(c.complaints_decayed_365, 0) AS complaints_decayed_365,
            coalesce(c.n_complaints_unsettled_365, 0) AS n_complaints_unsettled_365,
            coalesce(c.complaints_grave_decayed_365, 0) AS complaints_grave_decayed_365,
            coalesce(e.n_penalties, 0) AS n_penalties,
            coalesce(e.n_penalties_serious, 0) AS n_penalties_serious,
            coalesce(e.n_penalties_general_or_serious, 0) AS n_penalties_general_or_serious,
            coalesce(e.fines_yuan, 0) AS fines_yuan,
            coalesce(i.inspections_adverse_decayed_365, 0) AS inspections_adverse_decayed_365,
            CASE WHEN i.n_recent > 0 THEN i.n_adverse / CAST(i.n_recent + 1 AS DOUBLE) END
                AS inspections_adverse_share_1095,
            coalesce(i.inspections_with_serious_findings_decayed_365, 0)
                AS inspections_with_serious_findings_decayed_365,
            coalesce(i.n_recent, 0) > 0 OR coalesce(l.licensed, false)
                OR coalesce(r.w_window, 0) >= 5000 OR coalesce(e.n_penalties, 0) > 0
                OR coalesce(c.n_upheld, 0) > 0 AS enough
        FROM read_parquet('{data}/keys.parquet') k
            LEFT JOIN profile p ON p.m = k.m LEFT JOIN licence l ON l.m = k.m
            LEFT JOIN rating r ON r.m = k.m LEFT JOIN complaint c ON c.m = k.m
            LEFT JOIN penalty e ON e.m = k.m LEFT JOIN inspection i ON i.m = k.m)
    SELECT m, CAST(CASE WHEN enough AND NOT unknown THEN {card['base_points']} + {total} END
        AS INTEGER) AS points
    FROM joined ORDER BY m"""
    db.execute(f"COPY ({sql}) TO '{out}' (FORMAT parquet, COMPRESSION snappy)")
    return began


def in_polars():
    os.environ["POLARS_MAX_THREADS"] = threads
    import datetime

    import polars as pl

    began = clock()
    a = datetime.date.fromisoformat(as_of)
    col, lit, when = pl.col, pl.lit, pl.when
    today = lit(a)

    def table(name):
        return pl.scan_parquet(f"{data}/{name}.parquet").filter(col("on_day") <= today)

    age = (today - col("on_day")).dt.total_days()

    def decay(days):
        weight = (lit(2.0).pow(-age.cast(pl.Float64) / float(days)) * 65536).round(
            0, mode="half_away_from_zero"
        )
        return when(age <= 3653).then(weight).otherwise(0.0)

    def has(kinds):
        return pl.any_horizontal(
            [col("kinds").str.contains(kind, literal=True) for kind in kinds]
        )

    recent_year = age < 365
    rating = (
        table("ratings")
        .with_columns(
            w=when(col("incentivised"))
            .then(200.0)
            .when(col("verified_purchase"))
            .then(1000.0)
            .otherwise(400.0),
            d=decay(180),
            inside=recent_year,
        )
        .group_by("m")
        .agg(
            n=pl.len(),
            dw=(col("w") * col("d")).sum(),
            ds=(col("w") * col("stars_milli") * col("d")).sum(),
            n_window=col("inside").sum(),
            w_window=(col("w") * col("inside")).sum(),
            n_low=(col("inside") & (col("stars_milli") < 2500)).sum(),
        )
    )
    outcome, accepted_on, closed_on = col("outcome"), col("accepted_on"), col("closed_on")
    accepted = (accepted_on <= today).fill_null(False)
    state = (
        when(outcome == "received")
        .then(lit("received"))
        .when(outcome.is_in(["accepted", "refused"]))
        .then(when(accepted_on.is_null() | accepted).then(outcome).otherwise(lit("received")))
        .when(closed_on.is_null() | (closed_on <= today))
        .then(outcome)
        .when(accepted)
        .then(lit("accepted"))
        .otherwise(lit("received"))
    )
    upheld = col("upheld")
    complaint = (
        table("complaints")
        .with_columns(state=state, d=decay(365), inside=recent_year)
        .with_columns(
            upheld=col("state").is_in(["accepted", "settled", "failed", "turned_into_case"])
        )
        .group_by("m")
        .agg(
            n_upheld=upheld.sum(),
            complaints_decayed_365=(col("d") * upheld).sum() / 65536.0,
            n_complaints_unsettled_365=(
                col("state").is_in(["failed", "turned_into_case"]) & col("inside")
            ).sum(),
            complaints_grave_decayed_365=(
                col("d") * (upheld & col("class").is_in(list(GRAVE)))
            ).sum()
            / 65536.0,
        )
    )
    grade = col("severity").fill_null(
        when((col("fine_fen") >= 100_000_000) | has(SERIOUS))
        .then(lit("serious"))
        .when(col("simple_procedure"))
        .then(lit("minor"))
        .when(
            col("kinds").is_in(["警告", "通报批评", "警告;通报批评"]) & (col("fine_fen") == 0)
        )
        .then(lit("minor"))
        .otherwise(lit("general"))
    )
    market = col("of_market_regulator")
    start = when(market).then(col("published_on").fill_null(col("on_day"))).otherwise(col("on_day"))
    longest = (
        when(col("grade") == "minor")
        .then(col("start").dt.offset_by("3mo"))
        .when(col("grade") == "general")
        .then(col("start").dt.offset_by("1y"))
        .otherwise(col("start").dt.offset_by("3y"))
    )
    restricts = has(RESTRICTING) & (col("valid_until") > col("on_day").dt.offset_by("3y"))
    restricted = when(restricts).then(col("valid_until")).otherwise(col("start"))
    ends = pl.min_horizontal(pl.max_horizontal(longest, restricted), col("display_until"))
    penalty = (
        table("penalties")
        .with_columns(grade=grade, start=start)
        .filter((col("grade") != "minor") | (market & (col("kinds") != "警告")))
        .filter(today < ends)
        .group_by("m")
        .agg(
            n_penalties=pl.len(),
            n_penalties_serious=(col("grade") == "serious").sum(),
            n_penalties_general_or_serious=(col("grade") != "minor").sum(),
            fines_yuan=(col("fine_fen") + col("confiscated_fen")).sum() / 100.0,
        )
    )
    inspection = (
        table("inspections")
        .with_columns(
            adverse=(col("result") == "failed") | (col("n_critical") > 0),
            d=decay(365),
            recent=age < 1095,
        )
        .group_by("m")
        .agg(
            inspections_adverse_decayed_365=(col("d") * col("adverse")).sum() / 65536.0,
            n_recent=col("recent").sum(),
            n_adverse=(col("recent") & col("adverse")).sum(),
            inspections_with_serious_findings_decayed_365=(
                col("d") * (col("n_serious") > 0)
            ).sum()
            / 65536.0,
        )
    )
    valid_from, valid_until = col("valid_from"), col("valid_until")
    ended = (valid_until <= today).fill_null(False)
    held = (valid_until.fill_null(today).clip(upper_bound=a) - valid_from).dt.total_days()
    licence = (
        table("licences")
        .group_by("m")
        .agg(
            licence_first_on=col("on_day").min(),
            in_force=(
                (col("state") != "void") & (valid_from <= today) & ~ended
            ).any(),
            ended_on=when(ended).then(valid_until).otherwise(valid_from).max(),
            licensed=(held >= 365).any(),
        )
    )
    profile = (
        table("merchants")
        .sort("m", "on_day", "seq")
        .group_by("m", maintain_order=True)
        .agg(
            registration_status=col("status").last(),
            registered_on=col("registered_on").last(),
            profile_first_on=col("on_day").min(),
        )
    )
    joined = pl.scan_parquet(f"{data}/keys.parquet").select("m")
    for own in (profile, licence, rating, complaint, penalty, inspection):
        joined = joined.join(own, on="m", how="left")
    registered = when(col("registered_on") <= today).then(col("registered_on"))
    first = pl.min_horizontal("profile_first_on", "licence_first_on", registered)
    counted = [
        "n_penalties",
        "n_penalties_serious",
        "n_penalties_general_or_serious",
        "fines_yuan",
        "inspections_adverse_decayed_365",
        "inspections_with_serious_findings_decayed_365",
        "complaints_decayed_365",
        "n_complaints_unsettled_365",
        "complaints_grave_decayed_365",
        "n_upheld",
        "w_window",
        "n_recent",
    ]
    joined = joined.with_columns([col(name).fill_null(0) for name in counted]).with_columns(
        age_years=(today - first).dt.total_days() / 365.25,
        days_without_licence=when(col("in_force"))
        .then(0)
        .otherwise((today - col("ended_on")).dt.total_days().clip(lower_bound=0) + 1),
        rating_mean_stars=when(col("n") > 0).then(
            (5.0 * 4.0 + col("ds") / 65536000000.0) / (5.0 + col("dw") / 65536000.0)
        ),
        ratings_low_share_365=when(col("n_window") > 0).then(
            col("n_low") / (col("n_window") + 1).cast(pl.Float64)
        ),
        inspections_adverse_share_1095=when(col("n_recent") > 0).then(
            col("n_adverse") / (col("n_recent") + 1).cast(pl.Float64)
        ),
        known=col("registration_status").is_not_null() | col("in_force").is_not_null(),
        enough=(col("n_recent") > 0)
        | col("licensed").fill_null(False)
        | (col("w_window") >= 5000)
        | (col("n_penalties") > 0)
        | (col("n_upheld") > 0),
    )

    def points(characteristic):
        ranges, names, other = bins(characteristic)
        feature = col(characteristic["feature"])
        chain = when(feature.is_null()).then(other["missing"])
        for name, own in names.items():
            chain = chain.when(feature == name).then(own)
        for to, own in ranges:
            if to is not None:
                chain = chain.when(feature < to).then(own)
        return chain.otherwise(other["unseen"] if names else ranges[-1][1]).cast(pl.Int32)

    total = pl.sum_horizontal([points(own) for own in card["characteristics"]])
    scored = joined.select(
        "m",
        points=when(col("enough") & col("known"))
        .then(total + card["base_points"])
        .cast(pl.Int32),
    ).sort("m")
    scored.collect(engine="streaming").write_parquet(out, compression="snappy")
    return began


def clock():
    return time.perf_counter(), time.process_time()


if as_of < "2026-04-01":
    sys.exit(__doc__)
seconds, cpu_seconds = {"duckdb": in_duckdb, "polars": in_polars}[engine]()
now, cpu_now = clock()
print(
    json.dumps(
        {
            "engine": engine,
            "threads": int(threads),
            "cpu_seconds": round(cpu_now - cpu_seconds, 2),
            "seconds": round(now - seconds, 2),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )
)
