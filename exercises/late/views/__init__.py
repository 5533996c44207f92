"""Pages of late answers: the student's and the desk's."""
