"""Measures what a caller of `GET .../score` notices of a run over everybody.

usage: beside.py PROGRAM DATA_DIR AS_OF SECONDS

A server answers at a steady rate, first alone, then while runs go on one after the other, begun over HTTP
in the same server. Prints a line in Markdown.
"""

import http.client
import json
import random
import subprocess
import sys
import threading
import time

from program import Program

path, data_dir, as_of, seconds = sys.argv[1:5]
program = Program(path, data_dir)
PER_SECOND = 300
N_CALLERS = 3


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
    """Asks at a steady rate; a late answer is counted from when it was due."""
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


def p99():
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
    return 1000 * times[len(times) * 99 // 100], 1000 * times[len(times) // 2], len(times)


def run_until(stop, n_runs):
    connection = http.client.HTTPConnection(address)
    while not stop.is_set():
        status, said = call(connection, "POST", "/v1/runs", admin, json.dumps({"as_of": as_of}))
        if status in (409, 503):
            time.sleep(0.05)
        elif status == 202:
            n_runs.append(json.loads(said)["run"])
        else:
            sys.exit(f"a run was refused: {status} {said}")


try:
    p99()
    alone = p99()
    stop, n_runs = threading.Event(), []
    runs = threading.Thread(target=run_until, args=(stop, n_runs))
    runs.start()
    beside = p99()
    stop.set()
    runs.join()
    again = p99()
finally:
    server.terminate()
    server.wait()
usual = (alone[0] + again[0]) / 2
print(
    f"`GET .../score`, {PER_SECOND} a second: p99 {usual:.2f} ms with nothing else going on (median "
    f"{alone[1]:.2f} ms), {beside[0]:.2f} ms while {len(n_runs)} runs went on one after the other (median "
    f"{beside[1]:.2f} ms): {beside[0] / usual:.2f} times as long."
)
