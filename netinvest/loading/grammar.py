# ruff: noqa: E501, RUF001 - the words of many languages are its subject
"""Headings that nobody has listed, understood by their parts: a party, a thing, a time, an amount.

"Own Account", "IBAN betaler" and "Buchungsdatum" are made of words that are known one by one. Each word stands for
one or several concepts; a heading means a column if its words cover the column's concepts and leave no word over.
A heading that could mean two columns means none.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from netinvest.loading.kind import RecordKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# folded as headings are: lower case, no accents
_CONCEPTS = {
    # who
    "own": "own my our eigen eigene eigenes eigener eigenen propia propio propre proprio propria wlasny wlasne wlasnego свой собственный customer client klant kunde kunden klient klienta kliento target doel doelwit subject served monitored investigada investigado investigada statement serving sledovane sledovany sledovana intervenido intervenida interceptado interceptada bersaglio cible alvo gezochte overvaket",
    "other": "other lawan counterparty counter contra opposite remote partner contact correspondent interlocutor tegenpartij tegen andere ander gegenpartei gegenseite gegenstelle gegen contrepartie contraparte contrapartida controparte kontrahent kontrahenta correspondant corresponsal контрагент контрагента cpty ctpty cparty protistrana protistrany protejsi motpart modpart masik partia contactado contactada contacte contactee comunicante otro otra outro outra autre altro altra anderer anderes anderen drugi druga celalalt cealalta diger karsi annan annet anden toinen masik druhy druhe druhy",
    "first": "payer payor debtor sender from originator originating orig source src remitter ordering initiator caller calling betaler opdrachtgever afzender verzender beller bellend bellende oproeper ordenante emisor remitente pagador origen llamante payeur emetteur debiteur donneur ordre expediteur appelant auftraggeber zahler absender zahlungspflichtiger zahlungspflichtigen anrufer anrufende anrufenden ordinante pagante pagatore mittente chiamante origem chamador nadawca nadawcy zleceniodawca zleceniodawcy platnik platnika dzwoniacy dzwoniacego platitor platitorului ordonator apelant отправитель отправителя плательщик плательщика вызывающий debit debited hivo oproepende uitgaande volajici volajuci uppringande opkaldende soittaja dialling dialing ringer llamador",
    "second": "payee creditor receiver recipient receiving to beneficiary bene target destination dest dst terminating called callee dialled dialed ontvanger begunstigde gebeld gebelde opgeroepen beneficiario receptor destinatario destino llamado beneficiaire destinataire creancier appele empfanger empfaenger empfangers begunstigter begunstigten beguenstigter zahlungsempfanger zahlungsempfangers angerufener angerufene angerufenen chiamato beneficiaria chamado odbiorca odbiorcy beneficjent beneficjenta wybrany beneficiar beneficiarului apelat получатель получателя вызываемый credit credited opgeroepene opgebelde hivott volany volane volana uppringd uppringt opkaldte vastaanottaja marcado marcada discado compose composto contestador",
    "a": "a а",
    "b": "b б",
    "either": "/",
    # what of them
    "account": "account accounts acct acc iban bban rekening rekeningnummer bankrekening konto kontonummer bankkonto compte cuenta conto conta rachunek rachunku konta cont cont счет счета wallet",
    "name": "name names naam namen nombre nombres nom nome nazwa nume имя наименование holder owner titular titulaire inhaber inhabers intestatario posiadacz",
    "bank": "bank bic swift banco banque banca institution agent bankleitzahl банк банка",
    "number": "no nomor nr num nbr number numbers numero numeros numer nummer numar numarul номер cislo szama partij partei nummeret nomer",
    "line": "subscriber line linea linha linie ligne lijn anschluss anschlusses utenza utenze numerazione abonado abonada abonne abonnee abonnent abonent abonenta abonat abonatul abonatului teilnehmer assinante abbonato abone abonnement",
    "phone": "rufnummer rufnummern msisdn phone phones telephone telefone telefono telefon telefoon telefoonnummer telefonnummer telefonu tel mobile mobil movil cell line linea ligne lijn leitung utenza телефон",
    # when
    "date": "date tanggal dates dated day datum fec fech tgl fecha data jour dia tag giorno dag dzien дата on am le op since seit desde depuis sinds od dt datuma datumu paivamaara tarikh",
    "time": "time jam hour hor clock heure hora ora uhrzeit zeit tijd uur godzina czas время klockslag klokkeslaet klokkeslett kellonaika idopont idopontja instante hr hrs horario horaire cas vrijeme tidspunkt saati",
    "moment": "datetime timestamp moment tijdstip tijdstempel zeitpunkt zeitstempel horodatage momento at instante instant tijdstip idopont",
    "epoch": "epoch unix posix",
    # of what
    "call": "call calls event answer answered connect connected connection communication start started begin initiation session conversation gesprek oproep begintijd llamada evento comunicacion inicio appel evenement debut gesprach anruf verbindung beginn anrufbeginn ereignis chiamata inizio chamada polaczenia polaczenie rozmowy rozmowa zdarzenia zdarzenie rozpoczecia apel apelului вызова звонка соединения начала incepere inceperii inceput inceputului hivas hivasok hivasi poziva opkald opkalds samtal samtals puhelun hovoru volani ligacao ligacoes aanvang zacatek zaciatok comunicacao communication kommunikation communicatie verbindingen kapcsolat setup establecimiento etablissement",
    "booking": "booking booked book transaction transactions txn tran trans tx value posting posted post settlement settled execution executed effective entry payment paid transfer completion completed process processed processing operation boek boeking boekings transactie verwerking verwerkings uitvoering uitvoerings valuta comptabilisation comptable operation virement execution operacion contable movimiento pago valor buchung buchungs buchungstag wertstellung wertstellungs ausfuhrung ausfuhrungs zahlung zahlungs contabile operazione pagamento ksiegowania operacji transakcji realizacji operatiune tranzactiei проводки операции платежа movement movements movimento movimenti movimentos mouvement finished done made effected effettuata ruch ruchu",
    # how much
    "amount": "amount amounts amt bedrag montant importe monto cuantia valor betrag umsatz importo kwota suma сумма amount",
    "signed": "signed net transferred transfer transaction payment operation total getekend signe con signo firmato przelewu operacji",
    "out": "out outgoing debit debited withdrawn withdrawal sent af uit debet cargo salida belastung ausgang soll uscita addebito sortie obciazenia",
    "in": "in incoming credit credited received deposit deposited bij bijschrijving abono entrada gutschrift eingang haben entrata accredito entree uznania",
    "balance": "balance saldo solde kontostand sold остаток stand",
    "closing": "closing opening running available ledger after current einde eind na nach po final",
    # how, what for
    "direction": "direction arah sens sentido richting richting richtung direzione kierunek sentido directie направление way flow",
    "kind": "kind jenis type tip tipologia sort soort category class art nature tipo typ тип вид rodzaj modalidad modalidade modalite modalita merkmal druh typen forma clase classe clasificacion categoria kategorie categorie category",
    "traffic": "traffic usage service verkeer dienst verkehr trafico communication event call gesprek servicio zdarzenia polaczenia communicatie comunicacao ligacao szolgaltatas sluzby sluzba kommunikation",
    "length": "duration durasi length talk duur dauer duree duracion duracao durata trwania czas dlugosc длительность seconds secs seconden sekunden segundos secondes gespreksduur gesprachsdauer tijdsduur varaktighet varighed laengde langd lengde delka doba idotartam tiempo conversacion segundos hossz",
    "text": "text texte texto testo narrative narration description details mededeling mededelingen omschrijving verwendungszweck buchungstext libelle concepto causale opis detalii beschreibung descripcion tekst tresc tresci copy content",
    "currency": "currency ccy munt muntsoort devise wahrung waehrung moneda divisa moeda valuta waluta валюта",
    "id": "id ids code codigo codice cod kod ref reference referencia identifier number no nr nummer numero numer transaction transactie payment operation operacion номер",
    # with what, from where
    "imei": "imei imeisv",
    "imsi": "imsi",
    "device": "handset device equipment terminal terminalnummer toestel gerat geraet endgerat endgeraet appareil dispositivo urzadzenia telefoon telefon",
    "cell": "cell cgi ecgi tower site antenna bts mast zendmast cel celda antena cellule antenne zelle funkzelle cella celula komorka komorki stacja сота соты",
    "begin": "first start begin initial originating eerste inicial inicio premiere debut erste anfang start iniziale pierwsza poczatkowa первая начальная",
    "finish": "last end final laatste eind einde ende fin final derniere letzte ende finale ostatnia koncowa последняя конечная",
    # advertisements
    "ad": "ad ads advert advertisement listing post posting annonce annonces anuncio anuncios anzeige anzeigen inserat annuncio advertentie ogloszenia ogloszenie anunt anuntului объявления",
    "put": "posted published publication publicado publicacion online ligne mise eingestellt veroffentlicht geplaatst plaatsing created listed pubblicato publikacji erstellt collected scraped seen posting",
    "title": "title headline heading subject titre titulo titel titolo tytul titlu uberschrift ueberschrift kop заголовок betreff",
    "reach": "contact contacto kontakt contatto contato advertiser anunciante annonceur inserent adverteerder poster kontaktowy kontaktowe contactpersoon",
    "place": "place city town location ville ciudad stadt ort plaats stad citta cidade miasto oras город",
    "price": "price rate precio tarifa prix tarif preis prijs prezzo preco cena pret цена",
    # registers
    "opened": "opened opening open activation activated activacion alta apertura ouverture eroffnung eroffnungs eroffnet aktivierung aktivierungs aktiviert opening geopend activering otwarcia attivazione ativacao abertura ouvert активации открытия connected active",
    "closed": "closed closing deactivation cierre cloture baja schliessung geschlossen beendet gesloten zamkniecia chiusura desativacao закрытия",
    "birth": "birth born naissance nacimiento geburt geburts geboorte nascita nascimento urodzenia рождения dob",
    "address": "address adres adresse direccion domicilio anschrift indirizzo morada endereco адрес",
    "mail": "email mail courriel correo",
    "holder": "holder holders owner titular titulaire inhaber inhabers intestatario posiadacz posiadacza houder владелец владельца titularului",
    "standing": "status role category rol rolle kategorie categorie capacity qualite eigenschaft ruolo qualifica papel kategoria calitate standing designation",
    "known": "known bekannte bekannt conocidos conocidas conocido connus connues connu noti note znane usate used",
    "case": "case investigation enquiry inquiry dossier verfahren expediente caso affaire procedure zaak sprawa dosar file matter operation",
    "person": "subscriber customer person client abonado abonne abonent abonnee teilnehmer klant kunde kunden klienta cliente registered registration",
}  # fmt: skip
# words that tell no column from another
_SMALL = frozenset(
    """the of de del della dell di da do du des d la le l il lo les der die das dem den het een van von vom der im in y e et und en i и
    / full complete party subscriber strony strona abonenta completo completa apellidos cognome""".split()  # noqa: SIM905
)
_TIMES = {"date": "date", "time": "time", "at": "moment"}


def _times(stem: str, of: str) -> dict[str, tuple[str, ...]]:
    """The columns of one point in time: `answered_date` is an event's date."""
    found: dict[str, tuple[str, ...]] = {f"{stem}_{column}": (f"{of} {concept}",) for column, concept in _TIMES.items()}
    found[f"{stem}_at"] += (f"{of} date time", f"{of} date moment", "epoch time", "epoch moment", "epoch")
    return found


