"""How long a large matrix takes: 20 hypotheses by 200 rows, in pure Python.

Run from the root of the project: ``python tests/bench/ach_scoring.py``. Prints the best of several
rounds for each reading of the matrix, beside a bare loop over the same cells in the same run, so
that machines can be compared. Nothing here is asserted; the wish is under 50 ms for the scores.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from exercises.tradecraft.ach import (  # noqa: E402 - the path comes first
    Code,
    Matrix,
    PanelCell,
    Row,
    Scheme,
    VoteRow,
    Weight,
    agree_with_panel,
    class_inconsistency,
    coverage,
    inconsistency,
    sensitivity,
    spread,
    standing,
)

HYPOTHESES, ROWS, ROUNDS = 20, 200, 15


def make_matrix() -> Matrix:
    """A full matrix, the same in every run."""
    choose = random.Random(20241221)
    codes, weights = list(Code), list(Weight)
    rows = tuple(
        Row(
            f"E{number}",
            tuple(choose.choices(codes, k=HYPOTHESES)),
            choose.choice(weights),
            choose.choice(weights),
        )
        for number in range(ROWS)
    )
    return Matrix(tuple(f"H{number}" for number in range(HYPOTHESES)), rows)


def bare_loop(matrix: Matrix) -> list[float]:
    """The least any scoring can do: touch each cell once and add a looked-up number."""
    points = {"CC": 0, "C": 0, "N": 0, "I": 1, "II": 2, "NA": 0}
    totals = [0.0] * HYPOTHESES
    for row in matrix.rows:
        for place, cell in enumerate(row.cells):
            totals[place] += points[cell] if cell else 0
    return totals


def best_ms(work: Callable[[], object]) -> float:
    """Shortest of several rounds, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times) * 1000


def main() -> None:
    """Print one line for each reading of the matrix."""
    matrix = make_matrix()
    key = [[PanelCell(cell, 0, None) for cell in row.cells] for row in matrix.rows]
    cells = [row.cells for row in matrix.rows]
    votes = [
        VoteRow(row.handle, tuple({cell: 7, Code.N: 3} for cell in row.cells if cell))
        for row in matrix.rows
    ]
    readings: dict[str, Callable[[], object]] = {
        "one scheme": lambda: inconsistency(matrix, Scheme.PARC_WEIGHTED),
        "all four schemes, ordered": lambda: [standing(matrix, scheme) for scheme in Scheme],
        "spread of every row": lambda: [spread(row) for row in matrix.rows],
        "coverage": lambda: coverage(matrix),
        "which row changes the order": lambda: sensitivity(matrix, Scheme.PARC_WEIGHTED),
        "against a panel": lambda: agree_with_panel(cells, key),
        "a class, from its counts": lambda: class_inconsistency(votes, Scheme.PARC_WEIGHTED),
        "a student's page: four schemes, spreads, sensitivity": lambda: (
            [standing(matrix, scheme) for scheme in Scheme],
            [spread(row) for row in matrix.rows],
            sensitivity(matrix, Scheme.PARC_WEIGHTED),
        ),
    }
    bare = best_ms(lambda: bare_loop(matrix))
    print(f"{HYPOTHESES} hypotheses x {ROWS} rows, best of {ROUNDS}")
    print(f"{'bare loop over the cells':<54}{bare:8.2f} ms")
    for name, work in readings.items():
        took = best_ms(work)
        print(f"{name:<54}{took:8.2f} ms{took / bare:8.1f} x bare")


if __name__ == "__main__":
    main()
