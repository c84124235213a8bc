"""Measures runs over only what changed: day after day, each with new records of one merchant in a hundred.

usage: only_changed.py PROGRAM DATA_DIR AS_OF [DAYS]

Changes the store: it imports complaints of each day. Prints a table and a line in Markdown, the share as the
median over the days [3], and fails when the scores are not those of a run over everybody.
"""

import csv
import datetime
import filecmp
import statistics
import sys
import tempfile

from program import Program, costs

path, data_dir, as_of = sys.argv[1:4]
n_days = int(sys.argv[4]) if len(sys.argv) > 4 else 3
program = Program(path, data_dir)
ONE_THREAD = ("--threads", "1")


def complain(merchants, day, folder):
    """Records of a day: a complaint about each of these merchants."""
    with open(f"{folder}/complaints.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("merchant", "source", "number", "class", "received_on", "outcome"))
        for place, merchant in enumerate(merchants):
            rows.writerow((merchant, "bench", f"{day}-{place}", "quality", day, "received"))
    program.run("import", "complaints", file.name)


def one_day(day, merchants, folder):
    """A run over everybody, records, and a run over what they changed on the next day."""
    _, full = program.rescore(day, *ONE_THREAD)
    complain(merchants, day, folder)
    next_day = day + datetime.timedelta(days=1)
    changed, everyone = f"{folder}/changed.csv", f"{folder}/everyone.csv"
    report, cost = program.rescore(next_day, "--only-changed", *ONE_THREAD)
    program.rescore(next_day, "--dry-run", "--out", everyone)
    run = str(report["run"])
    costs([*program.command, "export", "scores", "--run", run, "--out", changed])
    if not filecmp.cmp(changed, everyone, shallow=False):
        sys.exit("the scores are not those of a run over everybody")
    return report, cost["cpu_seconds"], full["cpu_seconds"]


ids = [row[0] for row in program.select("SELECT id FROM merchant WHERE merchant % 100 = 7")]
print(f"Only what changed, one day later, new records of {len(ids)} merchants; the same scores each day:")
print()
print("| day | scored | of | CPU seconds | for everybody | share |")
print("| --- | --- | --- | --- | --- | --- |")
shares = []
with tempfile.TemporaryDirectory() as folder:
    for n in range(n_days):
        day = datetime.date.fromisoformat(as_of) + datetime.timedelta(days=n)
        report, own, full = one_day(day, ids, folder)
        shares.append(100 * own / full)
        print(
            f"| {n + 1} | {report['n_scored']} | {report['n_merchants']} | {own:.2f} | {full:.2f} "
            f"| {shares[-1]:.1f} % |"
        )
print()
print(f"Median of {n_days} days: {statistics.median(shares):.1f} % of a run over everybody.")
