"""Draw the curves in reports/figures as SVG files, without any plotting library."""

from {{ module_name }} import config, dataset
from {{ module_name }}.evaluate import ROC_FILE
from {{ module_name }}.modeling.train import LOSS_FILE

WIDTH, HEIGHT, MARGIN = 480, 320, 48


def scale(values, low, high):
    """Values moved to the range from low to high."""
    smallest, span = min(values), (max(values) - min(values)) or 1
    return [low + (value - smallest) / span * (high - low) for value in values]


def line_chart(points, title, x_label, y_label):
    """An SVG document with one line through the points."""
    xs = scale([x for x, _ in points], MARGIN, WIDTH - MARGIN)
    ys = scale([y for _, y in points], HEIGHT - MARGIN, MARGIN)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"
  font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="{WIDTH / 2}" y="24" text-anchor="middle">{title}</text>
<path d="M{MARGIN},{MARGIN} V{HEIGHT - MARGIN} H{WIDTH - MARGIN}" fill="none" stroke="gray"/>
<polyline points="{line}" fill="none" stroke="steelblue" stroke-width="2"/>
<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">{x_label}</text>
<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">{y_label}</text>
<text x="{MARGIN - 4}" y="{HEIGHT - MARGIN}" text-anchor="end">{min(y for _, y in points):.2g}</text>
<text x="{MARGIN - 4}" y="{MARGIN + 4}" text-anchor="end">{max(y for _, y in points):.2g}</text>
</svg>
"""


def draw(source, x, y, title):
    """Draw two columns of a CSV file into the SVG file beside it."""
    points = [(float(row[x]), float(row[y])) for row in dataset.read_rows(source)]
    chart = line_chart(points, title, x.replace("_", " "), y.replace("_", " "))
    figure = source.with_suffix(".svg")
    figure.write_text(chart, encoding="utf-8")
    print(figure.relative_to(config.ROOT))


def main():
    draw(LOSS_FILE, "step", "log_loss", "Training loss")
    draw(ROC_FILE, "false_positive_rate", "true_positive_rate", "ROC curve on the test part")


if __name__ == "__main__":
    main()
