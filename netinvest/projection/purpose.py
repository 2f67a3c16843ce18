"""What a payment says it is for, read from the payee's name, the remittance information and the type.

Only what such a network has to pay for is told apart: advertising, rooms, transport. Word stems of several languages;
a payment that says nothing counts for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.projection.network import PURPOSES

if TYPE_CHECKING:
    from netinvest.projection.network import Ints

_STEMS = {
    "advertising": (
        r"\b(ad|ads|adverts?|advertis\w*|classified\w*|listing|posting|promo|promot\w*|bump|boost\w*|premium ad"
        r"|anuncio\w*|publicidad\w*|publicit\w*|annonce\w*|petites annonces|anzeige\w*|inserat\w*|werbung|annunci\w*"
        r"|ogłoszen\w*|oglosz\w*|reklam\w*|anunt\w*|anunţ\w*|reclam\w*|объявлен\w*|реклам\w*|ilan\w*|advertentie\w*)\b"
    ),
    "rooms": (
        r"\b(hotels?|motels?|hostels?|rooms?|room hire|apart\w*|airbnb|booking|lodging\w*|inn|guest ?house|b&b"
        r"|short let"
        r"|habitaci\w*|alojamiento\w*|hostal\w*|hospedaje\w*|chambre\w*|h[oô]tel\w*|zimmer\w*|unterkunft|pension|camera"
        r"|albergo|affitt\w*|pok[oó]j\w*|nocleg\w*|kwater\w*|cazare|hotelul|гостиниц\w*|отел\w*|otel\w*|quarto\w*"
        r"|pousada\w*|kamer\w*)\b"
    ),
    "transport": (
        r"\b(flights?|airline\w*|airways|train|rail\w*|coach|bus ticket|ferry|fuel|petrol|car hire|car rental|travel\w*"
        r"|vuelo\w*|billete\w*|gasolin\w*|vol|billet\w*|essence|flug\w*|bahn|fahrkarte\w*|tankstelle|volo|treno|benzina"
        r"|lot\b|pociąg\w*|paliwo|bilet\w*|авиа\w*|билет\w*|bensin\w*)\b"
    ),
}


def purposes(words: pa.ChunkedArray) -> Ints:
    """Position in PURPOSES of what each payment says it is for, -1 for nothing.

    Args:
        words: What a payment says, string; read once for each distinct text.
    """
    coded = words.combine_chunks().dictionary_encode()
    texts = pc.utf8_lower(coded.dictionary)
    code = np.full(len(texts), -1, dtype=np.int64)
    for position, purpose in reversed(list(enumerate(PURPOSES))):
        # RE2's \b and \w know the letters of ASCII only
        pattern = _STEMS[purpose].replace(r"\b", r"(?:^|$|[^\pL\pN_])").replace(r"\w", r"[\pL\pN_]")
        found = pc.match_substring_regex(texts, pattern)
        code[np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)] = position
    if not len(coded):
        return np.empty(0, dtype=np.int64)
    return np.asarray(code[coded.indices.to_numpy(zero_copy_only=False)], dtype=np.int64)