# column: the concepts that a heading of it covers; those with a question mark may be there
_COLUMNS: dict[RecordKind, dict[str, tuple[str, ...]]] = {
    RecordKind.CALLS: {
        "originating_msisdn": ("first number", "first call? number", "first line number?"),
        "terminating_msisdn": ("second number", "second call? number", "second line number?"),
        "target_msisdn": ("own number", "own line number?"),
        "other_msisdn": ("other number", "other line number?"),
        "a_party": ("a number", "a line number?"),
        "b_party": ("b number", "b line number?"),
        "direction": ("direction call?", "direction traffic"),
        "service": ("kind traffic", "kind call"),
        **_times("answered", "call"),
        "ended_at": ("finish moment", "finish call", "finish call? date time"),
        "ended_date": ("finish call? date",),
        "ended_time": ("finish call? time",),
        "duration": ("length call?",),
        **{f"{side}{device}": tuple(f"{device} {party} number? device?" for party in parties)
           for device in ("imei", "imsi") for side, parties in (("", ("own",)), ("originating_", ("first", "a")))},
        "first_cell": ("cell begin own? id?", "cell own id?"),
        "last_cell": ("cell finish own? id?",),
        "originating_cell": ("cell first id?", "cell a id?"),
    },
    RecordKind.TRANSFERS: {
        **{
            f"{side}_{what}": (f"{party} {what} number? bank?", *([f"{party} number"] if what == "account" else []))
            for side, party in (("debtor", "first"), ("creditor", "second"), ("own", "own"), ("other", "other"))
            for what in ("account", "name")
        },
        **{f"{s}_agent": (f"{p} bank",) for s, p in (("debtor", "first"), ("creditor", "second"), ("other", "other"))},
        # "Empfänger/Zahlungspflichtiger", "Beneficiary/Remitter account": whoever the other side is
        "other_account": (
            "other account number? bank?", "other number", "either first second account number?", "either first second number",
        ),
        "other_name": ("other name number? bank?", "either first second name?"),
        "direction": ("direction booking?", "either in out"),
        "amount": ("signed amount", "booking amount"),
        "debit_amount": ("out amount booking?",),
        "credit_amount": ("in amount booking?",),
        "balance": ("closing balance booking?",),
        **_times("booked", "booking"),
        "transfer_type": ("kind booking",),
        "remittance_information": ("booking text",),
        "end_to_end_id": ("booking id",),
        "currency": ("booking currency", "amount currency"),
    },
    RecordKind.ADVERTISEMENTS: {
        "ad_id": ("ad id",),
        "title": ("title ad?",),
        "body": ("text ad?",),
        "phone": ("ad phone number?", "reach phone number?"),
        "email": ("ad mail", "reach mail"),
        "price": ("price ad?",),
        "location": ("place ad?",),
        **{column: (*forms, *(f.replace("put ", "ad ") for f in forms if " " in f)) for column, forms in _times("posted", "put").items()},
    },
    RecordKind.SUBJECTS: {
        "name": ("holder account? phone?", "name holder account? person? phone?", "name person account?"),
        "category": ("standing case", "standing person case?"),
        "phone": ("phone known number?", *(f"phone {whose} number? account?" for whose in ("holder", "person", "reach holder? person?"))),
        "account": ("account known number? bank?", "account number bank?", "account bank", "account person number?"),
        "email": ("mail known", "mail person", "mail holder", "mail reach"),
        "address": ("address person", "address holder"),
        "birth_date": ("birth date person? holder?",),
        "valid_from": ("opened date person? account? phone?",),
        "valid_to": ("closed date person? account? phone?",),
    },
}  # fmt: skip
_SHORTEST_PART = 3
_FURTHER = ("2", "3")  # the second and third of their kind have a column of their own


