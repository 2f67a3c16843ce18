"""What an export wrote, and what its format could not carry."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

ILLEGAL_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Report:
    """Counts of what was written and sentences on what was not.

    Attributes:
        form: The format.
        written: Things and how many of them.
        standing: What this format can never carry, a sentence each.
    """

    form: str
    written: dict[str, int] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    _changed: Counter[str] = field(default_factory=Counter)

    def changed(self, what: str) -> None:
        """Count one value that was written otherwise than it is."""
        self._changed[what] += 1

    def xml_text(self, value: object) -> str:
        """Text that XML 1.0 can hold; what it cannot is replaced by U+FFFD, and counted."""
        text = str(value)
        clean = ILLEGAL_IN_XML.sub("\ufffd", text)
        if clean != text:
            self.changed("texts with characters that XML forbids (each written as U+FFFD)")
        return clean

    def attribute_text(self, value: object) -> str:
        """As ``xml_text``, for attributes, in which readers make tabs and line ends blanks."""
        text = self.xml_text(value)
        if "\t" in text or "\n" in text or "\r" in text:
            self.changed("texts with tabs or line ends (each a blank)")
            text = re.sub("[\t\n\r]", " ", text)
        return text

    def unicode_text(self, value: object) -> str:
        """Text without lone surrogates, which UTF-8 cannot hold; replaced by U+FFFD, and counted."""
        text = str(value)
        clean = text.encode("utf-8", "replace" if text.isascii() else "surrogatepass").decode("utf-8", "replace")
        if clean != text:
            clean = re.sub("[\ud800-\udfff]", "\ufffd", text)
            self.changed("texts with half a surrogate pair (each written as U+FFFD)")
        return clean

    @property
    def lost(self) -> list[str]:
        """Everything that was not carried as it is, a sentence each; empty where all was."""
        return [*self.standing, *(f"{count:,} {what}" for what, count in sorted(self._changed.items()))]
