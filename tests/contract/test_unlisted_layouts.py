# ruff: noqa: E501 - headings as they are written
"""Files of layouts that nobody has listed: odd, but of known parts. Each is recognised, and every row accounted for.

They were written down before it was tried which of them load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from netinvest.errors import InputRefused
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = "+447700900101", "+447700900102", "+447700900103"
X, Y, Z = "GB33BUKB20201555555555", "DE89370400440532013000", "FR1420041010050500013M02606"


class Layout(NamedTuple):
    """A file and what it says.

    Attributes:
        counts: loaded, rejected, structural lines.
        records: Calls: who, whom, UTC minute, seconds. Transfers: debtor, creditor, amount, currency, day.
            Subjects: name, identifiers. Advertisements: number of the advertisement, title, contacts.
    """

    name: str
    kind: str
    text: str
    counts: tuple[int, int, int]
    records: list[tuple[Any, ...]]
    country: str = "GB"


CALL = (A, B, "2026-01-25 10:11", 61)
BACK = (B, A, "2026-01-26 11:12", 0)

LAYOUTS = [
    Layout(
        "event_kind", "calls",
        "Event Date/Time,Originating Party,Terminating Party,Event Kind,Talk Seconds\n"
        "25/01/2026 10:11:12,07700 900101,07700 900102,Voice,61\n26/01/2026 11:12:13,07700 900102,07700 900101,SMS,0\n",
        (2, 0, 1), [CALL, BACK],
    ),
    Layout(
        "dutch_two_times", "calls",
        "Datum gesprek;Tijdstip gesprek;Bellend nummer;Gebeld nummer;Gespreksduur in sec;Soort verkeer\n"
        "25-01-2026;10:11:12;07700900101;07700900102;61;Spraak\n26-01-2026;11:12:13;07700900102;07700900101;0;SMS\n"
        "Aantal records: 2\n",
        (2, 0, 2), [CALL, BACK],
    ),
    Layout(
        "german_brackets", "calls",
        "Anrufbeginn (Datum);Anrufbeginn (Uhrzeit);Anrufer-Rufnummer;Angerufener-Rufnummer;Dauer [s]\n"
        "25.01.2026;10:11:12;07700900101;07700900102;61\n26.01.2026;11:12:13;07700900102;07700900101;0\n"
        "Summe;;;;61\n",
        (2, 0, 2), [CALL, BACK],
    ),
    Layout(
        "french_event", "calls",
        "Date et heure de l'évènement;Numéro de l'appelant;Numéro de l'appelé;Durée d'appel (s);Nature\n"
        "25/01/2026 10:11:12;07700900101;07700900102;61;Voix\n26/01/2026 11:12:13;07700900102;07700900101;0;SMS\n"
        "*** Fin du relevé ***\n",
        (2, 0, 2), [CALL, BACK],
    ),
    Layout(
        "polish_event", "calls",
        "Data zdarzenia|Godzina zdarzenia|Numer strony A|Numer strony B|Czas trwania|Typ zdarzenia\n"
        "25.01.2026|10:11:12|07700900101|07700900102|61|rozmowa\n26.01.2026|11:12:13|07700900102|07700900101|0|SMS\n",
        (2, 0, 1), [CALL, BACK],
    ),
    Layout(
        "epoch", "calls",
        "unix_time,from_msisdn,to_msisdn,seconds,event\n1769335872,447700900101,447700900102,61,call\n"
        "1769425933,447700900102,447700900101,0,sms\n",
        (2, 0, 1), [CALL, BACK],
    ),
    Layout(
        "served_customer", "calls",
        "Extract for one customer\nDates: DD/MM/YYYY\n\n"
        "Customer MSISDN,Other Party MSISDN,Event Direction,Event Timestamp (UTC),Call Duration\n"
        "07700900101,07700900102,Outgoing,05/01/2026 10:11:12,61\n07700900101,Private Number,Incoming,06/01/2026 11:12:13,3\n"
        "07700900101,,Incoming,06/01/2026 11:12:14,3\n2 records\n",
        (2, 1, 5), [(A, B, "2026-01-05 10:11", 61), (None, A, "2026-01-06 11:12", 3)],
    ),
    Layout(
        "portuguese_signs", "calls",
        "Nº chamador\tNº chamado\tData início chamada\tHora início chamada\tDuração chamada\n"
        "07700900101\t07700900102\t25-01-2026\t10:11:12\t00:01:01\n07700900102\t07700900101\t26-01-2026\t11:12:13\t00:00:00\n",
        (2, 0, 1), [CALL, BACK],
    ),
    Layout(
        "spanish_target", "calls",
        "Línea investigada;Interlocutor;Sentido comunicación;Fecha comunicación;Hora comunicación;Duración (seg)\n"
        "07700900101;07700900102;Saliente;25/01/2026;10:11:12;61\n07700900101;07700900102;Entrante;26/01/2026;11:12:13;0\n",
        (2, 0, 1), [CALL, BACK],
    ),
    Layout(
        "several_own_accounts", "transfers",
        "Entry Date,Own IBAN,Own Holder Name,Counterparty IBAN,Counterparty Holder Name,Signed Amount (EUR),Booking Text\n"
        f"25/01/2026,{X},Ada Marsh,{Y},Ben Orme,-12.50,rent\n26/01/2026,{Z},Cy Pell,{X},Ada Marsh,7.00,\nTotal,,,,,-5.50,\n",
        (2, 0, 2), [(X, Y, "12.50", "EUR", "2026-01-25"), (X, Z, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "source_and_target", "calls",
        "source,target,datetime,seconds\n"
        "+447700900101,+447700900102,2026-01-25 10:11:12,61\n+447700900102,+447700900101,2026-01-26 11:12:13,0\n",
        (2, 0, 1), [CALL, BACK],
    ),
    Layout(
        "short_names", "transfers",
        f"from_acct;to_acct;amt;ccy;ts;memo\n{X};{Y};1.012,50;EUR;2026-01-25 10:00;rent\n{Z};{X};7,00;EUR;2026-01-26 11:00;\n",
        (2, 0, 1), [(X, Y, "1012.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "accounts_called_payer", "transfers",
        'Date,Payer,Payee,Value,Reference\n25/01/2026,20-00-00 55555555,20-00-00 55555556,"£1,012.50",rent\n'
        "26/01/2026,20-00-00 55555557,20-00-00 55555555,£7.00,\n",
        (2, 0, 1),
        [("20000055555555", "20000055555556", "1012.50", "GBP", "2026-01-25"),
         ("20000055555557", "20000055555555", "7.00", "GBP", "2026-01-26")],
    ),
    Layout(
        "french_ledger", "transfers",
        "Date de comptabilisation;Compte du payeur;Nom du payeur;Compte du bénéficiaire;Nom du bénéficiaire;Montant;Devise\n"
        f"25/01/2026;{X};Ada Marsh;{Y};Ben Orme;1 012,50;EUR\n26/01/2026;{Z};Cy Pell;{X};Ada Marsh;7,00;EUR\n",
        (2, 0, 1), [(X, Y, "1012.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "german_statement", "transfers",
        f"Kontoauszug\nIBAN: {X}\nWährung: EUR\n\n"
        "Wertstellungsdatum;Buchungstext;Name Gegenseite;IBAN Gegenseite;Belastung;Gutschrift;Kontostand\n"
        f"Anfangssaldo;;;;;;100,00\n25.01.2026;Miete;Ben Orme;{Y};12,50;;87,50\n26.01.2026;Eingang;Cy Pell;{Z};;7,00;94,50\n"
        "Endsaldo;;;;;;94,50\n",
        (2, 0, 7), [(X, Y, "12.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "dutch_ledger", "transfers",
        "Verwerkingsdatum;Rekening opdrachtgever;Naam opdrachtgever;Rekening begunstigde;Naam begunstigde;Bedrag EUR;Mededeling\n"
        f"25-01-2026;{X};Ada Marsh;{Y};Ben Orme;12,50;huur\n26-01-2026;{Z};Cy Pell;{X};Ada Marsh;7,00;\n",
        (2, 0, 1), [(X, Y, "12.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "spanish_holders", "transfers",
        "Fecha contable;Cuenta del ordenante;Titular ordenante;Cuenta del beneficiario;Titular beneficiario;Importe (EUR)\n"
        f"25/01/2026;{X};Ada Marsh;{Y};Ben Orme;12,50\n26/01/2026;{Z};Cy Pell;{X};Ada Marsh;7,00\nTotal;;;;;19,50\n",
        (2, 0, 2), [(X, Y, "12.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "italian_ledger", "transfers",
        "Data contabile;IBAN del pagante;Nome pagante;IBAN del destinatario;Nome destinatario;Importo;Divisa\n"
        f"25/01/2026;{X};Ada Marsh;{Y};Ben Orme;12,50;EUR\n26/01/2026;{Z};Cy Pell;{X};Ada Marsh;7,00;EUR\n",
        (2, 0, 1), [(X, Y, "12.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "wallet_operations", "transfers",
        "All amounts in KES\nCompletion Timestamp,Originator MSISDN,Originator Full Name,Beneficiary MSISDN,Beneficiary Full Name,Transferred Amount\n"
        "2026-01-25 10:11:12,254712000101,Ada Marsh,0712000102,Ben Orme,1250.00\n",
        (1, 0, 2), [("+254712000101", "+254712000102", "1250.00", "KES", "2026-01-25")],
        country="KE",
    ),
    Layout(
        "brought_forward", "transfers",
        f"Account: {X}\nCurrency: GBP\n"
        "Posting Date,Transaction Narrative,Counterparty Acct No,Amount Paid Out,Amount Paid In,Balance\n"
        f"01/01/2026,Balance brought forward,,,,100.00\n25/01/2026,rent,{Y},12.50,,87.50\n26/01/2026,gift,{Z},,7.00,94.50\n"
        "31/01/2026,Balance carried forward,,,,94.50\n",
        (2, 0, 5), [(X, Y, "12.50", "GBP", "2026-01-25"), (Z, X, "7.00", "GBP", "2026-01-26")],
    ),
    Layout(
        "german_sides_and_marks", "transfers",
        f"Umsätze\nKontoinhaber;Max Muster\nIBAN;{X}\nWährung;EUR\n\n"
        "Buchung;Wertstellung;Vorgang;Empfänger/Zahlungspflichtiger;Konto-Nr. / IBAN;BIC;Verwendungszweck;Umsatz;S/H\n"
        f"25.01.2026;25.01.2026;Überweisung;Ben Orme;{Y};COBADEFF;Miete;1.012,50;S\n26.01.2026;26.01.2026;Eingang;Cy Pell;{Z};;x;7,00;H\n"
        "\nEndsaldo;;;;;;;94,50;H\n",
        (2, 0, 8), [(X, Y, "1012.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "either_side_account", "transfers",
        f"IBAN,{X}\nCurrency,GBP\n\nDate,Type,Beneficiary/Remitter account,Money in,Money out\n"
        f"25 Jan 2026,FPO,{Y},,12.50\n26 Jan 2026,FPO,{Z},7.00,\n",
        (2, 0, 4), [(X, Y, "12.50", "GBP", "2026-01-25"), (Z, X, "7.00", "GBP", "2026-01-26")],
    ),
    Layout(
        "french_in_eur", "transfers",
        f"Relevé de compte n° {X}\nDate opération;Libellé;IBAN contrepartie;Montant en EUR;Solde\n"
        f"25/01/2026;VIR;{Y};-1 012,50;0,00\n26/01/2026;VIR;{Z};7,00;7,00\n",
        (2, 0, 2), [(X, Y, "1012.50", "EUR", "2026-01-25"), (Z, X, "7.00", "EUR", "2026-01-26")],
    ),
    Layout(
        "indian_ac", "transfers",
        "Account No : 123456789012\nCurrency: INR\nTxn Date,Narration,Counterparty A/c No,Dr/Cr,Amount (INR),Balance\n"
        "25-01-2026,NEFT,'210987654321,DR,\"1,012.50\",7.00 Cr\n26-01-2026,NEFT,'210987654322,CR,7.00,14.00 Cr\n",
        (2, 0, 3),
        [("123456789012", "210987654321", "1012.50", "INR", "2026-01-25"), ("210987654322", "123456789012", "7.00", "INR", "2026-01-26")],
    ),
    Layout(
        "wallet_number_above", "transfers",
        "STATEMENT\nMobile Number,0712000101\nAmounts in KES\nReceipt No.,Completion Time,Details,Paid In,Withdrawn,Balance\n"
        'Q1,2026-01-25 10:11:12,Customer Transfer to 0712000102 - BEN,,"-1,012.50",0\nQ2,2026-01-26 10:11:12,Funds received from 254712000103 - CY,7.00,,7\n',
        (2, 0, 4),
        [("+254712000101", "+254712000102", "1012.50", "KES", "2026-01-25"), ("+254712000103", "+254712000101", "7.00", "KES", "2026-01-26")],
        country="KE",
    ),
    Layout(
        "paysim", "transfers",
        "step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest,oldbalanceDest,newbalanceDest,isFraud,isFlaggedFraud\n"
        "1,PAYMENT,9839.64,C1231006815,170136.0,160296.36,M1979787155,0.0,0.0,0,0\n25,TRANSFER,181.0,C1305486145,181.0,0.0,C553264065,0.0,0.0,1,0\n",
        (2, 0, 1), [("C1231006815", "M1979787155", "9839.64", None, "1970-01-01"), ("C1305486145", "C553264065", "181.00", None, "1970-01-02")],
    ),
    Layout(
        "holders_of_accounts", "subjects",
        "Acct Number,Account Holder Full Name,Holder Mobile No,Account Opening Date\n"
        f"{X},Ada Marsh,07700900101,25/01/2020\n{Y},Ben Orme,,26/01/2020\n",
        (2, 0, 1), [("Ada Marsh", [A, X]), ("Ben Orme", [Y])],
    ),
    Layout(
        "german_holders", "subjects",
        "IBAN;Name des Kontoinhabers;Telefonnummer des Kontoinhabers;Eröffnet am\n"
        f"{X};Ada Marsh;07700900101;25.01.2020\n{Y};Ben Orme;07700900102;26.01.2020\n",
        (2, 0, 1), [("Ada Marsh", [A, X]), ("Ben Orme", [B, Y])],
    ),
    Layout(
        "spanish_lines", "subjects",
        "Línea;Nombre y apellidos del titular;Fecha de activación de la línea;Domicilio del titular\n"
        "07700900101;Ada Marsh;25/01/2020;Calle 1\n07700900102;Ben Orme;26/01/2020;Calle 2\n",
        (2, 0, 1), [("Ada Marsh", [A]), ("Ben Orme", [B])],
    ),
    Layout(
        "german_ads", "advertisements",
        "Anzeigen-Nr;Eingestellt am;Portal;Überschrift;Anzeigentext;Kontakttelefon;Ort\n"
        "77;25.01.2026 10:11;example.org;Neu hier;Ruf an;07700900101;Hull\n",
        (1, 0, 1), [("77", "Neu hier", [A])],
    ),
    Layout(
        "french_ads", "advertisements",
        "Réf. annonce;Date de mise en ligne;Titre de l'annonce;Texte de l'annonce;Téléphone de contact;Ville\n"
        "77;25/01/2026;Nouvelle;Appelez;07700900101;Hull\n",
        (1, 0, 1), [("77", "Nouvelle", [A])],
    ),
    Layout(
        "spanish_ads", "advertisements",
        "Código del anuncio,Fecha del anuncio,Título del anuncio,Texto del anuncio,Teléfono del anunciante,Ciudad\n"
        "77,25/01/2026,Nueva,Llama,07700900101,Hull\n",
        (1, 0, 1), [("77", "Nueva", [A])],
    ),
]  # fmt: skip

_QUERIES = {
    "calls": """SELECT originating_msisdn, terminating_msisdn, strftime(answered_at_utc, '%Y-%m-%d %H:%M'), duration_s
                FROM call ORDER BY row""",
    "transfers": """SELECT debtor_account, creditor_account, amount::DECIMAL(18, 2)::VARCHAR, currency,
                           strftime(booked_at_utc, '%Y-%m-%d') FROM transfer ORDER BY row""",
    "subjects": """SELECT name, list(value ORDER BY value) FROM subject JOIN subject_identifier USING (source_no, row)
                   GROUP BY row, name ORDER BY row""",
    "advertisements": """SELECT ad_id, title, list(value ORDER BY value) FROM advertisement
                         JOIN advertisement_contact USING (source_no, row) GROUP BY row, ad_id, title ORDER BY row""",
}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_unlisted_layouts(layout: Layout, tmp_path: Path) -> None:
    file = tmp_path / "extract.csv"
    file.write_text(layout.text, encoding="utf-8")
    with Ledger.create(tmp_path / "x.case") as ledger:
        report = load_file(ledger, file, country=layout.country, time_zone="UTC", loaded_by="test")
        records = ledger.con.execute(_QUERIES[layout.kind]).fetchall()
        refused = ledger.con.execute("SELECT row, field, reason FROM rejection").fetchall()
    assert report.kind == layout.kind
    assert records == layout.records, report.recognised_because
    assert (report.loaded, report.rejected, report.structural_lines) == layout.counts, refused
    assert report.lines == len(layout.text.splitlines())


def test_calls_of_a_date_alone_are_refused_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "extract.csv"
    file.write_text("Caller,Callee,Call Date,Duration\n07700900101,07700900102,25/01/2026,61\n", encoding="utf-8")
    with Ledger.create(tmp_path / "x.case") as ledger, pytest.raises(InputRefused, match="no time of day"):
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
