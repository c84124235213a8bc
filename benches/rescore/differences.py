"""Compares the points of everybody in two files of scores: ours, and a peer's by its merchant numbers.

usage: differences.py PREPARED OURS.parquet THEIRS.parquet

Prints a JSON list of merchants whose points are not the same, either side rated or not. A process of its
own, so that what it needs is not counted as memory of what is started after it.
"""

import json
import sys

import duckdb

prepared, ours, theirs = sys.argv[1:4]
rows = duckdb.sql(
    f"WITH keys AS (SELECT * FROM read_parquet('{prepared}/keys.parquet')), "
    f"own AS (SELECT * FROM read_parquet('{ours}')), "
    f"peer AS (SELECT k.id, p.points FROM read_parquet('{theirs}') p JOIN keys k USING (m)) "
    "SELECT coalesce(own.merchant, peer.id), own.points, peer.points "
    "FROM own FULL JOIN peer ON peer.id = own.merchant "
    "WHERE own.points IS DISTINCT FROM peer.points OR own.merchant IS NULL OR peer.id IS NULL"
).fetchall()
print(json.dumps(rows))
