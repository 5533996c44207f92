"""Pages of questions: the student's and the desk's."""
