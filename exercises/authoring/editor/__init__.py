"""Forms for authors, derived from a kind's dataclasses: a new kind has an editor for nothing.

``schema`` reads the types, ``reading`` a posted form, ``acts`` what its small buttons do, ``showing``
makes what the templates draw, ``text`` is the same data as TOML. The data between them are the JSON
that is stored: as typed, sound or not.
"""
