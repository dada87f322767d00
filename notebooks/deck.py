"""Charts for a deck: the title says the finding, the line below it the measure and its unit, lines carry names."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

INK, QUIET, PALE, PAPER = "#1d2733", "#6b7785", "#d9dee4", "#ffffff"
BLUE, ORANGE, GREEN, RED, VIOLET, TEAL = "#1f5fa8", "#d9730d", "#2e8540", "#c0392b", "#7a4fa3", "#12858a"
COLOURS = [BLUE, ORANGE, GREEN, VIOLET, TEAL, RED, "#8c6d31", QUIET]

plt.rcParams.update(
    {
        "figure.figsize": (10, 5),
        "figure.dpi": 110,
        "figure.facecolor": PAPER,
        "figure.constrained_layout.use": True,
        "font.size": 11,
        "text.color": INK,
        "text.parse_math": False,  # R$ is no formula
        "axes.edgecolor": PALE,
        "axes.labelcolor": QUIET,
        "axes.prop_cycle": plt.cycler(color=COLOURS),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": "#eceff2",
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "lines.linewidth": 2.2,
        "lines.solid_capstyle": "round",
        "hatch.color": "#b8c0c9",
        "hatch.linewidth": 0.8,
    }
)


def chart(title, measure, columns=1, size=None, **subplots):
    """A figure with one or more axes in a row."""
    figure, axes = plt.subplots(1, columns, figsize=size, **subplots)
    figure.suptitle(f"{title}\n", x=0.012, ha="left", fontsize=15, fontweight="bold", linespacing=1.6)
    figure.text(0.012, 1 - 0.52 / figure.get_figheight(), measure, color=QUIET, fontsize=11, va="top")
    return figure, axes


def note(figure, lake, table, *sentences):
    """Where the numbers come from, and what to know about them."""
    text = " ".join([f"{table}, as of {lake.as_of(table):%Y-%m-%d}.", *sentences])
    figure.supxlabel(text, x=0.012, ha="left", fontsize=9, color=QUIET)


def band(axis, x, low, high, color=BLUE):
    axis.fill_between(x, low.astype(float), high.astype(float), color=color, alpha=0.14, linewidth=0)


def line(axis, x, y, is_complete, color=BLUE, **style):
    """Solid where the period is over; dotted, with hollow points, where it is not."""
    over, open_ = y.where(is_complete), y.where(~is_complete | ~is_complete.shift(-1, fill_value=True))
    if len(x) < 3:
        style.setdefault("marker", "o")
    axis.plot(x, over, color=color, **style)
    axis.plot(x, open_, color=color, linestyle=(0, (1, 1.6)), **style)
    axis.scatter(x[~is_complete], y[~is_complete], facecolor=PAPER, edgecolor=color, zorder=3, s=34)


def labels(axis, names, room=0.055):
    """Names at the ends of lines, (x, y, text, colour) each, moved apart where they would overlap."""
    low, high = axis.get_ylim()
    gap, last = (high - low) * room, -np.inf
    for x, y, text, color in sorted(names, key=lambda name: name[1]):
        last = max(y, last + gap)
        mark(axis, text, (x, last), (8, 0), color, va="center", fontweight="bold")


def mark(axis, text, point, offset, color=QUIET, **style):
    """Text beside a point, readable across lines."""
    outline = [withStroke(linewidth=3, foreground=PAPER)]
    axis.annotate(
        text, point, xytext=offset, textcoords="offset points", color=color, path_effects=outline, zorder=4, **style
    )


def from_zero(axis, values, room=1.15):
    top = float(values.max())
    axis.set_ylim(0, top * room if top > 0 else 1)


def months(axis, x):
    """Quarters of a year as ticks, with the year at the first."""
    ticks = [day for day in pd.DatetimeIndex(x) if day.month % 3 == 1]
    axis.set_xticks(ticks, [f"{day:%b\n%Y}" if day.month == 1 or day == ticks[0] else f"{day:%b}" for day in ticks])


def percent_axis(axis, decimals=0):
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.{decimals}%}"))


def money_axis(axis, currency):
    axis.set_major_formatter(FuncFormatter(lambda value, _: money(value, currency)))


def count_axis(axis):
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def dots(axis, rows, name, value, low, high, label, color=BLUE):
    """One dot a row with its bounds, the largest on top; what has no name is grey."""
    rows = rows.sort_values(value).reset_index(drop=True)
    colors = [QUIET if known == "(none)" else color for known in rows[name]]
    axis.hlines(rows.index, rows[low].astype(float), rows[high].astype(float), color=colors, alpha=0.35, linewidth=6)
    axis.scatter(rows[value], rows.index, color=colors, s=64, zorder=3)
    for place, row in rows.iterrows():
        mark(axis, label(row), (row[high], place), (10, 0), INK, va="center")
    axis.set_yticks(rows.index, rows[name], color=INK)
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.grid(visible=False, axis="y")
    axis.grid(visible=True, axis="x")


def money(value, currency):
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            scaled = value / (1e3 if letter == "k" else size)
            return f"{currency} {scaled:,.{0 if scaled >= 100 or letter == 'k' else 1}f} {letter}"
    return f"{currency} {value:,.0f}"


def moved(before, after):
    """In words, by how much a number has moved."""
    change = after / before - 1
    if abs(change) < 0.005:
        return "stayed the same"
    return f"{'rose' if change > 0 else 'fell'} by {abs(change):.0%}"
