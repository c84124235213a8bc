"""Measures what a caller of `GET .../score` notices of a run over everybody.

usage: beside.py PROGRAM DATA_DIR AS_OF SECONDS

A server answers at a steady rate: alone, then while runs go on one after the other, begun over HTTP in the
same server, then beside the command `rescore`, then alone again. Prints a table in Markdown.
"""

import concurrent.futures
import http.client
import json
import random
import statistics
import subprocess
import sys
import threading
import time

from program import Program

path, data_dir, as_of, seconds = sys.argv[1:5]
program = Program(path, data_dir)
PER_SECOND = 300
N_CALLERS = 3
RUN_SECONDS_MAX = 600


def key(role, number):
    name = f"bench-{role}-{number}-{time.time_ns()}"
    answer, _ = program.run("key", "create", name, "--role", role)
    return answer["token"]


ids = [row[0] for row in program.select("SELECT id FROM merchant WHERE merchant % 10 = 3")]
readers = [key("reader", number) for number in range(N_CALLERS)]
admin = key("admin", 0)
program.drop_scores()
server = subprocess.Popen(
    [path, "--data-dir", data_dir, "serve", "--listen", "127.0.0.1:0"],
    stdout=subprocess.PIPE,
    text=True,
)
address = server.stdout.readline().split("http://")[1].strip()


def call(connection, method, where, token, body=None):
    headers = {"authorization": f"Bearer {token}"}
    if body is not None:
        headers["content-type"] = "application/json"
    connection.request(method, where, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def caller(number, end, times):
    """Asks at a steady rate, and tells how long each answer took."""
    connection = http.client.HTTPConnection(address)
    chance = random.Random(number)
    due = time.perf_counter()
    while due < end:
        time.sleep(max(0.0, due - time.perf_counter()))
        where = f"/v1/merchants/{chance.choice(ids)}/score?as_of={as_of}"
        began = time.perf_counter()
        status, _ = call(connection, "GET", where, readers[number])
        times.append(time.perf_counter() - began)
        if status != 200:
            sys.exit(f"{where}: {status}")
        due += N_CALLERS / PER_SECOND


def percentiles():
    """The 99th percentile and the median of the answers of some seconds, in milliseconds."""
    end = time.perf_counter() + float(seconds)
    times = []
    threads = [
        threading.Thread(target=caller, args=(number, end, times)) for number in range(N_CALLERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return 1000 * times[len(times) * 99 // 100], 1000 * times[len(times) // 2]


def run_over_http(stop):
    """Runs in the server, one after the other: how many. The last one has ended, too."""
    connection = http.client.HTTPConnection(address)

    def last():
        _, said = call(connection, "GET", "/v1/runs?limit=1", admin)
        return json.loads(said)["runs"][0]

    n_runs = 0
    while not stop.is_set():
        status, said = call(connection, "POST", "/v1/runs", admin, json.dumps({"as_of": as_of}))
        if status == 202:
            n_runs += 1
        elif status not in (409, 503):
            sys.exit(f"a run was refused: {status} {said}")
        give_up = time.monotonic() + RUN_SECONDS_MAX
        while last()["finished_at"] is None:
            if time.monotonic() > give_up:
                sys.exit(f"a run has not ended within {RUN_SECONDS_MAX} seconds")
            time.sleep(0.05)
    # The lock of a run goes a moment after its report is there.
    time.sleep(0.5)
    return n_runs


def run_commands(stop):
    """The command, again and again: how many."""
    n_runs = 0
    while not stop.is_set():
        program.rescore(as_of)
        n_runs += 1
    return n_runs


def beside(runs):
    """The percentiles while runs go on, and how many there were."""
    stop = threading.Event()
    with concurrent.futures.ThreadPoolExecutor() as background:
        going = background.submit(runs, stop)
        try:
            times = percentiles()
        finally:
            stop.set()
        return *times, going.result()


try:
    percentiles()
    before = percentiles()
    over_http = beside(run_over_http)
    by_command = beside(run_commands)
    after = percentiles()
finally:
    server.terminate()
    server.wait()
usual = statistics.mean((before[0], after[0]))
print(f"`GET .../score`, {PER_SECOND} a second for {seconds} s each; p99 to the mean of the two alone:")
print()
print("| beside | p99, ms | median, ms | to the usual p99 |")
print("| --- | --- | --- | --- |")
for name, (p99, median, *n_runs) in (
    ("nothing else", before),
    ("runs in the same server", over_http),
    ("runs of the command", by_command),
    ("nothing else again", after),
):
    name = f"{n_runs[0]} {name}" if n_runs else name
    print(f"| {name} | {p99:.2f} | {median:.2f} | {p99 / usual:.2f} |")
