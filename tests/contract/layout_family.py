# ruff: noqa: E501, RUF001, S311 - headings as operators write them
"""Operators' layouts that nobody has seen: made by lot from how clerks of seven countries may call things.

What is drawn: which words are used for each column, their order, their case, what stands above and below, delimiter,
encoding, order and form of dates, 12-hour clocks with the language's own halves of the day, forms of numbers and durations.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.contract.operator_layouts import Layout


@dataclass(frozen=True)
class Land:
    """How clerks of a country write.

    Attributes:
        from_to: Headings of the calling and of the called party, in pairs.
        own_other: Headings of the customer and of the other party, in pairs.
        day_time: Headings of date and time, in pairs.
    """

    country: str
    zone: str
    from_to: list[tuple[str, str]]
    own_other: list[tuple[str, str]]
    day_time: list[tuple[str, str]]
    at: list[str]
    duration: list[str]
    direction: list[str]
    ways: list[tuple[str, str]]
    service: list[str]
    services: list[tuple[str, str]]
    cell: list[str]
    above: list[str]
    below: str
    days: list[str]
    halves: tuple[str, str] = ("AM", "PM")


LANDS = {
    "english": Land(
        "ZM", "Africa/Lusaka",
        [("Call From", "Call To"), ("Caller ID", "Recipient Number"), ("Originating MSISDN", "Destination MSISDN"), ("A Party Number", "B Party Number")],
        [("Subscriber Number", "Other Party"), ("Target MSISDN", "Contact Number"), ("Mobile No", "Opposite Number")],
        [("Date", "Time"), ("Call Date", "Call Time"), ("Event Date", "Event Time")], ["Date and Time", "Call Start Time", "Start Timestamp"],
        ["Duration", "Call Length (sec)", "Duration in seconds"], ["Direction", "Call Direction"], [("Outgoing", "Incoming"), ("OUT", "IN"), ("Originating", "Terminating")],
        ["Service", "Event Type", "Usage Type"], [("Voice", "SMS"), ("CALL", "TEXT"), ("Speech", "Short Message")], ["Cell ID", "First Cell", "Site Name"],
        ["ZEDTEL PLC", "Law enforcement disclosure", "Period: January 2026", "Prepared by: Desk 4"], "*** END OF REPORT ***", ["%d/%m/%Y", "%m/%d/%Y", "%d-%b-%Y", "%Y-%m-%d"],
    ),
    "spanish": Land(
        "EC", "America/Guayaquil",
        [("Número que llama", "Número llamado"), ("Abonado origen", "Abonado destino"), ("Teléfono A", "Teléfono B"), ("Línea llamante", "Línea llamada")],
        [("Línea investigada", "Número contacto"), ("Abonado", "Otro número")],
        [("Fecha", "Hora"), ("Fecha llamada", "Hora llamada"), ("Fecha inicio", "Hora inicio")], ["Fecha y hora", "Fecha/Hora inicio"],
        ["Duración", "Duración (seg)", "Segundos"], ["Sentido", "Dirección"], [("Saliente", "Entrante"), ("Realizada", "Recibida")],
        ["Servicio", "Tipo de evento"], [("Voz", "SMS"), ("Llamada", "Mensaje")], ["Celda", "Radiobase"],
        ["TELECOM ANDINA S.A.", "Detalle de comunicaciones", "Periodo: enero"], "Fin del reporte", ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"], ("a. m.", "p. m."),
    ),
    "french": Land(
        "SN", "Africa/Dakar",
        [("Numéro appelant", "Numéro appelé"), ("Appelant", "Appelé"), ("MSISDN appelant", "MSISDN appelé")],
        [("Abonné", "Correspondant"), ("Numéro cible", "Autre numéro")],
        [("Date", "Heure"), ("Date appel", "Heure appel")], ["Date et heure", "Début de l'appel"],
        ["Durée", "Durée (s)", "Durée en secondes"], ["Sens", "Sens de l'appel"], [("Sortant", "Entrant"), ("Émis", "Reçu")],
        ["Service", "Type d'événement"], [("Voix", "SMS"), ("Appel", "SMS")], ["Cellule", "Site"],
        ["SONATEL TEST", "Réquisition judiciaire", "Période : janvier"], "Fin de fichier", ["%d/%m/%Y", "%d-%m-%Y"],
    ),
    "german": Land(
        "AT", "Europe/Vienna",
        [("Anrufer", "Angerufener"), ("Rufende Nummer", "Gerufene Nummer"), ("A-Teilnehmer", "B-Teilnehmer")],
        [("Anschluss", "Gegenstelle"), ("Zielnummer", "Andere Rufnummer")],
        [("Datum", "Uhrzeit"), ("Datum Beginn", "Uhrzeit Beginn")], ["Datum/Uhrzeit", "Beginn"],
        ["Dauer", "Dauer (Sek.)", "Gesprächsdauer"], ["Richtung"], [("ausgehend", "eingehend"), ("abgehend", "ankommend")],
        ["Dienst", "Art"], [("Gespräch", "SMS"), ("Anruf", "Kurznachricht")], ["Funkzelle", "Zelle"],
        ["ALPENFUNK AG", "Auskunft", "Zeitraum: Jänner"], "Ende der Auskunft", ["%d.%m.%Y"],
    ),
    "italian": Land(
        "IT", "Europe/Rome",
        [("Numero chiamante", "Numero chiamato"), ("Chiamante", "Chiamato"), ("Utenza chiamante", "Utenza chiamata")],
        [("Utenza", "Interlocutore"), ("Bersaglio", "Altra utenza")],
        [("Data", "Ora"), ("Data inizio", "Ora inizio")], ["Data e ora", "Data/Ora inizio"],
        ["Durata", "Durata (s)", "Durata in secondi"], ["Direzione", "Verso"], [("Uscente", "Entrante"), ("In uscita", "In entrata")],
        ["Servizio", "Tipo"], [("Voce", "SMS"), ("Chiamata", "Messaggio")], ["Cella", "Cella iniziale"],
        ["TELEFONIA TEST SPA", "Tabulato", "Periodo: gennaio"], "Fine tabulato", ["%d/%m/%Y", "%d.%m.%Y"],
    ),
    "turkish": Land(
        "TR", "Europe/Istanbul",
        [("Arayan", "Aranan"), ("Arayan numara", "Aranan numara")],
        [("Abone", "Karşı numara"), ("Hedef numara", "Karşı taraf")],
        [("Tarih", "Saat")], ["Tarih ve saat", "Başlangıç zamanı"],
        ["Süre", "Süre (sn)"], ["Yön"], [("Giden", "Gelen")],
        ["Hizmet", "Tip"], [("Arama", "SMS"), ("Ses", "SMS")], ["Baz istasyonu", "Hücre"],
        ["TEST İLETİŞİM AŞ", "HTS dökümü"], "Rapor sonu", ["%d.%m.%Y", "%d/%m/%Y"], ("ÖÖ", "ÖS"),
    ),
    "chinese": Land(
        "TW", "Asia/Taipei",
        [("主叫號碼", "被叫號碼"), ("發話號碼", "受話號碼")],
        [("本機號碼", "對方號碼")],
        [("日期", "時間"), ("通話日期", "通話時間")], ["開始時間", "起始時間"],
        ["通話時長(秒)", "通話秒數"], ["方向", "呼叫類型"], [("主叫", "被叫"), ("發話", "受話")],
        ["業務類型", "類型"], [("語音", "簡訊")], ["基地台", "Cell ID"],
        ["測試電信", "通聯紀錄"], "報表結束", ["%Y-%m-%d", "%Y/%m/%d"], ("上午", "下午"),
    ),
}  # fmt: skip


def layout(language: str, seed: int) -> Layout:
    """A layout of a country, by lot."""
    rng = random.Random(f"{language}{seed}")
    land = LANDS[language]
    by_role = rng.random() < 0.5
    one, other = rng.choice(land.from_to if by_role else land.own_other)
    columns = [(one, "from" if by_role else "own"), (other, "to" if by_role else "other")]
    if rng.random() < 0.5:
        columns.append((rng.choice(land.at), "at"))
    else:
        day, time = rng.choice(land.day_time)
        columns += [(day, "day"), (time, "time")]
    columns += [(rng.choice(land.duration), "dur"), (rng.choice(land.service), "svc")]
    if not by_role or rng.random() < 0.3:
        columns.append((rng.choice(land.direction), "dir"))
    columns += rng.sample([(rng.choice(land.cell), "cell"), ("IMEI", "imei"), ("IMSI", "imsi")], rng.randrange(4))
    rng.shuffle(columns)
    if rng.random() < 0.4:
        columns.insert(0, (rng.choice(["#", "Nr", "No."]), "n"))
    case = rng.choice([str, str.upper, str.title])
    twelve = land.halves != ("AM", "PM") and rng.random() < 0.6
    half = land.halves if twelve else ("AM", "PM")
    before = language == "chinese"
    time = (
        ("{half}%I:%M:%S" if before else "%I:%M:%S {half}") if twelve else rng.choice(["%H:%M:%S", "%H:%M:%S", "%H:%M"])
    )
    return Layout(
        f"{language}{seed}", land.country, land.zone, " | ".join(f"{case(heading)}={field}" for heading, field in columns),
        day=rng.choice(land.days), time=time, halves=half, number=rng.choice(["e164", "00", "bare", "trunk", "mixed"]),
        dir=rng.choice(land.ways), svc=rng.choice(land.services), dur=rng.choice(["s", "h:mm:ss"]),
        delimiter=rng.choice([",", ";", "\t", "|"]), preamble=tuple(land.above[: rng.randrange(len(land.above) + 1)]),
        footer=rng.choice(["", land.below]), encoding=rng.choice(["utf-8", "utf-8-sig", "utf-16"]),
    )  # fmt: skip
