"""What a letter says about a session: small JSON-able facts, instants as ISO text."""

from __future__ import annotations

from courses.catalogue.models import Session


def session_facts(session: Session) -> dict[str, str]:
    """Return the facts that every letter about a session carries; reads the course."""
    return {
        "course": session.course.title,
        "session": session.ref,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "session_zone": session.zone,
        "session_path": session.get_absolute_url(),
    }
