"""What somebody drew by hand, as a chart tells it: apart from the evidence, by author, switched off with one press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.charts.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netinvest.charts.plain_text import Redaction

MOST = 20_000
NOT_EVIDENCE = "not evidence"


def annotation_data(
    annotations: Iterable[Mapping[str, str]], place: Mapping[str, int], redact: Redaction
) -> dict[str, Any]:
    """Annotations in plain JSON types.

    Args:
        annotations: ``start, end`` (aliases; ``end`` blank for a note), ``text, author, file, sha256, at``.
        place: Alias of each actor shown to its place.
        redact: Takes identifiers of protected actors out of text.

    Returns:
        ``drawings`` (author, file, sha256, at), ``links`` (start, end, drawing, text), ``notes`` (actor, drawing,
        text), and ``left_out``: how many are about actors that the chart does not hold.
    """
    drawings: dict[tuple[str, ...], int] = {}
    links, notes, left_out = [], [], 0
    for number, drawn in enumerate(annotations):
        start, end = place.get(drawn["start"], -1), place.get(drawn["end"], -1) if drawn["end"] else None
        if start < 0 or (end is not None and end < 0) or number >= MOST:
            left_out += 1
            continue
        said = (
            redact(plain(drawn["author"], 200)) or "somebody",
            redact(plain(drawn["file"], 200)),
            plain(drawn["sha256"], 64),
            plain(drawn["at"], 20),
        )
        by = drawings.setdefault(said, len(drawings))
        text = redact(plain(drawn["text"], 4_000))
        if end is None:
            notes.append([start, by, text])
        else:
            links.append([start, end, by, text])
    names = ("author", "file", "sha256", "at")
    return {
        "drawings": [dict(zip(names, said, strict=True)) for said in drawings],
        "links": links,
        "notes": notes,
        "left_out": left_out,
    }
