"""What goes wrong before and around the site, told as a sentence."""

from __future__ import annotations


class Trouble(Exception):  # noqa: N818 - it is told to a person, not to a programmer
    """One plain sentence for the person at the keyboard: what is wrong and what to do."""
