# ruff: noqa: E501 - words of many languages in one pattern
"""Rows at the edges of a table that are no records: opening and closing balances, totals, counts, signatures.

Only rows that could not be read as a record are asked about, and only before the first that could or after the last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR = 5
"""How many of the first rows may be an opening."""
_LABEL_AND_FIGURE = 2
_MOST_CELLS = 5
_FOOTER = re.compile(
    r"[\s*=#\-_'\",;|]*(end of|end\b|eof|fin de|fin d[eu]|fin\b|fim d|ende\b|einde|koniec|konec|v[ée]ge\b|slutt?\b|loppu\b|kraj\b|akhir|hết|конец|sfarsit|fine |son\b|(grand |sub)?-?totals?\b|totaal|totale|"
    r"gesamt|összesen|celkem|spolu|sammanlagt|ialt|yhteensä|toplam|jumlah|合計|总计|總計|합계|σύνολο|sum\b|suma\b|somme|summe|итого|всего|count|records?\b|aantal|registros|registri|enregistrements|rows?\b|zeilen|page\b|generated|printed|note:|"
    r"disclaimer|confidential|nombre de|numero de|número de|numero di|anzahl|liczba|number of|no\.? of|total of|"
    r"\d+ (rows?|records?|registros|calls?|transactions?|entries|lignes?|zeilen|datensätze|regels|records)\b|\*{3}|-{3}|={3}|"
    r".{0,80}(confidential|certif|computer.generated)|[^\d]{0,40}(\bsonu|结束|結束|終了|完毕|完畢|끝|τέλος)\W*$)",
    re.IGNORECASE,
)
_BALANCE = re.compile(
    r"\W*((opening|closing|starting|start|ending|end|final|previous|initial|brought|carried|ledger|available|new|old)[ _]?(balance|b/?f|c/?f)|"
    r"balance( (brought|carried) (forward|down)| ?[bc]/?[fd]|( as)? (at|on).*)?|[bc]/f|(brought|carried) forward|"
    r"(anfangs|end|schluss|begin|eind|start|slut)[ -]?saldo|(alter|neuer|vorige|oud|nieuw) ?(konto)?(stand|saldo)|saldo(vortrag)?|übertrag|"
    r"saldo (inicial|final|anterior|iniziale|finale|precedente|początkowe|końcowe|poprzednie|per|am|op|a|al).*|"
    r"(ancien |nouveau )?solde( (initial|final|précédent|de clôture|d'ouverture|au).*)?|sold (inițial|initial|final|anterior)|"
    r"(входящий|исходящий|начальный|конечный) остаток.*|остаток на.*|(grand |sub)?-?totals?|total général|totaal|totale|gesamt(summe)?|summe|suma|somme|итого|всего)\W*",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"[(+\-\u2212]?\s*(?:[A-Z]{3}|[€£$₽₹])?\s*[\d.,'\u00a0\u202f ]+\s*(?:[A-Z]{3}|[€£$₽₹]|CR|DR)?\s*[)\-]?|[A-Z]{3}"
)
_SIDE = re.compile("[SHDC]|[DC]R|[CD]B", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[-/. ](?:\d{1,2}|[^\W\d_]{3,9}\.?)[-/. ]\d{1,4}(?:[T ][\d:.Z]+)?")


def is_edge(cells: Sequence[str]) -> bool:
    """Whether a row that is no record is a balance, a total, a count or a closing line.

    Args:
        cells: Of the row, as they are written.
    """
    filled = [text for cell in cells if (text := cell.strip(" '\"\t"))]
    if not filled:
        return True
    if len(filled) <= _LABEL_AND_FIGURE and _FOOTER.match(filled[0]):
        return True
    if len(filled) > _MOST_CELLS:
        return False
    figures = (_FIGURE, _DATE, _SIDE)
    labels = [text for text in filled if not any(form.fullmatch(text) for form in figures)]
    if len(labels) != 1:
        return False
    dated = any(_DATE.fullmatch(text) for text in filled)
    return bool(_BALANCE.fullmatch(labels[0]) or (not dated and _FOOTER.match(labels[0]) and filled[0] == labels[0]))
