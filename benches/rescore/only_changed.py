"""Measures a run over only what changed: one day later, with new records of one merchant in a hundred.

usage: only_changed.py PROGRAM DATA_DIR AS_OF

Changes the store: it imports complaints of the next day. Prints a line in Markdown, and fails when the
scores are not those of a run over everybody.
"""

import csv
import datetime
import filecmp
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

program, data_dir, as_of = sys.argv[1:4]
next_day = datetime.date.fromisoformat(as_of) + datetime.timedelta(days=1)


def run(*arguments):
    began = os.times()
    arguments = [program, "--data-dir", data_dir, "--format", "json", *arguments]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"{arguments} failed")
    ended = os.times()
    cpu = ended.children_user + ended.children_system
    return json.loads(done.stdout), cpu - began.children_user - began.children_system


def rescore(day, *options):
    return run("rescore", "--as-of", str(day), "--threads", "1", "--progress", "none", *options)


with tempfile.TemporaryDirectory() as folder:
    db = sqlite3.connect(f"{data_dir}/merchant-credit.db")
    ids = [row[0] for row in db.execute("SELECT id FROM merchant WHERE merchant % 100 = 7")]
    db.close()
    with open(f"{folder}/complaints.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("merchant", "source", "number", "class", "received_on", "outcome"))
        for place, merchant in enumerate(ids):
            rows.writerow((merchant, "bench", f"{next_day}-{place}", "quality", as_of, "received"))
    _, full_cpu = rescore(as_of)
    run("import", "complaints", f"{folder}/complaints.csv")
    changed, everyone = f"{folder}/changed.csv", f"{folder}/everyone.csv"
    report, cpu = rescore(next_day, "--only-changed")
    rescore(next_day, "--dry-run", "--out", everyone)
    run_number = report["run"]
    subprocess.run(
        [program, "--data-dir", data_dir, "export", "scores", "--run", str(run_number)]
        + ["--out", changed],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    if not filecmp.cmp(changed, everyone, shallow=False):
        sys.exit("the scores are not those of a run over everybody")
    print(
        f"Only what changed, one day later, new records of {len(ids)} merchants: "
        f"{report['n_scored']} scored, {cpu:.2f} CPU seconds, "
        f"{100 * cpu / full_cpu:.1f} % of {full_cpu:.2f} for everybody; the same scores."
    )
