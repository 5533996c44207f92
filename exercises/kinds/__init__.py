"""Kinds of task: one folder each, found by the registry, held by one contract.

``contract`` says what a kind is, ``score`` what scoring answers, ``shape`` how stored JSON and TOML
become typed values. ``registry.find(slug)`` gives a kind. docs/add-a-kind.md tells how to add one.
"""
