"""What the loaders of several kinds share: their parts, and the columns that each part gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from netinvest.loading import Loader, Profile, RecordKind

from netinvest_loaders.blocks import TRANSFER_COLUMNS, blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from netinvest.loading import Texts

    from netinvest_loaders.blocks import Row

COLUMNS = {
    RecordKind.CALLS: ("originating_msisdn", "terminating_msisdn", "service", "answered_at", "duration"),
    RecordKind.TRANSFERS: TRANSFER_COLUMNS,
    RecordKind.SUBJECTS: (
        *("subject_id", "name", "basis", "birth_date", "address"),
        *("phone", "account", "email", "handle", "imsi", "imei"),
    ),
}
_MESSENGER = re.compile(r"\+?(\d{7,15})@(?:s\.whatsapp\.net|c\.us|whatsapp\.net|lid)")
_PHONE = re.compile(r"\+?\d[\d ().-]{2,22}")


def part(name: str, kind: RecordKind, title: str, rows: Callable[[BinaryIO, str], Iterable[Row | None]]) -> Loader:
    """The loader of one kind of record in a file of several."""

    def read(stream: BinaryIO, name: str) -> Iterator[Texts]:
        return blocks(rows(stream, name), columns=COLUMNS[kind])

    profile = Profile.model_validate(
        {
            "name": name,
            "kind": kind,
            "title": title,
            "columns": dict.fromkeys(COLUMNS[kind], ()),
            "time": {"order": "ymd"},
            "money": {"decimal": "."},
            "numbering": "e164" if kind == RecordKind.CALLS else "infer",
        }
    )
    return Loader(profile, read)


def telephone(identifier: str | None) -> str | None:
    """A telephone number out of what a messenger or a phone calls a party; None if it is none.

    A messenger's address carries the country code without a plus sign.
    """
    text = (identifier or "").strip()
    if (found := _MESSENGER.fullmatch(text)) is not None:
        return f"+{found[1]}"
    text = text.removeprefix("tel:")
    return text if _PHONE.fullmatch(text) else None
