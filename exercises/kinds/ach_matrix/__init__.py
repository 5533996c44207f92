"""Analysis of competing hypotheses: evidence against hypotheses, rated row by row."""
