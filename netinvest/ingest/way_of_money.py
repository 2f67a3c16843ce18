"""Which way money went, by the words for it: out of the own account or into it."""

from __future__ import annotations

from netinvest.loading.heading import folded, words

OUT, UNTOLD, IN = -1, 0, 1
_DEBIT_WORDS = frozenset(
    """debit dr d db dbit out paid withdrawal withdraw outgoing sent soll s af debe cargo debito saida dare addebito
    uscita wn obciazenie debitare debet sortie расход дебет списание belastung lastschrift cashout retrait retiro
    auszahlung payment purchase fee""".split()  # noqa: SIM905 - a list of words
)
_CREDIT_WORDS = frozenset(
    """credit cr c crdt in received deposit incoming topup haben h bij haber abono credito entrada avere accredito
    entrata ma uznanie creditare kredit entree приход кредит зачисление gutschrift cashin depot deposito einzahlung
    refund interest salary receipt""".split()  # noqa: SIM905
)
_CASH_IN = frozenset({"cashin", "cashdeposit", "deposit", "topup", "depot", "deposito", "einzahlung", "cashdep"})


def is_cash_in(text: str) -> bool:
    """Whether the kind of a movement is that notes were paid in."""
    return folded(text) in _CASH_IN


def side_of(text: str, extra: dict[str, int]) -> int:
    """What a direction or movement word says; words that say both say nothing."""
    whole = folded(text)
    if whole in extra:
        return extra[whole]
    parts_of = {whole, *words(text)}
    out, into = bool(parts_of & _DEBIT_WORDS), bool(parts_of & _CREDIT_WORDS)
    return UNTOLD if out == into else (OUT if out else IN)
