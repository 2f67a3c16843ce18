# ruff: noqa: E501, RUF001 - the words of many languages are its subject
"""The words for direction and service in call records, in many languages and operators' short forms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from netinvest.loading.heading import folded, words

if TYPE_CHECKING:
    from netinvest.loading.profile import Profile

_IN = """in inc incoming incomming inbound i mt mtc smt mterm terminating terminated term termination received receive rcvd recv
    rx entrante entrantes entrada recibida recibido recebida recebido ricevuta ricevuto entrata entrant entrante recu recue recus
    reception arrivee eingehend eingehender ankommend empfangen eingang inkomend ontvangen przychodzace przychodzacy przychodzaca
    odebrane odebrany primit primita intrare входящий входящии входящая входящее входящие вх вхідний вхідна вхiднии вхідні vhodyashiy vhodyashchiy
    vkhodyashchiy gelen arayan warid wared وارد missed perdida perdu verpasst forwarded fow cfw desviada called mtsms smsmt
    ent recibidas recebidas kommend kommender вхідне вхiдне arandi aldi alindi goiden nhanden cuocgoiden cuộcgọiđến 被叫 呼入 接收 接听 masuk panggilanmasuk terima 受话 来电
    inkommande inkomna saapuva โทรเข้า รับสาย สายเข้า bejovo входящ inbox terminada odebrana odebrano
    inn indgaende inngaende prichozi bejovo 着信 수신 착신 entr dolazni εισερχομενη"""
_OUT = """out outg outgoing outbound o mo moc smo morig originating originated orig origin origination dialed dialled made placed sent send tx
    saliente salientes salida realizada realizado efetuada enviado enviada efectuada feita effettuata uscente uscita inviato inviata
    sortant sortante emis emise emission envoye depart ausgehend ausgehender abgehend gesendet ausgang uitgaand gebeld
    verzonden wychodzace wychodzacy wychodzaca wykonane wyslane efectuat iesire trimis исходящий исходящии исходящая исходящее
    исходящие исх вихідний вихідна вихiднии вихідні ishodyashiy ishodyashchiy iskhodyashchiy giden aranan sadir sader صادر calling mosms
    sal saida saidas gehend gehender вихідне originada originadas aradi atti gonderdi goidi nhandi cuocgoidi 主叫 呼出 发送 拨打 keluar panggilankeluar 发话 去电
    utgaende utgaaende lahteva โทรออก สายออก изходящ outbox emitida emitido realizadas efetuadas
    smsmo ud udgaende utgaende 発信 발신 odchozi kimeno odlazni εξερχομενη"""
_SMS = """sms text texto texte message messages mensaje mensajes mensagem nachricht kurznachricht messaggio messaggi messagerie
    wiadomosc bericht mesaj смс сообщение повідомлення smt smo mtsms mosms smsmt smsmo smsin smsout smsc txt a2p risala رسالة msg
    短信 短消息 简讯 tinnhan nhantin pesan mesej viesti besked zprava uzenet μήνυμα μηνυμα ข้อความ mensagens wiadomosci meddelande
    submit deliver textmessage shortmessage short s msj torpedo tekstiviesti tekstiviestit sporocilo poruka メール ショートメール 문자 문자메시지 tekst tekstbericht smsbericht rovid uzenet textovka"""
_VOICE = """call calls voice voz voix sprache speech tel telephony telephone telefonie telefonia gsm volte vowifi wifi moc mtc
    llamada llamadas chamada chamadas ligacao appel appels anruf anrufe chiamata chiamate gesprek rozmowa polaczenie apel voce
    convorbire вызов звонок голос виклик дзвінок arama ses mukalama مكالمة ipcall videocall video phonecall audio spraak fow cfw cs
    fonia glos голос hovor hovory κλήση κληση hivas beszelgetes samtal samtale puhelu poziv razgovor โทร 语音 通话 thoai goithoai panggilan suara gorusme розмова
    telefonat telefongesprach разговор roaming amr hd mobile fixed v φωνη ομιλια 音声 通話 음성 음성통화 통화 hanghivas hangszolgaltatas hlas tal rost samtaletrafikk gesprach conversation conversación"""
_MMS = "mms multimedia ммс"
_DATA = (
    "data datos dados donnees daten dati dane date gprs internet ipdr web lte4g packet pdp данные дані veri browsing"
)


class Word(NamedTuple):
    """What a word says."""

    direction: str | None  # in, out
    service: str | None  # voice, sms, mms, data


def _table(**lists: str) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for meaning, listed in lists.items():
        for word in listed.split():
            known.setdefault(folded(word), set()).add(meaning)
    return known


_DIRECTIONS = _table(**{"in": _IN, "out": _OUT})
_SERVICES = _table(sms=_SMS, voice=_VOICE, mms=_MMS, data=_DATA)
_GLUED = re.compile(
    r"(sms|mms|call|voice|voz|cdr|p2p|a2p|tel)?(in|out|mo|mt|entrante|saliente|entrant|sortant)(sms|call|gsm|g|c)?"
)
_STEMS = {
    "originating": "out", "outgoing": "out", "salient": "out", "sortant": "out", "ausgehend": "out", "исход": "out",
    "terminating": "in", "incoming": "in", "entrant": "in", "eingehend": "in", "ankommend": "in", "входящ": "in",
    "wychodz": "out", "przychodz": "in", "uitgaan": "out", "inkomen": "in", "forward": "in", "divert": "in",
}  # fmt: skip
_STEM = 5
_LETTER = re.compile(r"[^\W\d_]")
_SHORT = re.compile(r"([^\W\d_]{3,})\.")
_PREFERENCE = ("sms", "mms", "data", "voice")  # "Text Message Call": the rarer word says more


class Words:
    """The words of one profile: those always known and its own.

    Args:
        profile: Its ``direction`` and ``services`` are added, and go before.
    """

    def __init__(self, profile: Profile) -> None:
        self._direction = {folded(word): "in" for word in profile.direction.incoming}
        self._direction |= {folded(word): "out" for word in profile.direction.outgoing}
        self._service: dict[str, str] = {
            folded(word): name for name, listed in profile.services.items() for word in listed
        }

    def read(self, text: str) -> Word:
        """A word of a direction or service column."""
        whole = folded(text)
        direction, service = self._direction.get(whole), self._service.get(whole)
        if direction is None or service is None:
            known = _known(text)
            direction, service = direction or known.direction, service or known.service
        return Word(direction, service)


@lru_cache(4096)
def _known(text: str) -> Word:
    """What a word says that is no profile's own."""
    if _LETTER.search(text) is None:
        return Word(None, None)
    whole = folded(text)
    # "P2P_SMSIN": a capital after a figure or underscore is no word of its own, so the glued form is tried too
    # a letter says something only where it stands alone
    parts = [whole, *(word for word in (*words(text), *words(text.casefold())) if len(word) > 1)]
    found = {meaning for part in parts for meaning in _DIRECTIONS.get(part, ())}
    if len(found) > 1 and "in" in parts:  # a preposition beside a word that tells: "in uscita"
        found = {meaning for part in parts if part != "in" for meaning in _DIRECTIONS.get(part, ())}
    if not found:
        found = {_glued_direction(part) for part in parts} - {None}  # type: ignore[assignment]
    if not found:
        found = {meaning for stem, meaning in _STEMS.items() if stem in whole}
    if not found:
        found = {meaning for part in parts if len(part) > _STEM for meaning in _stems().get(part[:-1], ())}
    if not found:
        found = _shortened(text)
    kinds = {meaning for part in parts for meaning in _SERVICES.get(part, ())}
    for part in parts:
        match = _GLUED.fullmatch(part)
        if match and (match[1] or match[3]):
            kinds |= _SERVICES.get(match[1] or match[3], set())
    if not kinds and "sms" in whole:
        kinds.add("sms")
    service = next((name for name in _PREFERENCE if name in kinds), None)
    return Word(found.pop() if len(found) == 1 else None, service)


@lru_cache(1)
def _stems() -> dict[str, set[str]]:
    """Longer words without their last letter, where all of one stem mean the same: -o and -a, -y and -e."""
    found: dict[str, set[str]] = {}
    for word, meanings in _DIRECTIONS.items():
        if len(word) > _STEM:
            found.setdefault(word[:-1], set()).update(meanings)
    return {stem: meanings for stem, meanings in found.items() if len(meanings) == 1}


def _shortened(text: str) -> set[str]:
    """The directions of abbreviations (``abg.``, ``entr.``): what all words mean that begin so."""
    found = set()
    for short in _SHORT.findall(text):
        meanings = {m for word, of in _DIRECTIONS.items() if word.startswith(folded(short)) for m in of}
        found |= meanings if len(meanings) == 1 else set()
    return found


def _glued_direction(part: str) -> str | None:
    match = _GLUED.fullmatch(part)
    if match is None:
        return None
    return "in" if match[2] in {"in", "mt", "entrante", "entrant"} else "out"
