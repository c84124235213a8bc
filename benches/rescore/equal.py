"""Compares runs on three days and by two scorecards: every score with that of a peer from the records,
and every field of some random merchants with the single answer of the command line.

usage: equal.py PROGRAM DATA_DIR PREPARED CARD.json N ROWS

The second card is the first one without its last characteristic, with half the points of every other one.
Prints a line in Markdown; fails on any difference. Leaves the cards and the rows of the random merchants
in the folder ROWS, for the slow recomputation of tests/it/slow/simulated.rs.
"""

import hashlib
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from peer import ask, differences
from program import Program

path, data_dir, prepared, card_file, n_single, rows_folder = sys.argv[1:7]
program = Program(path, data_dir)
DAYS = ("2026-11-16", "2026-08-01", "2026-04-15")
SEED = 20261116
# Merchants that are asked about by a command each; the others' answers are compared by the test.
ASKED_BY_COMMAND = 50


def second_card(folder):
    """Writes the second card and makes it known to the store."""
    with open(card_file) as file:
        card = json.load(file)
    card["scorecard"]["version"] = 2
    characteristics = card["scorecard"]["characteristics"]
    characteristics.pop()
    for characteristic in characteristics[::2]:
        for each in characteristic["bins"]:
            each["points"] = each["points"] // 2
    sealed = f"{folder}/bench-2.json"
    with open(sealed, "w") as file:
        json.dump(card, file, ensure_ascii=False)
    subprocess.run([path, "model", "seal", sealed], check=True, stdout=sys.stderr)
    with open(sealed) as file:
        body = file.read()
    db = sqlite3.connect(program.store)
    db.execute(
        "INSERT INTO artefact (class, name, recorded_at, hash, body, who, why) "
        "SELECT class, 'bench-2', recorded_at, ?, ?, 'bench', 'a trial' FROM artefact "
        "WHERE name = 'expert-1' AND NOT EXISTS (SELECT 1 FROM artefact WHERE name = 'bench-2')",
        (hashlib.sha256(body.encode()).hexdigest(), body),
    )
    db.commit()
    db.close()
    return sealed


def row_of(answer):
    """A single answer as the row of a run's file."""
    parts = answer["parts"] or {}
    return {
        "points": answer["points"],
        "grade": answer["grade"],
        "public_points": parts.get("public_points"),
        "market_points": parts.get("market_points"),
        "probability": answer["probability"],
        "lacking": " ".join(each["code"] for each in answer["lacking"]) or None,
    }


def single(ids, as_of, model, rows):
    """Compares every field of those merchants with the answer about each alone."""
    for merchant in ids:
        answer, _ = program.run("score", merchant, "--as-of", as_of, "--model", model)
        expect = {field: rows[merchant][field] for field in row_of(answer)}
        if row_of(answer) != expect:
            sys.exit(f"{merchant} as of {as_of} by {model}: {row_of(answer)}, but the run {expect}")


with tempfile.TemporaryDirectory() as folder:
    import duckdb

    lit = duckdb.ConstantExpression
    cards = {"expert-1": card_file, "bench-2": second_card(folder)}
    for model, file in cards.items():
        shutil.copy(file, f"{rows_folder}/{model}.json")
    n = 0
    for as_of in DAYS:
        for model, file in cards.items():
            ours, theirs = f"{folder}/ours.parquet", f"{folder}/theirs.parquet"
            program.rescore(as_of, "--model", model, "--dry-run", "--out", ours)
            ask("duckdb", 2, prepared, file, as_of, theirs)
            found = differences(prepared, ours, theirs)
            if found:
                sys.exit(f"as of {as_of} by {model}: {len(found)} differ, such as {found[:5]}")
            table = duckdb.sql(f"SELECT * FROM read_parquet('{ours}')")
            ids = sorted(row[0] for row in table.select("merchant").fetchall())
            n = len(ids)
            chosen = random.Random(SEED).sample(ids, int(n_single))
            rows_of_chosen = table.filter(duckdb.ColumnExpression("merchant").isin(*map(lit, chosen)))
            fields = table.columns
            rows = {row[0]: dict(zip(fields, row)) for row in rows_of_chosen.fetchall()}
            single(chosen[:ASKED_BY_COMMAND], as_of, model, rows)
            rows_of_chosen.write_csv(f"{rows_folder}/{model}.{as_of}.csv", header=True)
            print(f"as of {as_of} by {model}: the same", file=sys.stderr)
    print(
        f"Equal: {n} merchants on {len(DAYS)} days by {len(cards)} cards have the points that DuckDB "
        f"computes from their records; {min(ASKED_BY_COMMAND, int(n_single))} random ones of them every "
        "field of the answer of `score`."
    )
