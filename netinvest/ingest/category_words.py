"""Words by which registers say what somebody is in a case, in the languages of the police forces that write them.

A word that is not known gives no category: it stays in ``category_original``. Signs of exploitation come first: a
`possible victim and suspect` is a possible victim, and what the register wrote is kept beside it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from netinvest.ingest.fold import fold
from netinvest.model.category import Category

_WORDS: dict[Category, str] = {
    Category.MINOR: (
        "minor|child|juvenile|underage|under age|under 18|infant|mineur|mineure|enfant|menor|menor de edad|"
        "menor de idade|nino|nina|crianca|minderjahrig|minderjahrige|minderjahriger|kind|minore|minorenne|"
        "bambino|bambina|maloletni|maloletnia|nieletni|nieletnia|dziecko|minora|copil|nesovershennoletnij|"
        "несовершеннолетний|несовершеннолетняя|ребенок|minderjarig|minderjarige|barn|mindrearig|dete|gyermek|"
        "kiskoru"
    ),
    Category.POSSIBLE_VICTIM: (
        "possible victim|potential victim|presumed victim|suspected victim|likely victim|pvot|pv|vulnerable|"
        "vulnerable person|nrm referral|victim possible|victime possible|victime presumee|victime potentielle|"
        "presunta victima|posible victima|victima potencial|possivel vitima|presumivel vitima|"
        "vitima presumida|mutmassliches opfer|mogliches opfer|potenzielles opfer|presunta vittima|"
        "possibile vittima|potenziale vittima|prawdopodobna ofiara|mozliwa ofiara|domniemana ofiara|"
        "victima prezumata|posibila victima|victima potentiala|возможная жертва|предполагаемая жертва|"
        "вероятная жертва|mogelijk slachtoffer|vermoedelijk slachtoffer|misstankt offer|at risk|"
        "person at risk"
    ),
    Category.VICTIM: (
        "victim|victims|vot|victim of trafficking|survivor|complainant|injured party|aggrieved|"
        "aggrieved person|confirmed victim|identified victim|victime|plaignant|plaignante|partie civile|"
        "victima|perjudicado|perjudicada|agraviado|agraviada|vitima|ofendido|ofendida|opfer|geschadigte|"
        "geschadigter|geschadigt|verletzte|vittima|persona offesa|parte lesa|ofiara|pokrzywdzony|pokrzywdzona|"
        "parte vatamata|persoana vatamata|жертва|потерпевший|потерпевшая|пострадавший|пострадавшая|"
        "slachtoffer|offer|malsagande|aldozat|zrtva|obet|poszkodowany|poszkodowana"
    ),
    Category.CONVICTED: (
        "convicted|convict|offender|convicted offender|convicted person|sentenced|condamne|condamnee|"
        "condenado|condenada|verurteilt|verurteilte|verurteilter|condannato|condannata|skazany|skazana|"
        "condamnat|condamnata|осужденный|осужденная|veroordeeld|veroordeelde|domd|elitelt"
    ),
    Category.SUSPECT: (
        "suspect|suspected|suspects|accused|defendant|charged|person of interest|poi|target|"
        "subject of investigation|indicted|arrested|perpetrator|suspecte|mis en cause|mise en cause|"
        "mis en examen|prevenu|prevenue|accuse|accusee|sospechoso|sospechosa|investigado|investigada|imputado|"
        "imputada|acusado|acusada|procesado|procesada|suspeito|suspeita|arguido|arguida|reu|verdachtig|"
        "verdachtige|verdachtiger|tatverdachtige|tatverdachtiger|beschuldigte|beschuldigter|angeklagte|"
        "angeklagter|sospettato|sospettata|indagato|indagata|imputata|imputato|podejrzany|podejrzana|"
        "oskarzony|oskarzona|suspecta|inculpat|inculpata|invinuit|banuit|подозреваемый|подозреваемая|"
        "обвиняемый|обвиняемая|verdachte|misstankt|gyanusitott|osumnjicen|osumnjiceni|podezrely"
    ),
    Category.WITNESS: (
        "witness|witnesses|temoin|testigo|testemunha|zeuge|zeugin|testimone|teste|swiadek|martor|martora|"
        "свидетель|getuige|vittne|tanu|svjedok|svedek"
    ),
    Category.CONTACT: (
        "contact|associate|associated person|known associate|family|family member|relative|"
        "contacto|allegado|allegada|contato|kontakt|kontaktperson|kontaktperson|contatto|familiare|angehorige|"
        "angehoriger|osoba kontaktowa|kontaktowa|persoana de contact|контакт|связь|знакомый|relation|"
        "entourage|connaissance|betrokkene|third party|informant|neighbour|neighbor"
    ),
    Category.UNKNOWN: (
        "unknown|unidentified|not known|n/k|nk|undetermined|inconnu|inconnue|desconocido|desconocida|"
        "desconhecido|desconhecida|unbekannt|sconosciuto|sconosciuta|ignoto|nieznany|nieznana|necunoscut|"
        "necunoscuta|неизвестный|неизвестно|неизвестная|onbekend|okand|ismeretlen"
    ),
}
_FOLDED = {word: category for category, words in _WORDS.items() for word in (fold(w).text for w in words.split("|"))}
_BY_LENGTH = sorted(_FOLDED, key=lambda word: (-len(word), word))
_ANY = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, _BY_LENGTH)) + r")(?!\w)")
_DENIED = re.compile(r"(?<!\w)(?:not|no|non|nicht|kein|keine|nie|ne|nu|former|ex|cleared|eliminated|ruled out)(?!\w)")


@lru_cache(maxsize=10_000)
def read_category(raw: str) -> Category | None:
    """What a register's word says somebody is; None where it is not known.

    Of several that are said at once, the most protective counts: minor, possible victim, victim, then convicted,
    suspect, witness, contact. A text that denies (`not a suspect`) gives none but for signs of exploitation.

    Args:
        raw: The cell as written.
    """
    text = re.sub(r"[_\-/;,.|+&()]+", " ", fold(raw).text)
    text = " ".join(text.split())
    if (whole := _FOLDED.get(text)) is not None:
        return whole
    said = {_FOLDED[found[0]] for found in _ANY.finditer(text)}
    protected = [c for c in (Category.MINOR, Category.POSSIBLE_VICTIM, Category.VICTIM) if c in said]
    if protected:
        return protected[0]
    if _DENIED.search(text):
        return None
    return next((category for category in _WORDS if category in said), None)
