"""How many times as much two cores of this machine do as one, at the moment.

usage: machine.py

Two processes of plain arithmetic beside each other, each as much as one alone: what no program can
exceed while the figures are taken. Prints a number.
"""

import statistics
import subprocess
import sys
import time

WORK = "n = 0\nfor i in range(12_000_000): n = n * 31 + i & 0xFFFFFFFF"
ROUNDS = 3


def seconds(n_processes):
    """Seconds until so many processes have done their work."""
    began = time.perf_counter()
    processes = [subprocess.Popen([sys.executable, "-c", WORK]) for _ in range(n_processes)]
    for process in processes:
        if process.wait() != 0:
            sys.exit("the arithmetic failed")
    return time.perf_counter() - began


def second_core():
    """Twice the work, in how much less than twice the time."""
    return statistics.median(2 * seconds(1) / seconds(2) for _ in range(ROUNDS))


if __name__ == "__main__":
    print(f"{second_core():.2f}")
