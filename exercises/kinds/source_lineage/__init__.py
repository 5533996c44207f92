"""Source lineage: who has it from whom, and how many independent origins that leaves."""