class Composed(NamedTuple):
    """What a heading means by its words."""

    column: str
    concepts: int


def _known() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for concept, listed in _CONCEPTS.items():
        for word in listed.split():
            found[word].add(concept)
    for concepts in found.values():
        if "phone" in concepts:
            concepts.add("number")  # a telephone is a number, not the other way round
    return {word: frozenset(concepts) for word, concepts in found.items()}


_WORDS = _known()


@lru_cache(maxsize=16384)
def _concepts(word: str) -> tuple[frozenset[str], ...] | None:
    """The concepts of a word, or of the two words it is put together from (Buchungs-datum); None: unknown."""
    if word in _WORDS:
        return (_WORDS[word],)
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head, tail = word[:at], word[at:]
        if tail in _WORDS and (head in _WORDS or head.removesuffix("s") in _WORDS):
            return (_WORDS.get(head) or _WORDS[head.removesuffix("s")], _WORDS[tail])
    return None


def tells_time(word: str) -> bool:
    """Whether a folded word says that something is a date or time."""
    return bool(_WORDS.get(word, frozenset()) & {"date", "time", "moment"})


def tells_kind(word: str) -> bool:
    """Whether a folded word says that something is a kind, or a kind of traffic."""
    return bool(_WORDS.get(word, frozenset()) & {"kind", "traffic"})


