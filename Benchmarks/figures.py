"""The table, and one line about the machine it was measured on."""

import os
import platform
import statistics


class Table:
    """Rows of samples with a target, printed in columns."""

    HEAD = ["what", "median", "min", "max", "unit", "n", "target", "met?"]

    def __init__(self):
        self.rows = []

    def add(self, what, unit, samples, target=None, least=None):
        """Adds a row; the median should stay below `target`, or reach `least`."""
        median = statistics.median(samples)
        met, bound = "", ""
        if target is not None:
            met, bound = "yes" if median < target else "NO", f"< {target}"
        if least is not None:
            met, bound = "yes" if median >= least else "NO", f">= {least}"
        figures = [number(value) for value in (median, min(samples), max(samples))]
        self.rows.append([what, *figures, unit, str(len(samples)), bound, met])

    def __str__(self):
        rows = [self.HEAD] + self.rows
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.HEAD))]
        lines = []
        for row in rows:
            cells = [
                cell.rjust(width) if column in (1, 2, 3, 5) else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths))
            ]
            lines.append("  ".join(cells).rstrip())
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(lines)


def number(value):
    """Three significant digits, never an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine(path):
    """Gives the size of the machine, its load, and the file system measured on."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    load = f"{os.getloadavg()[0]:.1f}"
    return (
        f"{os.cpu_count()} processors, {pages * size / 2**30:.0f} GB, {platform.system()} {platform.machine()}, "
        f"{file_system(path)}, load {load}; release build, warm page cache"
    )


def file_system(path):
    """Gives the kind of file system that a path lies on."""
    best = ("", "unknown file system")
    with open("/proc/self/mounts", encoding="utf-8") as mounts:
        for line in mounts:
            _, point, kind = line.split()[:3]
            inside = point == "/" or f"{path}/".startswith(f"{point}/")
            if inside and len(point) >= len(best[0]):
                best = (point, kind)
    return best[1]
