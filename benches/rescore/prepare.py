"""Makes exported records ready for the peers: integer keys, the latest version of each record, and only
the columns that a score needs, sorted by merchant.

usage: prepare.py EXPORTS OUT

EXPORTS holds `export records KIND --out KIND.parquet` of every kind. It is no part of any measurement:
what it does beforehand is the best case for the peers.
"""

import sys

import duckdb

exports, out = sys.argv[1:3]
db = duckdb.connect()


def table(kind):
    return f"read_parquet('{exports}/{kind}.parquet')"


def write(name, sql):
    db.execute(f"COPY ({sql}) TO '{out}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    n = db.execute(f"SELECT count(*) FROM '{out}/{name}.parquet'").fetchone()[0]
    print(f"{n:>12} {name}")


for kind in ("withdrawals", "repairs", "merges"):
    n = db.execute(f"SELECT count(*) FROM {table(kind)}").fetchone()[0]
    if n:
        sys.exit(f"{n} {kind}: the peers' queries are written for data without any")

kinds = ("merchants", "licences", "penalties", "inspections", "ratings", "complaints")
union = " UNION ".join(f"SELECT DISTINCT merchant FROM {table(kind)}" for kind in kinds)
db.execute(
    "CREATE TABLE keys AS SELECT merchant AS id, "
    f"CAST(row_number() OVER (ORDER BY merchant) AS INTEGER) AS m FROM ({union})"
)
write("keys", "SELECT m, id FROM keys ORDER BY m")


def records(name, columns):
    corrected = db.execute(f"SELECT count(version_of) FROM {table(name)}").fetchone()[0]
    latest = "QUALIFY row_number() OVER (PARTITION BY coalesce(t.version_of, t.record) "
    latest += "ORDER BY t.position DESC) = 1"
    write(
        name,
        "SELECT k.m, t.effective_on AS on_day, CAST(t.position AS INTEGER) AS seq, "
        f"{columns} FROM {table(name)} t JOIN keys k ON k.id = t.merchant "
        f"{latest if corrected else ''} ORDER BY k.m, t.position",
    )


records("merchants", "t.status, t.registered_on")
records("licences", "t.valid_from, t.valid_until, t.state")
records(
    "penalties",
    """t.kinds, t.fine_fen, t.confiscated_fen, t.simple_procedure, t.severity, t.valid_until,
    t.display_until, contains(t.organ, '市场监督管理') AS of_market_regulator,
    CAST(t.published_at + INTERVAL 8 HOUR AS DATE) AS published_on""",
)
records("inspections", "t.result, t.n_critical, t.n_serious")
records("complaints", "t.class, t.outcome, t.accepted_on, t.closed_on")
records(
    "ratings",
    "CAST(t.stars_milli AS SMALLINT) AS stars_milli, t.verified_purchase, t.incentivised",
)
