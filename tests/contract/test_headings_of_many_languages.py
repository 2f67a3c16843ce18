# ruff: noqa: E501, RUF001 - headings as they are written
"""One good row under headings in ten languages: it loads, and no heading that says something is passed over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from netinvest.loading.heading import Vocabulary
from netinvest.loading.loader import installed_loaders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

X, Y, Z = "GB33BUKB20201555555555", "DE89370400440532013000", "FR1420041010050500013M02606"
# kind, name, text, rows, headings that are rightly passed over
FILES = [
    ("calls","it","Numero chiamante;Numero chiamato;Data evento;Ora evento;Durata (sec);Tipo evento\n07700900101;07700900102;25/01/2026;10:11:12;61;Voce\n",1, set()),
    ("calls","ro","Număr apelant;Număr apelat;Data apelului;Ora începerii;Durata (s)\n07700900101;07700900102;25.01.2026;10:11:12;61\n",1, set()),
    ("calls","en1","Subscriber No,Correspondent No,Call Direction,Connected On,Connected At,Talk Time (s),Serving Site\n07700900101,07700900102,MO,25/01/2026,10:11:12,61,Hull 2\n",1, set()),
    ("calls","en2","Seq|Orig Num|Term Num|Svc|Event Start Date|Event Start Time|Len\n1|07700900101|07700900102|SMS|20260125|101112|0\n",1, {"Seq"}),
    ("calls","es2","Nº origen;Nº destino;Fecha llamada;Hora llamada;Segundos;Celda inicial\n07700900101;07700900102;25/01/2026;10:11:12;61;C1\nTotal llamadas: 1\n",1, set()),
    ("calls","fr2","Appelant;Appelé;Date de l'appel;Heure de début d'appel;Durée;Cellule de début\n07700900101;07700900102;25/01/2026;10:11:12;61;C1\n",1, set()),
    ("calls","it2","Bersaglio;Altra Utenza;Verso;Data e ora;Durata (s)\n07700900101;07700900102;Uscente;25/01/2026 10:11:12;61\n",1, set()),
    ("calls","ng","S/N,FROM NO.,TO NO.,START DATE,DURATION\n1,07700900101,07700900102,2026-01-25 10:11:12,61\n",1, {"S/N"}),
    ("transfers","ng","FROM NO.,TO NO.,AMOUNT,DATE\n254712000101,254712000102,12.50,2026-01-25 10:11:12\n",1, set()),
    ("calls","ru","Номер вызывающего;Номер вызываемого;Дата соединения;Время соединения;Длительность, с\n07700900101;07700900102;25.01.2026;10:11:12;61\n",1, set()),
    ("calls","tr","Arayan Numara;Aranan Numara;Görüşme Tarihi;Görüşme Saati;Süre (sn)\n07700900101;07700900102;25.01.2026;10:11:12;61\n",1, set()),
    ("transfers","pl",f"Data księgowania;Rachunek nadawcy;Nazwa nadawcy;Rachunek odbiorcy;Nazwa odbiorcy;Kwota przelewu;Waluta\n25.01.2026;{X};Ada;{Y};Ben;12,50;GBP\n",1, set()),
    ("transfers","ro",f"Data tranzacției;Cont plătitor;Nume plătitor;Cont beneficiar;Nume beneficiar;Sumă;Monedă\n25.01.2026;{X};Ada;{Y};Ben;12,50;RON\n",1, set()),
    ("transfers","ru",f"Дата операции;Счет плательщика;Наименование плательщика;Счет получателя;Наименование получателя;Сумма;Валюта\n25.01.2026;{X};Ада;{Y};Бен;12,50;RUB\n",1, set()),
    ("transfers","en1",f"Trans Date,Remitter Acct,Remitter Name,Bene Acct,Bene Name,Amt,Ccy\n25/01/2026,{X},Ada,{Y},Ben,12.50,GBP\n",1, set()),
    ("transfers","en2",f"Txn Timestamp,Debit Acct No,Credit Acct No,Amount GBP,Narrative\n2026-01-25 10:00:00,{X},{Y},12.50,rent\n",1, set()),
    ("transfers","pt",f"Data do movimento;Conta do ordenante;Nome do ordenante;Conta do beneficiário;Nome do beneficiário;Valor (EUR)\n25/01/2026;{X};Ada;{Y};Ben;12,50\n",1, set()),
    ("transfers","stmt1",f"Account IBAN,{X}\nStatement currency,GBP\n\nBook Date,Value Date,Narrative,Other Party Account,Other Party Name,Withdrawal,Deposit,Running Balance\n,,Opening balance,,,,,100.00\n25/01/2026,25/01/2026,rent,{Y},Ben,12.50,,87.50\nTotals,,,,,12.50,0.00,\nPrinted on 31/01/2026\n",1, {"Book Date"}),
    ("transfers","stmt2",f"Rekeningnummer: {X}\nValuta: EUR\nBoekingsdatum;Tegenrekening;Naam tegenpartij;Bedrag af;Bedrag bij;Saldo na boeking\n25-01-2026;{Y};Ben;12,50;;87,50\nEindsaldo;;;;;87,50\n",1, set()),
    ("transfers","stmt3",f"Numéro de compte: {X}\nDevise: EUR\nDate comptable;Libellé de l'opération;Compte contrepartie;Débit (EUR);Crédit (EUR);Solde\n25/01/2026;Loyer;{Y};12,50;;87,50\nSolde au 31/01/2026;;;;;87,50\n",1, set()),
    ("transfers","own2",f"My Account,Other Account,Value Day,Net Amount,Currency\n{X},{Y},25/01/2026,-12.50,GBP\n{X},{Z},26/01/2026,7.00,GBP\n",2, set()),
    ("transfers","wallet2","Transaction No,Finished At,Sender Wallet No,Recipient Wallet No,Paid Amount (KES)\nR1,2026-01-25 10:00:00,254712000101,254712000102,100.00\n",1, set()),
    ("subjects","kyc1","Client Full Name;Client Account;Client Mobile;Date of Birth\nAda Marsh;"+X+";07700900101;25/01/1990\n",1, set()),
    ("subjects","kyc2",f"Titulaire du compte;IBAN;Téléphone du titulaire;Date d'ouverture du compte\nAda Marsh;{X};07700900101;25/01/2020\n",1, set()),
    ("subjects","kyc3",f"Naam rekeninghouder;Rekeningnummer;Telefoonnummer houder;Geboortedatum\nAda Marsh;{X};07700900101;25-01-1990\n",1, set()),
    ("subjects","sub1","SIM Number,Mobile No,Registered To,Connected Since,Town\n8944,07700900101,Ada Marsh,25/01/2020,Hull\n",1, {"Town", "SIM Number"}),
    ("advertisements","nl","Advertentienummer;Geplaatst op;Titel advertentie;Tekst advertentie;Telefoon contact;Stad\n77;25-01-2026;Nieuw;Bel;07700900101;Hull\n",1, set()),
    ("advertisements","it","ID annuncio;Data di pubblicazione;Titolo;Testo annuncio;Telefono contatto;Città\n77;25/01/2026;Nuova;Chiama;07700900101;Hull\n",1, set()),
    ("advertisements","en","Listing Ref,Listed On,Source Site,Listing Headline,Listing Copy,Advertiser Phone,Advertiser Email,Town\n77,25/01/2026,example.org,New,Call me,07700900101,a@example.org,Hull\n",1, set()),
    ("advertisements","pl","Numer ogłoszenia;Data publikacji;Tytuł ogłoszenia;Treść ogłoszenia;Telefon kontaktowy;Miasto\n77;25.01.2026;Nowa;Dzwoń;07700900101;Hull\n",1, set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "text", "rows", "passed"), FILES, ids=[f"{kind}-{name}" for kind, name, *_ in FILES]
)
def test_headings_in_many_languages(  # noqa: PLR0917 - one file a case
    kind: str, name: str, text: str, rows: int, passed: set[str], tmp_path: Path
) -> None:
    file = tmp_path / "extract.csv"
    file.write_text(text, encoding="utf-8")
    with Ledger.create(tmp_path / "x.case") as ledger:
        report = load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
        (options,) = ledger.con.execute("SELECT options FROM source").fetchone() or ("{}",)
    assert (report.kind, report.loaded, report.rejected) == (kind, rows, 0), name
    told = json.loads(options)
    heading = text.split("\n")[told["heading_row"] - 1].split(told["delimiter"])
    assert set(heading) - set(told["mapping"].values()) == passed


def test_words_and_lists_of_headings_agree() -> None:
    """A listed heading that its words tell too is told the same, but for which of date and time and kind it is."""
    differ = []
    for loader in installed_loaders():
        vocabulary = Vocabulary(loader.profile)
        for column, aliases in loader.profile.columns.items():
            for alias in aliases:
                found = vocabulary._composed(alias)
                if found is not None and _family(found[0]) != _family(column):
                    differ.append((loader.name, alias, column, found[0]))
    assert sorted(differ) == KNOWN


def _family(column: str) -> str:
    stem, _, form = column.rpartition("_")
    return stem if form in {"at", "date", "time"} else {"service": "direction"}.get(column, column)


# those that do not: the list goes before the words
KNOWN = [
    ("bank_statement", "Payment Reference", "remittance_information", "end_to_end_id"),
    ("bank_statement", "Transaction Code", "transfer_type", "end_to_end_id"),
    ("calls", "a-abonent", "originating_msisdn", "a_party"),
    ("calls", "anschluss a", "originating_msisdn", "a_party"),
    ("calls", "anschluss b", "terminating_msisdn", "b_party"),
    ("calls", "celda origen", "first_cell", "originating_cell"),
    ("calls", "cgi origen", "first_cell", "originating_cell"),
    ("calls", "conversation time", "duration", "answered_time"),
    ("calls", "czas", "answered_time", "duration"),
    ("calls", "czas połączenia", "duration", "answered_time"),
    ("calls", "czas rozmowy", "duration", "answered_time"),
    ("calls", "doelnummer", "terminating_msisdn", "target_msisdn"),
    ("payments_ledger", "Payment Reference", "remittance_information", "end_to_end_id"),
    ("payments_ledger", "nameDest", "creditor_account", "creditor_name"),
    ("payments_ledger", "nameOrig", "debtor_account", "debtor_name"),
]


OTHERS = {
    "en": (["other", "opposite"], ["number", "subscriber", "line", "party"]),
    "es": (["otro", "otra"], ["número", "abonado", "línea", "teléfono"]),
    "fr": (["autre"], ["numéro", "abonné", "ligne", "téléphone"]),
    "de": (["andere", "anderer"], ["Nummer", "Anschluss", "Teilnehmer", "Rufnummer"]),
    "it": (["altro", "altra"], ["numero", "utenza", "linea", "numerazione", "abbonato"]),
    "pt": (["outro", "outra"], ["número", "assinante", "linha", "telefone"]),
    "pl": (["drugi"], ["numer", "abonent", "telefon"]),
    "ro": (["celălalt"], ["număr", "abonat", "telefon"]),
    "nl": (["andere", "ander"], ["nummer", "abonnee", "lijn", "telefoon"]),
}


@pytest.mark.parametrize("case", [str.title, str.upper, str.lower])
@pytest.mark.parametrize("language", OTHERS)
def test_the_other_party_by_whatever_noun(language: str, case: Callable[[str], str]) -> None:
    calls = Vocabulary(next(loader.profile for loader in installed_loaders() if loader.name == "calls"))
    adjectives, nouns = OTHERS[language]
    headings = [case(f"{adjective} {noun}") for adjective in adjectives for noun in nouns]
    told = {heading: (calls.find(heading) or ("",))[0] for heading in headings}
    assert told == dict.fromkeys(headings, "other_msisdn")
