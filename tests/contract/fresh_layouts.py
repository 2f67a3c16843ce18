# ruff: noqa: E501, RUF001 - headings as operators write them
"""Layouts that were written down before it was tried which of them load, as somebody who checks the loaders would."""

from __future__ import annotations

from tests.contract.operator_layouts import Layout

_HALF_JA = ("午前", "午後")
FRESH = [
    Layout("ie_rule", "IE", "Europe/Dublin", "Originating A Number=from | Terminating B Number=to | Call Commenced=at | Call Cleared=end | Duration (mm:ss)=dur | Traffic Case=kind",
           number="trunk", kind=("ORIG", "TERM", "SMS-ORIG", "SMS-TERM"), dur="m:ss", encoding="cp1252",
           preamble=("Emerald Telecom Ltd", "Data Retention Response", "Ref: 2026/0042", "", "Customer: [redacted]", "From: 01/01/2026", "Times shown are local Irish time", ""), footer="*** END OF EXTRACT ***"),
    Layout("us_bill", "US", "America/Chicago", "Item=n | Wireless Number=own | Date=day | Time=time | Number Called/Received=other | In/Out=dir | Min:Sec=dur | Usage=svc",
           day="%m/%d/%y", time="%I:%M:%S{half}", halves=("a", "p"), dir=("Out", "In"), svc=("Voice", "Text"), dur="m:ss", footer="Page 1 of 1"),
    Layout("us_number_above", "US", "America/New_York", "Date/Time=at | Other Party=other | Direction=dir | Seconds=dur | Type=svc",
           day="%m/%d/%Y", time="%I:%M:%S %p", number="bare", dir=("Outgoing", "Incoming"), svc=("Voice", "SMS"), preamble=("Atlantic Cellular", "Subscriber MSISDN: {own}", "")),
    Layout("us_clock_letters", "US", "America/New_York", "Calling=from | Called=to | Date/Time=at | Sec=dur | Svc=svc", day="%m/%d/%Y", time="%H:%M:%S %Z", svc=("Voice", "SMS")),
    Layout("us_offsets", "US", "America/New_York", "Calling #=from | Dialed #=to | Start Date=day | Start Time=time | UTC Offset=offset | Elapsed Seconds=dur | Record Type=svc",
           day="%m/%d/%Y", local="America/Chicago", svc=("Voice", "SMS")),
    Layout("hu_point", "HU", "Europe/Budapest", "Hívó szám=from | Hívott szám=to | Hívás dátuma=day | Hívás időpontja=time | Időtartam=dur | Szolgáltatás=svc | Irány=dir",
           day="%Y.%m.%d.", number="00", svc=("Hanghívás", "SMS"), dir=("Kimenő", "Bejövő"), dur="h:mm:ss", delimiter=";", encoding="utf-8-sig", preamble=("Híváslista", ""), footer="Összesen: 40"),
    Layout("cz_tied", "CZ", "Europe/Prague", "Sledované číslo=own | Protistrana=other | Směr=dir | Typ=svc | Začátek=at | Délka (s)=dur",
           day="%d. %m. %Y", dir=("odchozí", "příchozí"), svc=("hovor", "SMS"), delimiter=";", encoding="cp1250", footer="Konec výpisu"),
    Layout("jp_sjis", "JP", "Asia/Tokyo", "発信番号=from | 着信番号=to | 通話開始日時=at | 通話時間（秒）=dur | 種別=svc",
           day="%Y年%m月%d日", time="{half}%I時%M分%S秒", halves=_HALF_JA, number="trunk", svc=("音声", "SMS"), encoding="cp932"),
    Layout("kr_cp949", "KR", "Asia/Seoul", "발신번호=from | 착신번호=to | 통화일시=at | 통화시간(초)=dur | 구분=svc", day="%Y. %m. %d.", number="trunk", svc=("음성", "문자"), encoding="cp949"),
    Layout("se_points", "SE", "Europe/Stockholm", "Datum=day | Klockslag=time | Abonnentnummer=own | Riktning=dir | Motpart=other | Tjänst=svc | Längd=dur",
           day="%Y-%m-%d", time="%H.%M.%S", number="trunk", dir=("Utgående", "Inkommande"), svc=("Samtal", "SMS"), dur="h:mm:ss", delimiter=";"),
    Layout("es_spans", "ES", "Europe/Madrid", "Teléfono intervenido=own | Teléfono comunicante=other | Evento=kind | Instante de inicio=at | Tiempo de conversación=dur",
           number="00", kind=("Llamada realizada", "Llamada recibida", "SMS enviado", "SMS recibido"), dur="m s", delimiter=";", encoding="cp1252", footer="Fin del informe;;;;"),
    Layout("es_short", "ES", "Europe/Madrid", "F. Comunic.=day | H. Comunic.=time | Abonado=own | E/S=dir | Comunicante=other | Serv.=svc | Durac.=dur",
           time="%I:%M:%S {half}", halves=("a. m.", "p. m."), dir=("SAL", "ENT"), svc=("VOZ", "MSJ"), dur="m s", delimiter=";"),
    Layout("sa_arabic", "SA", "Asia/Riyadh", "رقم المتصل=from | رقم المتصل به=to | التاريخ=day | الوقت=time | المدة بالثواني=dur | النوع=svc",
           time="%I:%M:%S {half}", halves=("ص", "م"), number="00", svc=("مكالمة", "رسالة"), delimiter=";", encoding="cp1256"),
    Layout("br_torpedo", "BR", "America/Sao_Paulo", "Linha Alvo=own | Sentido da Chamada=dir | Linha Contato=other | Dt. Ligação=day | Hr. Ligação=time | Duração em Segundos=dur | Modalidade=svc",
           day="%d.%m.%Y", time="%Hh%M:%S", dir=("Originada", "Recebida"), svc=("Voz", "Torpedo"), delimiter=";", encoding="cp1252", footer="Total de registros: 40"),
    Layout("de_zulu", "DE", "Europe/Berlin", "Kennung Anrufer=from | Kennung Angerufener=to | Beginn UTC=at | Ende UTC=end | Dienstmerkmal=svc",
           day="%Y%m%d", time="%H%M%SZ", glue="", local="UTC", number="bare", svc=("Sprachtelefonie", "SMS"), delimiter=";"),
    Layout("fr_months", "FR", "Europe/Paris", "N° ligne=own | N° contacté=other | Évènement=kind | Jour=day | Horaire=time | Durée comm.=dur",
           day="%d %b %Y", time="%Hh%Mm%Ss", number="trunk", kind=("Appel émis", "Appel reçu", "SMS émis", "SMS reçu"), dur="m s", delimiter=";"),
    Layout("nl_parties", "NL", "Europe/Amsterdam", "Tijdstip aanvang=at | Oproepende partij=from | Opgeroepen partij=to | Soort communicatie=svc | Tijdsduur (sec.)=dur",
           day="%d-%m-%Y", number="bare", svc=("Spraakoproep", "SMS-bericht"), delimiter=";", footer="Einde bestand"),
    Layout("au_services", "AU", "Australia/Sydney", "Originating Service=from | Terminating Service=to | Start date=day | Start time=time | Duration (h:m:s)=dur | Communication=svc",
           day="%d %b %Y", time="%I:%M:%S%p", number="trunk", svc=("Voice Call", "SMS"), dur="h:mm:ss", preamble=("Service: {own}", "")),
    Layout("ch_two_languages", "CH", "Europe/Zurich", "Beginn / Début=at | Ende / Fin=end | Zielanschluss=own | Gegenanschluss=other | Richtung=dir | Dienst=svc",
           day="%d.%m.%Y", number="00", dir=("abg.", "ank."), svc=("Voice", "SMS"), delimiter=";"),
    Layout("fi_points", "FI", "Europe/Helsinki", "A-tilaaja=from | B-tilaaja=to | Päivä=day | Klo=time | Kesto (s)=dur | Laji=svc", day="%d.%m.%Y", time="%H.%M.%S", number="trunk", svc=("Puhelu", "Tekstiviesti"), delimiter=";"),
    Layout("gr_cp1253", "GR", "Europe/Athens", "Καλών αριθμός=from | Καλούμενος αριθμός=to | Ημερομηνία=day | Ώρα έναρξης=time | Διάρκεια=dur | Είδος κλήσης=svc",
           time="%I:%M:%S {half}", halves=("πμ", "μμ"), number="bare", svc=("Φωνή", "SMS"), dur="h:mm:ss", delimiter=";", encoding="cp1253"),
    Layout("pl_inflected", "PL", "Europe/Warsaw", "Numer abonenta=own | Rodzaj usługi=kind | Numer rozmówcy=other | Data=day | Godzina=time | Czas trwania rozmowy=dur",
           day="%Y-%m-%d", number="bare", kind=("Połączenie wychodzące", "Połączenie przychodzące", "SMS wysłany", "SMS odebrany"), dur="h:mm:ss", delimiter=";", encoding="cp1250"),
    Layout("weak_headings", "GB", "Europe/London", "From=from | To=to | Datetime=at | Duration=dur | Cell Tower=cell", time="%H:%M", number="e164", dur="h:mm:ss"),
]  # fmt: skip