def compose(words: Iterable[str], kind: RecordKind, columns: Collection[str], *, skip: Collection[str]) -> Composed | None:  # fmt: skip
    """The one column that all words of a heading mean together.

    Args:
        words: Folded.
        kind: Of the profile.
        columns: Those the profile has; no others are found.
        skip: Words that say nothing of the column: units, currencies, zones.

    Returns:
        The column and how many concepts tell it; None if a word is not known, or two columns fit alike.
    """
    words = list(words)
    further = next((word for word in words if word in _FURTHER), None)
    said: list[frozenset[str]] = []
    aside: list[frozenset[str]] = []  # "in", "of": they may tell something, and need not
    for word in words:
        if word in skip or word.isdigit():
            continue
        found = _concepts(word)
        if word in _SMALL:
            aside.extend(found or ())
        elif found is None:
            return None
        else:
            said.extend(found)
    if not said and not aside:
        return None  # as most cells of a table that is looked through for its heading
    forms = _COLUMNS[kind]
    best: dict[str, int] = {}
    for beside in ([], aside):
        every = said if beside else said + aside
        for column in forms.keys() & columns:
            best[column] = max(_fit(every, beside, form) for form in forms[column])
        if most := max(best.values(), default=0):
            named = [column for column, count in best.items() if count == most]
            column = f"{named[0]}_{further}" if further else named[0]  # "Account No 2"
            return Composed(column, most) if len(named) == 1 and column in columns else None
    return None


def _fit(said: list[frozenset[str]], aside: list[frozenset[str]], form: str) -> int:
    """How many concepts tell a column, if every word is allowed and every needed concept has a word of its own."""
    parts = form.split()
    needed = sorted(part for part in parts if not part.endswith("?"))
    allowed = {part.removesuffix("?") for part in parts}
    every = said + aside
    if len(every) < len(needed) or not all(concepts & allowed for concepts in said):
        return 0

    def placed(left: list[str], free: tuple[int, ...]) -> bool:
        return not left or any(
            left[0] in every[place] and placed(left[1:], tuple(p for p in free if p != place)) for place in free
        )

    return len(needed) if placed(needed, tuple(range(len(every)))) else 0
