"""The program under measurement: its commands with what they cost, and the store that it works in."""

import json
import os
import sqlite3
import subprocess
import sys
import time

# Done, or done with an alarm.
ENDED_WELL = (0, 3)


def costs(arguments):
    """Runs a command to its end: what it printed; CPU seconds, seconds and peak memory of its process."""
    began = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in ENDED_WELL:
        sys.exit(f"{arguments} failed: {status}")
    return said, {
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "seconds": time.perf_counter() - began,
        "peak_mib": usage.ru_maxrss // 1024,
    }


class Program:
    """The program with its data folder."""

    def __init__(self, path, data_dir):
        self.command = [path, "--data-dir", data_dir, "--format", "json"]
        self.store = f"{data_dir}/merchant-credit.db"

    def run(self, *arguments):
        """A command: its answer and what it cost."""
        said, cost = costs(self.command + list(arguments))
        return json.loads(said), cost

    def rescore(self, as_of, *options):
        return self.run("rescore", "--as-of", str(as_of), "--progress", "none", *options)

    def select(self, sql):
        """The rows of a question about the store."""
        db = sqlite3.connect(self.store)
        rows = db.execute(sql).fetchall()
        db.close()
        return rows

    def drop_scores(self):
        """Leaves the store without the scores of any run."""
        db = sqlite3.connect(self.store)
        db.execute("DELETE FROM run_block")
        db.execute("DELETE FROM run")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
