"""Chronology: events in order, dated as precisely as the dossier allows and no more."""
