"""Says how the cost of a rescore grows with the number of merchants.

usage: growth.py CHART.svg FIGURES.json...

Reads what measure.py kept of several sizes. Prints a table in Markdown with the exponent of the growth by
least squares on logarithms, and draws the chart.
"""

import json
import math
import sys

chart, *files = sys.argv[1:]
sizes = sorted((json.load(open(file)) for file in files), key=lambda figures: figures["n_merchants"])
ENGINES = {"merchant-credit 1": "#1b6e53", "polars 1": "#3b5bdb", "duckdb 1": "#c2571a"}


def cpu(figures, engine):
    return figures[engine]["cpu_seconds"]


def exponent(engine):
    points = [(math.log(each["n_merchants"]), math.log(cpu(each, engine))) for each in sizes]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)


print("| merchants | " + " | ".join(f"{engine} thread, CPU seconds" for engine in ENGINES) + " | peak MiB |")
print("| --- |" + " --- |" * (len(ENGINES) + 1))
for each in sizes:
    costs = " | ".join(f"{cpu(each, engine):.3f}" for engine in ENGINES)
    print(f"| {each['n_merchants']:,} | {costs} | {each['merchant-credit 1']['peak_mib']:.0f} |")
print("| exponent | " + " | ".join(f"{exponent(engine):.3f}" for engine in ENGINES) + " | |")

LEFT, TOP, WIDTH, HEIGHT = 70, 40, 520, 300
x_low, x_high = (math.log10(sizes[place]["n_merchants"]) for place in (0, -1))
all_costs = [cpu(each, engine) for each in sizes for engine in ENGINES]
y_low, y_high = math.floor(math.log10(min(all_costs))), math.ceil(math.log10(max(all_costs)))


def place(n, seconds):
    x = LEFT + WIDTH * (math.log10(n) - x_low) / max(x_high - x_low, 1e-9)
    y = TOP + HEIGHT * (y_high - math.log10(seconds)) / (y_high - y_low)
    return f"{x:.1f},{y:.1f}"


lines = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400" font-family="sans-serif" '
    'font-size="13" role="img" aria-label="CPU seconds of a rescore by number of merchants">',
    '<rect width="720" height="400" fill="white"/>',
    f'<text x="{LEFT}" y="22">CPU seconds of scoring everybody, one thread (both axes logarithmic)</text>',
]
for power in range(y_low, y_high + 1):
    y = place(10**x_low, 10**power).split(",")[1]
    lines.append(f'<line x1="{LEFT}" y1="{y}" x2="{LEFT + WIDTH}" y2="{y}" stroke="#ddd"/>')
    lines.append(f'<text x="{LEFT - 8}" y="{y}" dy="4" text-anchor="end">{10.0**power:g}</text>')
for each in sizes:
    x = place(each["n_merchants"], 10**y_low).split(",")[0]
    lines.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{TOP + HEIGHT}" stroke="#ddd"/>')
    label = f'{each["n_merchants"]:,}'
    lines.append(f'<text x="{x}" y="{TOP + HEIGHT + 20}" text-anchor="middle">{label}</text>')
lines.append(f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 42}" text-anchor="middle">merchants</text>')
for engine, colour in ENGINES.items():
    points = " ".join(place(each["n_merchants"], cpu(each, engine)) for each in sizes)
    lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for point in points.split():
        x, y = point.split(",")
        lines.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>')
    x, y = points.split()[-1].split(",")
    name = engine.removesuffix(" 1")
    lines.append(f'<text x="{float(x) + 8:.1f}" y="{y}" dy="4" fill="{colour}">{name}</text>')
lines.append("</svg>")
with open(chart, "w") as file:
    file.write("\n".join(lines) + "\n")
