"""Measures a rescore of everybody beside the peers, in one session, and compares the scores row by row.

usage: measure.py PROGRAM DATA_DIR PREPARED CARD.json AS_OF ROUNDS

Prints a table in Markdown: medians over the rounds, which are interleaved. Fails when any score differs
from ours.
"""

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

program, data_dir, prepared, card, as_of, rounds = sys.argv[1:7]
here = os.path.dirname(os.path.abspath(__file__))
ENGINES = ("merchant-credit", "polars", "duckdb")
THREADS = (1, 2)


def drop_scores():
    """What a run begins from: a store without the scores of any run."""
    db = sqlite3.connect(f"{data_dir}/merchant-credit.db")
    db.execute("DELETE FROM run_block")
    db.execute("DELETE FROM run")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def command(arguments):
    """Runs a command to its end; CPU seconds, seconds and peak memory of its process."""
    began = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"{arguments} failed: {status}")
    return said, {
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "seconds": time.perf_counter() - began,
        "peak_mib": usage.ru_maxrss // 1024,
    }


def rescore(threads, *options):
    arguments = [program, "--data-dir", data_dir, "--format", "json", "rescore"]
    arguments += ["--as-of", as_of, "--threads", str(threads), "--progress", "none", *options]
    return command(arguments)


def peer(engine, threads, out):
    script = f"{here}/peers.py"
    arguments = [sys.executable, script, engine, str(threads), prepared, card, as_of, out]
    said, _ = command(arguments)
    return json.loads(said)


def differences(ours, theirs):
    """Merchants whose points are not the same, either side rated or not."""
    import duckdb

    return duckdb.sql(
        f"WITH keys AS (SELECT * FROM read_parquet('{prepared}/keys.parquet')), "
        f"own AS (SELECT * FROM read_parquet('{ours}')), "
        f"peer AS (SELECT k.id, p.points FROM read_parquet('{theirs}') p JOIN keys k USING (m)) "
        "SELECT coalesce(own.merchant, peer.id), own.points, peer.points "
        "FROM own FULL JOIN peer ON peer.id = own.merchant "
        "WHERE own.points IS DISTINCT FROM peer.points OR own.merchant IS NULL OR peer.id IS NULL"
    ).fetchall()


taken = {(engine, threads): [] for engine in ENGINES for threads in THREADS}
with tempfile.TemporaryDirectory() as folder:
    ours = f"{folder}/ours.parquet"
    rescore(2, "--out", ours, "--dry-run")
    for round_number in range(int(rounds)):
        for engine in ENGINES:
            for threads in THREADS:
                if engine == "merchant-credit":
                    drop_scores()
                    _, cost = rescore(threads)
                else:
                    out = f"{folder}/{engine}.parquet"
                    cost = peer(engine, threads, out)
                    found = differences(ours, out)
                    if found:
                        sys.exit(f"{engine}: {len(found)} scores differ, such as {found[:5]}")
                taken[engine, threads].append(cost)
                print(f"round {round_number + 1}: {engine}, {threads}: {cost}", file=sys.stderr)
    n = sqlite3.connect(f"{data_dir}/merchant-credit.db").execute(
        "SELECT n_scored, fold_ms FROM run ORDER BY run DESC LIMIT 1"
    ).fetchone()


def median(engine, threads, what):
    return statistics.median(cost[what] for cost in taken[engine, threads])


print(f"{n[0]} merchants, as of {as_of}, median of {rounds} interleaved rounds; every score the same")
print()
print("| engine | threads | CPU seconds | of Polars | seconds | peak MiB |")
print("| --- | --- | --- | --- | --- | --- |")
for (engine, threads), _ in taken.items():
    cpu = median(engine, threads, "cpu_seconds")
    share = cpu / median("polars", threads, "cpu_seconds")
    seconds, peak = median(engine, threads, "seconds"), median(engine, threads, "peak_mib")
    print(f"| {engine} | {threads} | {cpu:.2f} | {share:.2f} | {seconds:.2f} | {peak:.0f} |")
one, two = (median("merchant-credit", threads, "seconds") for threads in THREADS)
print()
print(f"Second thread: {one / two:.2f} times as fast as one. Building what is derived: {n[1]} ms.")
