"""Device and subscription numbers. What a spreadsheet has rounded is refused, never guessed."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\d+")
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+?\d{1,2}")
DEVICE_DIGITS = 14
"""Type allocation code and serial number: the device in all forms of its number."""
_DEVICE_FORMS = range(14, 17)  # without check digit, with it, with software version
_SUBSCRIPTION_FORMS = range(13, 16)
_SPACE = re.compile(r"[\s\-/.]+")


def read_imei(text: str) -> tuple[str | None, str | None]:
    """The 14 digits that are the device in any of its three forms, or why there are none."""
    digits = _SPACE.sub("", text.removesuffix(".0"))
    if not _DIGITS.fullmatch(digits):
        return None, "is a device number that a spreadsheet has rounded" if _DAMAGED.fullmatch(text) else "is no IMEI"
    if not digits.strip("0"):
        return None, None
    if len(digits) not in _DEVICE_FORMS:
        return None, f"has {len(digits)} digits, an IMEI has 14, 15 or 16"
    return digits[:DEVICE_DIGITS], None


def read_imsi(text: str) -> tuple[str | None, str | None]:
    """A subscription number, or why it is none."""
    digits = _SPACE.sub("", text.removesuffix(".0"))
    if not _DIGITS.fullmatch(digits):
        return None, "is a subscription number that a spreadsheet has rounded" if _DAMAGED.fullmatch(
            text
        ) else "is no IMSI"
    if not digits.strip("0"):
        return None, None
    if len(digits) not in _SUBSCRIPTION_FORMS:
        return None, f"has {len(digits)} digits, an IMSI has 13 to 15"
    return digits, None
