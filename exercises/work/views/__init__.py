"""Pages of one person's work: the exercise, its tasks, handing in, the receipt."""
