"""Asks a peer for the scores of everybody, and compares them with ours."""

import json
import os
import sys

from program import costs

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.py")


def ask(engine, threads, prepared, card, as_of, out):
    """Lets a peer write the points of everybody to a file; what it cost, without its start."""
    arguments = [sys.executable, SCRIPT, engine, str(threads), prepared, card, as_of, out]
    said, _ = costs(arguments)
    return json.loads(said)


def differences(prepared, ours, theirs):
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
