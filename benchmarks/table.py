"""Rows of figures against bars."""

from typing import NamedTuple


class Row(NamedTuple):
    what: str
    figure: str
    bar: str
    holds: bool | None


def show(rows: list[Row]) -> None:
    for row in rows:
        sign = {True: "✓", False: "✗", None: " "}[row.holds]
        print(f"{sign} {row.what}: {row.figure}" + (f"  (bar {row.bar})" if row.bar else ""), flush=True)


def markdown(rows: list[Row]) -> str:
    lines = ["| what | figure | bar | |", "| --- | --- | --- | --- |"]
    for row in rows:
        sign = {True: "✓", False: "✗", None: ""}[row.holds]
        lines.append(f"| {row.what} | {row.figure} | {row.bar} | {sign} |")
    return "\n".join(lines)
