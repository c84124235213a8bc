//! The migrations of runs and their scores.

/// Runs keep every score, in blocks of consecutive merchants; a run can be taken up again after any
/// interruption, and what is folded is known without looking at every merchant.
pub(super) const RUNS: &str = "
-- The merchant that this identity was merged into and the position since when, where it was.
ALTER TABLE merchant ADD COLUMN owner INTEGER REFERENCES merchant;
ALTER TABLE merchant ADD COLUMN owned_since INTEGER;
UPDATE merchant SET (owner, owned_since) =
    (SELECT a.merchant, a.seq FROM alias a
     WHERE a.alias = merchant.id AND a.merchant <> merchant.merchant);

CREATE INDEX merchant_owned ON merchant (owned_since) WHERE owned_since IS NOT NULL;

-- Derived: every record up to the position is folded into packed rows of the format.
CREATE TABLE folded (
    format  INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL
) STRICT;

DROP TABLE run_score;
DROP TABLE run;
CREATE TABLE run (
    run             INTEGER PRIMARY KEY,
    as_of           INTEGER NOT NULL,
    known_at        INTEGER NOT NULL,
    at_seq          INTEGER NOT NULL,
    model           TEXT NOT NULL,
    model_hash      TEXT NOT NULL,
    challenger      TEXT,
    challenger_hash TEXT,
    rules_version   TEXT NOT NULL,
    filter          TEXT NOT NULL,
    base            INTEGER,
    n_blocks        INTEGER NOT NULL,
    started_at      INTEGER NOT NULL,
    finished_at     INTEGER,
    n_scored        INTEGER NOT NULL DEFAULT 0,
    fold_ms         INTEGER NOT NULL DEFAULT 0,
    score_ms        INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The scores of a run, by consecutive merchants: block n holds the numbers from n times its size on.
CREATE TABLE run_block (
    run    INTEGER NOT NULL REFERENCES run,
    block  INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (run, block)
) STRICT, WITHOUT ROWID;
";

/// A run over only what changed keeps what differs from an earlier one; a run keeps its counts.
pub(super) const PATCHES: &str = "
-- The run that the blocks are kept as patches of, where they are.
ALTER TABLE run ADD COLUMN anchor INTEGER;
-- What the run counted, in the form of the caller.
ALTER TABLE run ADD COLUMN tally BLOB;
";

/// Blocks of runs lie in the leaves of their tree, so that one is found in few steps.
pub(super) const BLOCKS: &str = "
CREATE TABLE block (
    run    INTEGER NOT NULL REFERENCES run,
    block  INTEGER NOT NULL,
    bytes  BLOB NOT NULL
) STRICT;
INSERT INTO block SELECT run, block, bytes FROM run_block ORDER BY run, block;
DROP TABLE run_block;
ALTER TABLE block RENAME TO run_block;
CREATE UNIQUE INDEX run_block_place ON run_block (run, block);
";
