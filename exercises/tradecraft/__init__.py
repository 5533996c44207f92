"""The rules of the trade: scales, scores and statistics, pure and in plain Python.

Nothing here knows a framework, a clock or a database. Three conventions hold throughout:

- Input that cannot be meant raises `invalid.InvalidInput`, a ValueError with a plain sentence.
- A result that does not exist for valid input is an `undefined.Undefined`, which names its
  reason. No function answers NaN, and none raises because data are few or all alike.
- Words a screen shows are English source strings marked with `labels.N_`, so that the layers
  above can translate them.

Scales and formulas cite their source where they are defined.
"""
