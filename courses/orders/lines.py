"""PURE: lines of an order as people read them, and each place's share of its sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courseplatform.kit.money import split


@dataclass(frozen=True)
class Grouped:
    """Equal lines as one: how many, what one of them is, and their sum (minor units)."""

    description: str
    quantity: int
    unit_minor: int

    @property
    def amount_minor(self) -> int:
        """The sum of the lines."""
        return self.quantity * self.unit_minor


@dataclass(frozen=True)
class Share:
    """What one place is of an order's sums; ``net_minor`` + ``vat_minor`` is its gross price."""

    net_minor: int
    vat_minor: int

    @property
    def gross_minor(self) -> int:
        """What the place costs with VAT."""
        return self.net_minor + self.vat_minor


def grouped(lines: Iterable[tuple[str, int]]) -> list[Grouped]:
    """Return lines of (description, sum) with equal ones together, in the order of the first."""
    counts: dict[tuple[str, int], int] = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return [Grouped(description, count, unit) for (description, unit), count in counts.items()]


def lines_are_net(sum_of_lines: int, net_minor: int, total_minor: int) -> bool:
    """Tell whether VAT is added after the lines (a company's order) and not inside them."""
    return sum_of_lines == net_minor and net_minor != total_minor


def shares(lines: Sequence[tuple[int, int]], net_minor: int, vat_minor: int) -> dict[int, Share]:
    """Return what each place is of an order: its net sum and its VAT.

    Both sums are divided by the places' own lines, a cent that does not divide going to the largest
    remainder; so the shares add up to the order, whatever the price, the rate and the number.

    Args:
        lines: (place, sum of one line), net or gross alike; reductions are negative.
    """
    sums: dict[int, int] = {}
    for place, amount in lines:
        sums[place] = sums.get(place, 0) + amount
    if not sums:
        return {}
    weights = list(sums.values())
    if sum(weights) <= 0:
        weights = [1] * len(weights)
    nets, vats = split(net_minor, weights), split(vat_minor, weights)
    return {place: Share(net, vat) for place, net, vat in zip(sums, nets, vats, strict=True)}
