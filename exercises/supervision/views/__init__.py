"""The desk's pages over a cohort: who is where, letters, more time, what is shown."""
