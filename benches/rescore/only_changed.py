"""Measures a run over only what changed: one day later, with new records of one merchant in a hundred.

usage: only_changed.py PROGRAM DATA_DIR AS_OF

Changes the store: it imports complaints of the next day. Prints a line in Markdown, and fails when the
scores are not those of a run over everybody.
"""

import csv
import datetime
import filecmp
import sys
import tempfile

from program import Program, costs

path, data_dir, as_of = sys.argv[1:4]
program = Program(path, data_dir)
next_day = datetime.date.fromisoformat(as_of) + datetime.timedelta(days=1)
ONE_THREAD = ("--threads", "1")

with tempfile.TemporaryDirectory() as folder:
    ids = [row[0] for row in program.select("SELECT id FROM merchant WHERE merchant % 100 = 7")]
    with open(f"{folder}/complaints.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("merchant", "source", "number", "class", "received_on", "outcome"))
        for place, merchant in enumerate(ids):
            rows.writerow((merchant, "bench", f"{next_day}-{place}", "quality", as_of, "received"))
    _, full = program.rescore(as_of, *ONE_THREAD)
    program.run("import", "complaints", f"{folder}/complaints.csv")
    changed, everyone = f"{folder}/changed.csv", f"{folder}/everyone.csv"
    report, cost = program.rescore(next_day, "--only-changed", *ONE_THREAD)
    program.rescore(next_day, "--dry-run", "--out", everyone)
    run = str(report["run"])
    costs([*program.command, "export", "scores", "--run", run, "--out", changed])
    if not filecmp.cmp(changed, everyone, shallow=False):
        sys.exit("the scores are not those of a run over everybody")
    share = 100 * cost["cpu_seconds"] / full["cpu_seconds"]
    print(
        f"Only what changed, one day later, new records of {len(ids)} merchants: "
        f"{report['n_scored']} of {report['n_merchants']} scored, {cost['cpu_seconds']:.2f} CPU seconds, "
        f"{share:.1f} % of {full['cpu_seconds']:.2f} for everybody; the same scores."
    )
