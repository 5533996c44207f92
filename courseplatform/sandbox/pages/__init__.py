"""The pages that people see while they practise."""
