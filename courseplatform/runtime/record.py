"""`running.json`: what runs on a data folder, for other commands now and for the next start."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict, dataclass, field
from pathlib import Path

from courseplatform.runtime import places, processes
from courseplatform.runtime.processes import Identity


@dataclass
class Record:
    """Who holds the data, how its servers are reached, and every process that was started."""

    command: str
    pid: int
    site: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    sockets: str = ""
    processes: dict[str, Identity] = field(default_factory=dict)

    def note(self, path: Path, name: str, pid: int) -> None:
        """Remember a started process before it can outlive us."""
        identity = processes.identify(pid)
        if identity is not None:
            self.processes[name] = identity
            self.write(path)

    def write(self, path: Path) -> None:
        """Write in one step, for the owner's eyes only: addresses may hold passwords."""
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        draft.replace(path)


def read(path: Path) -> Record | None:
    """The record that lies there; None when there is none that can be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw["processes"] = {name: Identity(*pair) for name, pair in raw["processes"].items()}
        return Record(**raw)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


# A process that loses its supervisor gets the kernel's signal at once; it has this long to end.
LEFTOVER_SECONDS = 10.0


def clear_leftovers(var: places.Var) -> None:
    """End what a killed supervisor left: first those who use the servers, then the servers."""
    left = read(var.record)
    if left is None:
        return
    for name, identity in sorted(left.processes.items(), key=lambda pair: _is_server(pair[0])):
        gentle = signal.SIGINT if name == "postgres" else signal.SIGTERM
        processes.end(identity, gentle, LEFTOVER_SECONDS)
    if left.sockets:
        places.remove_socket_folder(Path(left.sockets), var)
    var.record.unlink(missing_ok=True)


def _is_server(name: str) -> bool:
    return name in {"postgres", "valkey"}
