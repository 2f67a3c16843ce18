"""The language of a text, and how sure the guess is. The model is loaded when the first text is asked about."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = 10  # below, nobody can tell
_LEAST = 0.2  # confidence
_LONGEST = 2000  # characters that are looked at
_NO_WORDS = re.compile(r"https?://\S+|\S+@\S+|<[^<>]{0,300}>|[\d_]+")
_NO_LANGUAGE = "zxx"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def languages(texts: Iterable[str]) -> list[tuple[str | None, float | None]]:
    """The language of each text.

    Args:
        texts: As they came; give each distinct text once.

    Returns:
        ISO 639 code and confidence from 0 to 1 (py3langid: naive Bayes over bytes, 97 languages), or None twice where a
        text is too short or too strange to tell.
    """
    return [_language(text) for text in texts]


def _language(text: str) -> tuple[str | None, float | None]:
    words = _NO_WORDS.sub(" ", text[:_LONGEST])
    if sum(map(str.isalpha, words)) < _LETTERS:
        return None, None
    code, confidence = _identifier().classify(words.lower())
    if code == _NO_LANGUAGE or confidence < _LEAST:
        return None, None
    return str(code), round(float(confidence), 3)
