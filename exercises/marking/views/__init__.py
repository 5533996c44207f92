"""Pages of marking: the desk's queue, a script, release; and the student's feedback."""
