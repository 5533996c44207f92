"""A real audio file for an episode, made when the demo is loaded: one soft chord for each chapter.

The demo has no recorded voice. The file is a true one all the same (WAV, mono, 8 kHz), with the
length the feed states, so that player, chapters, download and Range requests can be tried.
"""

from __future__ import annotations

import io
import math
import struct
import wave

RATE = 8_000
CHORDS = (
    (220.0, 277.2, 329.6),
    (196.0, 246.9, 293.7),
    (174.6, 220.0, 261.6),
    (164.8, 207.7, 246.9),
)
FADE_SECONDS = 0.4


def make(chapters: list[int], seconds: int) -> bytes:
    """Return a WAV file of ``seconds`` whose sound changes at each of ``chapters`` (seconds)."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        ends = [*chapters[1:], seconds]
        for number, (start, end) in enumerate(zip(chapters, ends, strict=True)):
            file.writeframes(_chapter(CHORDS[number % len(CHORDS)], end - start))
    return buffer.getvalue()


def _chapter(chord: tuple[float, ...], seconds: int) -> bytes:
    """Return the samples of one chapter: a second of sound, repeated, fading in at the start."""
    second = [
        sum(math.sin(2 * math.pi * round(tone) * sample / RATE) for tone in chord) / len(chord)
        for sample in range(RATE)
    ]
    steady = _pack([0.35 * value for value in second])
    fade = int(FADE_SECONDS * RATE)
    first = [0.35 * value * min(1.0, sample / fade) for sample, value in enumerate(second)]
    return _pack(first) + steady * max(0, seconds - 1)


def _pack(values: list[float]) -> bytes:
    return struct.pack(f"{len(values)}B", *(int(128 + 127 * value) for value in values))
