//! The tables, as numbered migrations; a landed one is never changed.

mod runs;

use rusqlite::{Connection, Transaction};
use rusqlite_migration::{HookError, HookResult, M, Migrations};

use super::{StoreError, search, statistics};
use runs::{BLOCKS, PATCHES, RUNS};

/// Every step; the number of a store's version is how many of them it has had.
fn steps() -> Vec<M<'static>> {
    vec![
        M::up(FIRST),
        M::up(RUNS),
        M::up(CLOCKS),
        M::up(ACCESS),
        M::up_with_hook(SEARCH, make_findable),
        M::up(COMPLAINTS),
        M::up(TELLING),
        M::up(MARKS),
        M::up(PATCHES),
        M::up(BLOCKS),
        M::up(statistics::COUNTS),
        M::up(MARKET),
        M::up(KINDS),
    ]
}

/// Days are counted from 1970-01-01, instants are microseconds since then (UTC).
const FIRST: &str = "
-- Whoever a record is about, in the order of appearance. A stub is one without a merchant record.
CREATE TABLE merchant (
    merchant  INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    last_seq  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Other identities under which a merchant is found; derived from merchant and merge records.
CREATE TABLE alias (
    alias     TEXT PRIMARY KEY,
    merchant  INTEGER NOT NULL REFERENCES merchant,
    seq       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Words that many records share: file names, submitters, jurisdictions.
CREATE TABLE word (
    word      INTEGER PRIMARY KEY,
    text      TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE record (
    seq           INTEGER PRIMARY KEY,
    merchant      INTEGER NOT NULL REFERENCES merchant,
    kind          INTEGER NOT NULL,
    effective_on  INTEGER NOT NULL,
    recorded_at   INTEGER NOT NULL,
    known_since   INTEGER NOT NULL,
    published_at  INTEGER,
    submitter     INTEGER NOT NULL REFERENCES word,
    jurisdiction  INTEGER NOT NULL REFERENCES word,
    source        INTEGER NOT NULL REFERENCES word,
    source_row    INTEGER NOT NULL,
    version_of    INTEGER,
    content_hash  BLOB NOT NULL,
    body          TEXT NOT NULL
) STRICT;
CREATE INDEX record_by_merchant ON record (merchant, seq);
CREATE INDEX record_version ON record (version_of) WHERE version_of IS NOT NULL;
CREATE TRIGGER record_is_never_updated BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'records are only appended'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'records are only appended'); END;

-- The first version under each natural key, by the first 63 bits of the key's hash and 64 to check.
CREATE TABLE natural_key (
    key_hash  INTEGER PRIMARY KEY,
    key_check INTEGER NOT NULL,
    seq       INTEGER NOT NULL
) STRICT;

-- Personal text kept beside a record; a recorded decision can erase it.
CREATE TABLE personal_text (
    seq       INTEGER NOT NULL REFERENCES record,
    place     INTEGER NOT NULL,
    field     TEXT NOT NULL,
    text      TEXT NOT NULL,
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;

-- Derived: what a score needs of one merchant's records, as of a position.
CREATE TABLE packed (
    merchant          INTEGER PRIMARY KEY REFERENCES merchant,
    seq               INTEGER NOT NULL,
    format            INTEGER NOT NULL,
    last_rating_seq   INTEGER NOT NULL,
    n_since_checkpoint INTEGER NOT NULL,
    bytes             BLOB NOT NULL
) STRICT;

-- Derived: the rating cells of one merchant as they were at earlier positions.
CREATE TABLE rating_checkpoint (
    merchant  INTEGER NOT NULL REFERENCES merchant,
    seq       INTEGER NOT NULL,
    format    INTEGER NOT NULL,
    bytes     BLOB NOT NULL,
    PRIMARY KEY (merchant, seq)
) STRICT, WITHOUT ROWID;

-- Scorecards, rule tables, working-day notices: by version, with the instant each became known here.
CREATE TABLE artefact (
    artefact     INTEGER PRIMARY KEY,
    class        TEXT NOT NULL,
    name         TEXT NOT NULL,
    recorded_at  INTEGER NOT NULL,
    hash         TEXT NOT NULL,
    body         TEXT NOT NULL,
    who          TEXT NOT NULL,
    why          TEXT NOT NULL
) STRICT;
CREATE INDEX artefact_by_name ON artefact (class, name, recorded_at);
CREATE TRIGGER artefact_is_never_updated BEFORE UPDATE ON artefact
    BEGIN SELECT RAISE(ABORT, 'artefacts are only appended'); END;
CREATE TRIGGER artefact_is_never_deleted BEFORE DELETE ON artefact
    BEGIN SELECT RAISE(ABORT, 'artefacts are only appended'); END;

CREATE TABLE api_key (
    name        TEXT PRIMARY KEY,
    token_hash  TEXT NOT NULL UNIQUE,
    role        TEXT NOT NULL,
    binding     TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER,
    revoked_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    run            INTEGER PRIMARY KEY,
    as_of          INTEGER NOT NULL,
    at_seq         INTEGER NOT NULL,
    model          TEXT NOT NULL,
    model_hash     TEXT NOT NULL,
    started_at     INTEGER NOT NULL,
    finished_at    INTEGER,
    n_rated        INTEGER NOT NULL DEFAULT 0,
    n_not_rated    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The scores of the last finished run of each merchant.
CREATE TABLE run_score (
    merchant   INTEGER PRIMARY KEY REFERENCES merchant,
    run        INTEGER NOT NULL REFERENCES run,
    points     INTEGER,
    grade      TEXT NOT NULL
) STRICT;
";

/// Who changed what, who asked what: the audit log, the log of queries, the use of keys.
const ACCESS: &str = "
-- Every change as one entry, each with the hash of the one before it.
CREATE TABLE audit (
    entry      INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    who        TEXT NOT NULL,
    action     TEXT NOT NULL,
    what       TEXT NOT NULL,
    first_seq  INTEGER,
    last_seq   INTEGER,
    digest     BLOB NOT NULL,
    hash       BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_updated BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only appended'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only appended'); END;

-- The last entry, and the position up to which records are older than the audit log.
CREATE TABLE audit_head (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    entry      INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    begun_seq  INTEGER NOT NULL
) STRICT;
INSERT INTO audit_head SELECT 1, 0, zeroblob(32), coalesce(max(seq), 0) FROM record;

-- Who asked about the part of a merchant that is not public.
CREATE TABLE query_log (
    merchant  TEXT NOT NULL,
    at        INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    key       TEXT NOT NULL,
    role      TEXT NOT NULL,
    purpose   TEXT NOT NULL,
    what      TEXT NOT NULL,
    PRIMARY KEY (merchant, at, place)
) STRICT, WITHOUT ROWID;

ALTER TABLE api_key ADD COLUMN last_used_at INTEGER;
ALTER TABLE api_key ADD COLUMN former_token_hash TEXT;
ALTER TABLE api_key ADD COLUMN former_until INTEGER;
CREATE UNIQUE INDEX api_key_former ON api_key (former_token_hash)
    WHERE former_token_hash IS NOT NULL;
";

/// Drafts that wait for their publication, and the law's clocks over all merchants: what the clocks
/// run on is found by kind and day, without looking at ratings.
const CLOCKS: &str = "
ALTER TABLE record ADD COLUMN awaits_publication INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_on_a_clock ON record (kind, effective_on)
    WHERE kind IN (1, 2, 6, 10, 12, 13, 15);
";

/// Complaints whose steps the law wants taken by a day.
const COMPLAINTS: &str = "
CREATE INDEX complaint_that_is_open ON record (effective_on)
    WHERE kind = 5 AND body ->> '$.outcome' IN ('received', 'accepted');
";

/// Complaints that wait for a step, now also those whose failed mediation the parties were not told
/// of; records of a month are counted and batches of goods followed without looking at others.
const MARKET: &str = "
DROP INDEX complaint_that_is_open;
CREATE INDEX complaint_that_waits ON record (effective_on)
    WHERE kind = 5 AND (body ->> '$.outcome' IN ('received', 'accepted')
        OR (body ->> '$.outcome' = 'failed' AND body ->> '$.organ' IS NOT NULL
            AND body ->> '$.told_on' IS NULL));
CREATE INDEX record_of_month ON record (kind, effective_on) WHERE kind IN (0, 5, 17);

-- Derived: the batches of goods that orders name, in the form in which they are compared.
CREATE TABLE batch (
    batch     TEXT NOT NULL,
    seq       INTEGER NOT NULL REFERENCES record,
    PRIMARY KEY (batch, seq)
) STRICT, WITHOUT ROWID;
";

/// The same conditions as alternatives: for a list of more than two, SQLite fills a table with it at
/// each insert, which was a fifth of what a rating cost.
const KINDS: &str = "
DROP INDEX record_on_a_clock;
CREATE INDEX record_on_a_clock ON record (kind, effective_on)
    WHERE kind = 1 OR kind = 2 OR kind = 6 OR kind = 10 OR kind = 12 OR kind = 13 OR kind = 15;
DROP INDEX record_of_month;
CREATE INDEX record_of_month ON record (kind, effective_on)
    WHERE kind = 0 OR kind = 5 OR kind = 17;
";

/// What finds merchants, and how many records there are; derived while records are appended.
const SEARCH: &str = "
-- Names in the form in which they are searched, and the pieces of each.
CREATE TABLE name (
    name      INTEGER PRIMARY KEY,
    merchant  INTEGER NOT NULL REFERENCES merchant,
    text      TEXT NOT NULL,
    UNIQUE (merchant, text)
) STRICT;
CREATE VIRTUAL TABLE name_piece USING fts5 (
    pieces, content = '', tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TABLE region (
    region    TEXT NOT NULL,
    merchant  INTEGER NOT NULL REFERENCES merchant,
    PRIMARY KEY (region, merchant)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_count (
    kind  INTEGER PRIMARY KEY,
    n     INTEGER NOT NULL
) STRICT;
INSERT INTO record_count SELECT kind, count(*) FROM record GROUP BY kind;
";

/// Who is told of changes, and which requests were done under a key of the caller's choice.
const TELLING: &str = "
CREATE TABLE webhook (
    webhook     INTEGER PRIMARY KEY,
    holder      TEXT NOT NULL,
    url         TEXT NOT NULL,
    merchant    TEXT NOT NULL,
    secret      BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    told_seq    INTEGER NOT NULL,
    n_attempts  INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX webhook_once ON webhook (holder, url, merchant) WHERE ended_at IS NULL;

CREATE TABLE dead_letter (
    webhook      INTEGER NOT NULL REFERENCES webhook,
    after_seq    INTEGER NOT NULL,
    up_to_seq    INTEGER NOT NULL,
    given_up_at  INTEGER NOT NULL,
    n_attempts   INTEGER NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (webhook, after_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE once (
    holder  TEXT NOT NULL,
    key     TEXT NOT NULL,
    digest  BLOB NOT NULL,
    at      INTEGER NOT NULL,
    status  INTEGER,
    body    BLOB,
    PRIMARY KEY (holder, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX once_by_age ON once (at);
";

fn make_findable(transaction: &Transaction<'_>) -> HookResult {
    search::index_all(transaction).map_err(|error| HookError::Hook(error.to_string()))
}

/// Packed rows hold a mark of every rating, so that no earlier state of ratings need be kept. A
/// store made from now on keeps natural keys of running numbers near
/// each other; one that has keys leaves them where they are.
const MARKS: &str = "
DROP TABLE rating_checkpoint;
DROP TABLE packed;
CREATE TABLE packed (
    merchant  INTEGER PRIMARY KEY REFERENCES merchant,
    seq       INTEGER NOT NULL,
    format    INTEGER NOT NULL,
    bytes     BLOB NOT NULL
) STRICT;
DELETE FROM folded;
CREATE TABLE alarm_list (as_of INTEGER NOT NULL, known_at INTEGER NOT NULL) STRICT;
CREATE TABLE alarm (
    alarm      INTEGER PRIMARY KEY,
    merchant   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    first_on   INTEGER NOT NULL,
    last_on    INTEGER NOT NULL,
    n_ratings  INTEGER NOT NULL,
    ratings    TEXT NOT NULL
) STRICT;
CREATE TABLE placing (neighbours INTEGER NOT NULL) STRICT;
INSERT INTO placing SELECT NOT EXISTS (SELECT 1 FROM natural_key);
";

/// Brings the store to the current version.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let steps = steps();
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    Migrations::new(steps).to_latest(connection)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Migrations, steps};

    #[test]
    fn migrations_apply_in_order() {
        assert_eq!(Migrations::new(steps()).validate(), Ok(()));
    }
}
