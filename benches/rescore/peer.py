"""Asks a peer for the scores of everybody, and compares them with ours."""

import json
import os
import sys

from program import costs

HERE = os.path.dirname(os.path.abspath(__file__))


def script(name, *arguments):
    """Runs a script of this folder to its end, and gives the JSON that it prints."""
    said, _ = costs([sys.executable, f"{HERE}/{name}", *arguments])
    return json.loads(said)


def ask(engine, threads, prepared, card, as_of, out):
    """Lets a peer write the points of everybody to a file; what it cost, without its start."""
    return script("peers.py", engine, str(threads), prepared, card, as_of, out)


def differences(prepared, ours, theirs):
    """Merchants whose points are not the same, either side rated or not."""
    return script("differences.py", prepared, ours, theirs)
