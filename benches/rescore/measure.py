"""Measures a rescore of everybody beside the peers, in one session, and compares the scores row by row.

usage: measure.py PROGRAM DATA_DIR PREPARED CARD.json AS_OF ROUNDS FIGURES.json

Prints a table in Markdown: medians over the rounds, which are interleaved, and ratios as the median of
those in each round, for the machine may be faster in one than in another; keeps the figures. Fails when any
score differs from ours.
"""

import json
import statistics
import sys
import tempfile

from machine import second_core
from peer import ask, differences
from program import Program

path, data_dir, prepared, card, as_of, rounds, figures = sys.argv[1:8]
program = Program(path, data_dir)
ENGINES = ("merchant-credit", "polars", "duckdb")
THREADS = (1, 2)

machine = []
taken = {(engine, threads): [] for engine in ENGINES for threads in THREADS}
with tempfile.TemporaryDirectory() as folder:
    ours = f"{folder}/ours.parquet"
    report, _ = program.rescore(as_of, "--out", ours, "--dry-run")
    for round_number in range(int(rounds)):
        machine.append(second_core())
        for engine in ENGINES:
            for threads in THREADS:
                if engine == "merchant-credit":
                    program.drop_scores()
                    _, cost = program.rescore(as_of, "--threads", str(threads))
                else:
                    out = f"{folder}/{engine}.parquet"
                    cost = ask(engine, threads, prepared, card, as_of, out)
                    found = differences(prepared, ours, out)
                    if found:
                        sys.exit(f"{engine}: {len(found)} scores differ, such as {found[:5]}")
                taken[engine, threads].append(cost)
                print(f"round {round_number + 1}: {engine}, {threads}: {cost}", file=sys.stderr)


def median(engine, threads, what):
    return statistics.median(cost[what] for cost in taken[engine, threads])


def against_polars(engine, threads):
    """How much CPU time it takes for each second of Polars: the median over the rounds."""
    pairs = zip(taken[engine, threads], taken["polars", threads])
    return statistics.median(own["cpu_seconds"] / theirs["cpu_seconds"] for own, theirs in pairs)


n = report["n_merchants"]
print(f"{n} merchants, as of {as_of}, median of {rounds} interleaved rounds; every score the same")
print()
print("| engine | threads | CPU seconds | of Polars | seconds | peak MiB |")
print("| --- | --- | --- | --- | --- | --- |")
kept = {"n_merchants": n}
for (engine, threads), _ in taken.items():
    cpu = median(engine, threads, "cpu_seconds")
    share = against_polars(engine, threads)
    seconds, peak = median(engine, threads, "seconds"), median(engine, threads, "peak_mib")
    kept[f"{engine} {threads}"] = {"cpu_seconds": cpu, "seconds": seconds, "peak_mib": peak}
    print(f"| {engine} | {threads} | {cpu:.2f} | {share:.2f} | {seconds:.2f} | {peak:.0f} |")


def second_thread(engine):
    """How many times as fast two threads are as one: the median over the rounds."""
    pairs = zip(taken[engine, 1], taken[engine, 2])
    return statistics.median(one["seconds"] / two["seconds"] for one, two in pairs)


faster = {engine: second_thread(engine) for engine in ENGINES}
kept["second_thread"] = {**faster, "arithmetic": statistics.median(machine)}
print()
print(
    f"Second thread: {faster['merchant-credit']:.2f} times as fast as one (Polars {faster['polars']:.2f}, "
    f"DuckDB {faster['duckdb']:.2f}); plain arithmetic on both cores of the machine meanwhile: "
    f"{statistics.median(machine):.2f}, from {min(machine):.2f} to {max(machine):.2f}."
)
with open(figures, "w") as file:
    json.dump(kept, file)
