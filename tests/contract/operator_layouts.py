# ruff: noqa: E501, RUF001, S311 - headings as operators write them
"""Call records as operators of many countries write them: a table of layouts, and the writer of their files.

The headings are of the kind seen in public code and guides; none copies one operator's file. A layout is a line of
``heading=field`` in order. Fields: own, other, from, to; day, time, at, end; dur, mins, secs; kind, dir, svc (words);
imei, imsi, cell, lat, lon, pos; n (row number); anything else stands as it is in every row.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers


@dataclass(frozen=True)
class Layout:
    """How one operator writes.

    Attributes:
        columns: ``heading=field``, separated by `` | ``.
        words: For kind: call out, call in, message out, message in; for dir: out, in; for svc: call, message.
        number: e164, 00, bare (no plus), trunk, nsn (no trunk prefix), mixed.
        local: The zone that the times are written in, where it is not the case's; UTC or a name.
    """

    name: str
    country: str
    zone: str
    columns: str
    day: str = "%d/%m/%Y"
    time: str = "%H:%M:%S"
    glue: str = " "
    number: str = "nsn"
    kind: tuple[str, ...] = ()
    dir: tuple[str, ...] = ()
    svc: tuple[str, ...] = ()
    dur: str = "s"
    delimiter: str = ","
    preamble: tuple[str, ...] = ()
    footer: str = ""
    local: str = ""
    encoding: str = "utf-8"
    quote: str = ""
    null: str = ""
    era: int = 0  # years added (Buddhist calendar)
    halves: tuple[str, str] = ("", "")  # of the day, for {half} in the time
    fixed: dict[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Headings and fields."""
        return [(h.strip(), f.strip()) for h, _, f in (c.rpartition("=") for c in self.columns.split(" | "))]


def _l(name: str, country: str, zone: str, columns: str, **how: Any) -> Layout:
    return Layout(name, country, zone, columns, **how)


NY, PK, BR, MX, CO = "America/New_York", "Asia/Karachi", "America/Sao_Paulo", "America/Mexico_City", "America/Bogota"
LAYOUTS = [
    _l("us_conn_date", "US", NY, "Item=n | Conn. Date=day | Conn. Time (UTC)=time | Seizure Time=0:04 | ET=dur | Originating Number=from | Terminating Number=to | IMEI=imei | IMSI=imsi | CT=Mobile | Feature=[NIOR] | Cell Location=cell",
       day="%m/%d/%y", number="bare", dur="m:ss", local="UTC", preamble=("Run Date: 02/20/2026", "Voice Usage For: (201) 555-0123", "Account Number: 12345")),
    _l("us_three_called", "US", NY, "Date=day | Time=time | Duration (sec)=dur | Call Type=svc | Direction=dir | Calling Number=from | Dialed Number=to | Called Number=to | Destination Number=to | IMSI=imsi | IMEI=imei | Completion Code=Normal | Switch Name=SEA01 | 1st Tower LAC=cell | 1st Tower Lat=lat | 1st Tower Long=lon",
       day="%m/%d/%Y", number="bare", svc=("Voice", "SMS"), dir=("Outgoing", "Incoming"), local="UTC", preamble=("Call detail records", "All times are in UTC", "")),
    _l("us_directory_number", "US", NY, "Network Element Name=Newark | Mobile Directory Number=own | Dialed Digit Number=to | Call Direction=dir | Seizure Dt Tm=at | Seizure Duration=dur | First Serving Cell Site=cell | First Serving Cell Face=2 | Calling Party Number=from",
       day="%m/%d/%Y", number="nsn", dir=("Mobile Originated", "Mobile Terminated")),
    _l("us_nbr", "US", NY, "CALLING_NBR=from | CALLED_NBR=to | DIALED_DIGITS=to | MR#=1 | START_DATE=at | END_DATE=end | DURATION (SEC)=dur | TYPE=dir | NEID=233 | 1ST CELL=cell | LAST CELL=cell",
       day="%m/%d/%Y", number="nsn", dir=("Outbound", "Inbound")),
    _l("pk_ind", "PK", PK, "MSISDN=own | CALL_ORIG_NUM=from | CALL_DIALED_NUM=to | IMSI=imsi | IMEI=imei | CALL_START_DT_TM=at | CALL_END_DT_TM=end | INBOUND_OUTBOUND_IND=dir | Call_Network_Volume=dur | Cell_Lac_Id=7 | Cell_Site_Id=cell | CALL_TYPE=svc | Location=Sector 7",
       day="%d-%b-%y", number="bare", dir=("Outgoing", "Incoming"), svc=("Voice", "SMS")),
    _l("pk_mins_secs", "PK", PK, "CALL_TYPE=kind | MSISDN=own | IMSI=imsi | IMEI=imei | BNUMBER=other | CELL_ID=cell | LAC_ID=3 | STRT_TM=at | END_TM=end | MINS=mins | SECS=secs | SITE_ADDRESS=Street 4 | LAT=lat | LNG=lon",
       day="%Y-%m-%d", number="bare", kind=("OUTGOING", "INCOMING", "OUTGOING SMS", "INCOMING SMS")),
    _l("pk_sr", "PK", PK, "Sr #=n | Call Type=kind | A-Party=own | B-Party=other | Date & Time=at | Duration=dur | Cell ID=cell | IMEI=imei | IMSI=imsi | Site=Site 9",
       day="%m/%d/%Y", time="%I:%M:%S %p", number="bare", kind=("Outgoing", "Incoming", "Outgoing SMS", "Incoming SMS")),
    _l("pk_lac", "PK", PK, "A Number=own | B Number=other | Direction=dir | Service=svc | Start Time=at | Duration (Sec)=dur | Lac=5 | Cell=cell | Address=Street 4",
       day="%m/%d/%Y", time="%H:%M", number="trunk", dir=("OUT", "IN"), svc=("Voice", "SMS")),
    _l("ng_sn", "NG", "Africa/Lagos", "S/N=n | CALLING PARTY=from | CALLED PARTY=to | CALL DATE=day | CALL TIME=time | CALL DURATION=dur | CALL TYPE=kind | IMEI=imei | IMSI=imsi | CELL ID=cell | CELL ADDRESS=Street 2",
       day="%d-%b-%Y", number="bare", kind=("MOC", "MTC", "SMS-MO", "SMS-MT")),
    _l("ke_event", "KE", "Africa/Nairobi", "CALLING_NUMBER=from | CALLED_NUMBER=to | EVENT_TYPE=svc | START_DATE_TIME=at | CALL_DURATION=dur | SITE_NAME=Hill | CELL_ID=cell | IMEI=imei | IMSI=imsi",
       day="%d-%m-%Y", number="mixed", svc=("VOICE", "SMS"), delimiter="|"),
    _l("br_terminal", "BR", BR, "Terminal Chamador=from | Terminal Chamado=to | Data=day | Hora=time | Duração=dur | Tipo Chamada=svc | IMEI=imei | ERB Inicial=cell | ERB Final=cell",
       number="nsn", svc=("Voz", "SMS"), dur="h:mm:ss", delimiter=";", encoding="cp1252"),
    _l("br_no", "BR", BR, "Nº A=from | Nº B=to | Data Início=day | Hora Início=time | Data Fim=endday | Hora Fim=endtime | Duração (seg)=dur | Direção=dir | Serviço=svc | CGI=cell",
       number="bare", svc=("Voz", "SMS"), dir=("Originada", "Recebida"), delimiter=";"),
    _l("br_alvo", "BR", BR, "Alvo=own | Interlocutor=other | Sentido=dir | Tipo=svc | Data/Hora Início=at | Duração=dur",
       number="nsn", svc=("Chamada", "SMS"), dir=("Efetuada", "Recebida"), dur="h:mm:ss", delimiter=";"),
    _l("mx_crudo", "MX", MX, "Telefono=own | Tipo=kind | Numero A=from | Numero B=to | Fecha=day | Hora=time | Durac. Seg.=dur | IMEI=imei | LATITUD=19°25'12.3\"N | LONGITUD=99°08'01.2\"W | Azimuth=120",
       number="nsn", kind=("VOZ SALIENTE", "VOZ ENTRANTE", "MENSAJES 2 VIAS SAL", "MENSAJES 2 VIAS ENT")),
    _l("mx_linea", "MX", MX, "Línea=own | Destino/Origen=other | Evento=svc | Sentido=dir | Fecha=day | Hora=time | Duración=dur | BTS=cell",
       number="nsn", svc=("Voz", "SMS"), dir=("Sal", "Ent"), dur="h:mm:ss"),
    _l("co_msisdn", "CO", CO, "MSISDN_A=from | MSISDN_B=to | FECHA_INICIO=day | HORA_INICIO=time | DURACION_SEG=dur | TIPO_CDR=kind | CELDA=cell",
       day="%Y%m%d", time="%H%M%S", number="bare", kind=("MOC", "MTC", "SMSMO", "SMSMT"), delimiter=";"),
    _l("co_origen", "CO", CO, "NUMERO A=own | NUMERO B=other | FECHA Y HORA ORIGEN=at | DURACION TOTAL seg=dur | CELDA_ORIGEN_TRUNCADA=cell | LATITUDE=4,1234 | LONGITUDE=-74,074989 | TECH=4G | DIRECCION=dir | AZIMUTH=120",
       number="nsn", dir=("O", "I"), delimiter=";"),
    _l("es_trafico", "ES", "Europe/Madrid", "Fecha inicio=day | Hora inicio=time | Número A=from | Número B=to | Tipo de tráfico=kind | Duración=dur | IMEI=imei | IMSI=imsi | Celda inicio=cell | Celda fin=cell",
       number="nsn", kind=("Llamada saliente", "Llamada entrante", "SMS saliente", "SMS entrante"), delimiter=";"),
    _l("pt_originador", "PT", "Europe/Lisbon", "Nº Originador=from | Nº Destinatário=to | Data Início=at | Duração (hh:mm:ss)=dur | Tipo Evento=kind | Célula=cell",
       day="%d-%m-%Y", number="bare", kind=("Chamada Efetuada", "Chamada Recebida", "SMS Enviado", "SMS Recebido"), dur="h:mm:ss", delimiter=";"),
    _l("fr_type", "FR", "Europe/Paris", "Date=day | Heure=time | Type=kind | Numéro MSISDN=own | Correspondant=other | Durée=dur | IMEI=imei | IMSI=imsi | CGI=cell | Adresse relais=Rue 1",
       number="trunk", kind=("Voix Sortant", "Voix Entrant", "SMS Emis", "SMS Reçu"), delimiter=";", encoding="cp1252"),
    _l("fr_demandeur", "FR", "Europe/Paris", "N° demandeur=from | N° demandé=to | Date de début de communication=at | Durée de la communication=dur | Nature de l'appel=svc",
       number="00", svc=("Voix", "SMS"), dur="h:mm:ss", delimiter=";"),
    _l("de_kennung", "DE", "Europe/Berlin", "A-Kennung=from | B-Kennung=to | Beginn Datum=day | Beginn Uhrzeit=time | Ende Datum=endday | Ende Uhrzeit=endtime | Dauer=dur | Dienst=svc | IMSI=imsi | IMEI=imei | Funkzelle=cell",
       day="%d.%m.%Y", number="00", svc=("Telefonie", "SMS"), dur="h:mm:ss", delimiter=";"),
    _l("de_gehend", "DE", "Europe/Berlin", "Zielrufnummer überwacht=own | Gesprächspartner=other | Richtung=dir | Dienstart=svc | Verbindungsbeginn=at | Verbindungsdauer (Sek.)=dur",
       day="%d.%m.%Y", number="trunk", dir=("gehend", "kommend"), svc=("Sprache", "SMS"), delimiter=";"),
    _l("it_monitorata", "IT", "Europe/Rome", "Utenza Monitorata=own | Tipo Evento=kind | Utenza Corrispondente=other | Data=day | Ora=time | Durata (sec)=dur | IMEI=imei | IMSI=imsi | Cella Iniziale=cell | Cella Finale=cell",
       number="bare", kind=("Chiamata uscente", "Chiamata entrante", "SMS inviato", "SMS ricevuto"), delimiter=";"),
    _l("nl_tegennummer", "NL", "Europe/Amsterdam", "Doelnummer=own | Soort gesprek=kind | Tegennummer=other | Datum=day | Tijd=time | Duur=dur | IMEI=imei | IMSI=imsi | Startcel=cell | Eindcel=cell",
       day="%d-%m-%Y", number="00", kind=("Uitgaand gesprek", "Inkomend gesprek", "SMS verzonden", "SMS ontvangen"), dur="h:mm:ss", delimiter=";"),
    _l("pl_kierunek", "PL", "Europe/Warsaw", "Numer A=own | Numer B=other | Data i godzina rozpoczęcia=at | Czas trwania=dur | Rodzaj zdarzenia=svc | Kierunek=dir | IMEI=imei | BTS=cell",
       day="%Y-%m-%d", number="bare", svc=("Rozmowa", "SMS"), dir=("Wychodzące", "Przychodzące"), delimiter=";"),
    _l("ro_chemat", "RO", "Europe/Bucharest", "Nr. chemător=from | Nr. chemat=to | Data=day | Ora=time | Durata (sec)=dur | Tip eveniment=svc",
       day="%d.%m.%Y", number="trunk", svc=("Voce", "SMS"), delimiter=";"),
    _l("ua_abonent", "UA", "Europe/Kyiv", "Абонент А=own | Абонент Б=other | Дата=day | Час=time | Тривалість, сек=dur | Тип=kind | IMEI=imei | LAC=12 | CID=cell",
       day="%d.%m.%Y", number="bare", kind=("Вихідний дзвінок", "Вхідний дзвінок", "Вихідне SMS", "Вхідне SMS"), delimiter=";", encoding="cp1251"),
    _l("tr_hts", "TR", "Europe/Istanbul", "NUMARA=own | TİP=kind | DİĞER NUMARA=other | TARİH - SAAT=at | SÜRE=dur | IMEI=imei | BAZ=cell",
       day="%d.%m.%Y", number="nsn", kind=("Aradı", "Arandı", "SMS attı", "SMS aldı"), delimiter=";"),
    _l("ph_mmss", "PH", "Asia/Manila", "CALLING NO=from | CALLED NO=to | DATE OF CALL=day | START TIME=time | DURATION (MM:SS)=dur | CALL TYPE=svc | CELL SITE=cell",
       day="%m/%d/%Y", time="%I:%M:%S %p", number="trunk", svc=("VOICE", "TEXT"), dur="m:ss"),
    _l("th_thai", "TH", "Asia/Bangkok", "หมายเลขต้นทาง=from | หมายเลขปลายทาง=to | วันที่=day | เวลา=time | ระยะเวลา(วินาที)=dur | ประเภท=svc",
       day="%d/%m/{year}", number="trunk", svc=("โทร", "SMS"), era=543),
    _l("th_english", "TH", "Asia/Bangkok", "Call Type=kind | Calling Number=from | Called Number=to | Start Date Time=at | Duration=dur | Cell=cell",
       day="%d/%m/{year}", number="trunk", kind=("Voice MO", "Voice MT", "SMS MO", "SMS MT"), era=543),
    _l("vn_chieu", "VN", "Asia/Ho_Chi_Minh", "STT=n | Số thuê bao=own | Số liên lạc=other | Loại=svc | Chiều=dir | Thời gian bắt đầu=at | Thời lượng (giây)=dur | Cell ID=cell",
       number="bare", svc=("Thoại", "SMS"), dir=("Gọi đi", "Gọi đến")),
    _l("gb_gmt", "GB", "Europe/London", "Calling Number=from | Called Number=to | Call Date=day | Call Time (GMT)=time | Duration (secs)=dur | Call Type=kind | IMEI=imei | IMSI=imsi | Start Cell=cell | End Cell=cell",
       number="mixed", kind=("Voice Call (MO)", "Voice Call (MT)", "SMS (MO)", "SMS (MT)"), local="UTC"),
    _l("gb_target", "GB", "Europe/London", "Target MSISDN=own | Direction=dir | Other MSISDN=other | Start Date & Time=at | Duration=dur | Usage=svc",
       number="mixed", dir=("Originating", "Terminating"), svc=("Speech", "Short message")),
    _l("bd_party", "BD", "Asia/Dhaka", "Party A=own | Party B=other | Date & Time=at | Call Duration=dur | Usage Type=kind | MCC=470 | LAC=9 | Cell=cell | IMEI=imei | IMSI=imsi | BTS Address=Road 1",
       day="%Y-%m-%d", glue="T", number="bare", kind=("MOC", "MTC", "SMSMO", "SMSMT")),
    _l("id_dots", "ID", "Asia/Jakarta", "A_NUMBER=from | B_NUMBER=to | DATETIME=at | DURATION=dur | CALLTYPE=kind | IMEI=imei | LAC=4 | CI=cell",
       time="%H.%M.%S", number="bare", kind=("Voice MO", "Voice MT", "SMS MO", "SMS MT"), delimiter="|"),
    _l("gr_greek", "GR", "Europe/Athens", "Καλών=from | Καλούμενος=to | Ημερομηνία=day | Ώρα=time | Διάρκεια (δευτ.)=dur | Τύπος=svc",
       number="nsn", svc=("Κλήση", "SMS"), delimiter=";"),
    _l("cz_volajici", "CZ", "Europe/Prague", "Volající=from | Volaný=to | Datum=day | Čas=time | Délka (s)=dur | Typ=svc",
       day="%d.%m.%Y", number="bare", svc=("Hovor", "SMS"), delimiter=";"),
    _l("hu_hivo", "HU", "Europe/Budapest", "Hívó szám=from | Hívott szám=to | Dátum=day | Időpont=time | Időtartam (mp)=dur | Típus=svc",
       day="%Y.%m.%d", number="bare", svc=("Hívás", "SMS"), delimiter=";"),
    _l("se_nummer", "SE", "Europe/Stockholm", "A-nummer=from | B-nummer=to | Startdatum=day | Starttid=time | Samtalstid=dur | Typ=svc",
       day="%Y-%m-%d", number="trunk", svc=("Samtal", "SMS"), dur="h:mm:ss", delimiter=";"),
    _l("ar_mutasil", "EG", "Africa/Cairo", "رقم المتصل=from | رقم المتصل به=to | التاريخ=day | الوقت=time | المدة=dur | النوع=svc",
       number="trunk", svc=("مكالمة", "رسالة")),
    _l("cn_zhujiao", "CN", "Asia/Shanghai", "本机号码=own | 呼叫类型=dir | 对方号码=other | 通话开始时间=at | 通话时长(秒)=dur | 业务类型=svc",
       day="%Y-%m-%d", number="nsn", dir=("主叫", "被叫"), svc=("语音", "短信")),
    _l("switch_calling", "CI", "Africa/Abidjan", "type=kind | callingPartyNumber=from | calledPartyNumber=to | dateForStartOfCharge=day | timeForStartOfCharge=time | chargeableDuration=dur | callingSubscriberIMEI=imei",
       day="%Y-%m-%d", number="bare", kind=("M_S_ORIGINATING", "M_S_TERMINATING", "M_S_ORIGINATING_SMS_IN_MSC", "M_S_TERMINATING_SMS_IN_MSC")),
    _l("switch_record", "CI", "Africa/Abidjan", "RECORD_TYPE=kind | SERVED_MSISDN=own | SERVED_IMEI=imei | SERVED_IMSI=imsi | CALLING_NUMBER=from | CALLED_NUMBER=to | ANSWER_TIME=at | RELEASE_TIME=end | CALL_DURATION=dur | LOCATION=cell",
       day="%Y%m%d", glue="", time="%H%M%S", number="bare", kind=("MO_CALL_RECORD", "MT_CALL_RECORD", "MO_SMS_RECORD", "MT_SMS_RECORD")),
    _l("offset_heading", "KE", "UTC", "Caller MSISDN=from | Callee MSISDN=to | Event Time (UTC+3)=at | Duration=dur | Service=svc",
       day="%m/%d/%Y", number="bare", svc=("Voice", "SMS"), local="Africa/Nairobi"),
    _l("zone_heading", "IN", "UTC", "Calling No=from | Called No=to | Date (Asia/Kolkata)=day | Time=time | Duration=dur | Service Type=svc",
       number="nsn", svc=("Voice", "SMS"), local="Asia/Kolkata", quote="'"),
    _l("in_vi", "IN", "Asia/Kolkata", "MSISDN=own | Type=kind | B Party No.=other | Call date=day | Call Initiation Time=time | Call Duration=dur | First BTS Location=Road | First Cell Global Id=cell | Last Cell Global Id=cell | SMS Centre Number=- | Service Type=svc | IMEI=imei | IMSI=imsi",
       day="%d-%b-%Y", number="bare", kind=("Outgoing", "Incoming", "SMS Outgoing", "SMS Incoming"), svc=("Voice", "SMS"), quote="'", footer="This is a computer generated report."),
    _l("in_bsnl", "IN", "Asia/Kolkata", "SEARCH VALUE=own | A PARTY=from | B PARTY=to | DATE=day | TIME=time | DUR=dur | CALL TYPE=kind | FIRST CELL=cell | LAST CELL=cell | IMEI=imei | IMSI=imsi | ROAMING=---",
       day="%Y%m%d", number="mixed", kind=("OUT", "IN", "SMS_OUT", "SMS_IN")),
]  # fmt: skip


# Written after the rules had been mended for those above, before it was tried which of them load.
HELD_OUT = [
    _l("ng_airtel", "NG", "Africa/Lagos", "S/No=n | Calling MSISDN=from | Called MSISDN=to | Call Direction=dir | Call Start=at | Call Stop=end | Duration(Secs)=dur | Service=svc | IMEI=imei | LAC-CI=cell",
       day="%d/%m/%Y", number="trunk", dir=("Outgoing", "Incoming"), svc=("Voice", "SMS")),
    _l("ke_parties", "KE", "Africa/Nairobi", "#=n | Party Making Call=from | Party Receiving Call=to | Date & Time of Call=at | Talk Duration=dur | Record Kind=svc | Serving Tower=cell",
       day="%m/%d/%Y", time="%I:%M:%S %p", number="bare", svc=("Call", "Text")),
    _l("gh_mtn", "GH", "Africa/Accra", "Subscriber=own | Corresponding Party=other | Traffic Type=kind | Event Date=day | Event Time=time | Charged Units (sec)=dur | Base Station=cell",
       day="%d-%b-%y", number="trunk", kind=("Voice Outgoing", "Voice Incoming", "SMS Outgoing", "SMS Incoming")),
    _l("za_itemised", "ZA", "Africa/Johannesburg", "Own Cell Number=own | Number Dialled/Received=other | In/Out=dir | Type=svc | Date=day | Time=time | Duration=dur | Handset IMEI=imei | Tower Name=cell",
       day="%Y/%m/%d", number="trunk", dir=("Out", "In"), svc=("Voice Call", "SMS"), dur="h:mm:ss"),
    _l("tz_voda", "TZ", "Africa/Dar_es_Salaam", "CALLER_NO=from | RECEIVER_NO=to | TRANS_DATE=at | DURATION_IN_SECONDS=dur | TRAFFIC=svc | CELLID=cell | IMEI_NO=imei",
       day="%d.%m.%Y", number="bare", svc=("CALL", "SMS")),
    _l("in_idea", "IN", "Asia/Kolkata", "Calling No=from | Called No=to | Date=day | Time=time | Duration (sec)=dur | First Cell ID Address=Road 1 | First Cell ID=cell | Last Cell ID Address=Road 2 | Last Cell ID=cell | IMEI No=imei | IMSI No=imsi | Call type=kind | SMSC=-",
       day="%d/%m/%Y", number="bare", kind=("OUT", "IN", "SMO", "SMT"), quote="'", preamble=("VODAFONE IDEA LTD", "", "Report for : 9812345678", "")),
    _l("in_mtnl", "IN", "Asia/Kolkata", "Call_Type=dir | A_Number=own | B_Number=other | Start_Date=day | Start_Time=time | End_Date=endday | End_Time=endtime | Call_Duration(Sec)=dur | First_CGI=cell | Last_CGI=cell | IMEI=imei | IMSI=imsi | SMSC_Number= | Service=svc",
       day="%d-%m-%Y", number="nsn", dir=("MOC", "MTC"), svc=("VOICE", "SMS")),
    _l("us_start_end_only", "US", NY, "Calling Party=from | Called Party=to | Call Start (UTC)=at | Call End (UTC)=end | Record Type=svc | Site=cell",
       day="%m/%d/%Y", number="nsn", svc=("Voice", "SMS"), local="UTC"),
    _l("us_lines", "US", NY, "Subscriber Phone Number=own | Incoming/Outgoing=dir | Other Phone Number=other | Call Date (ET)=day | Call Time (ET)=time | Minutes=mins | Seconds=secs | Type of Usage=svc",
       day="%m/%d/%Y", time="%I:%M:%S %p", number="e164", dir=("Outgoing", "Incoming"), svc=("Voice", "Text Message")),
    _l("us_ncdr", "US", NY, "RecordOpenDateTime=at | RecordCloseDateTime=end | CallingPartyNumber=from | CalledPartyNumber=to | DialedNumber=to | CallLengthSecs=dur | MediaType=svc | StartSector=cell",
       day="%Y-%m-%d", glue="T", number="bare", svc=("Audio", "SMS"), local="UTC", preamble=("Time zone: UTC",)),
    _l("ca_usage", "CA", "America/Toronto", "Target Number=own | Date of Call=day | Time of Call=time | Number Called/Calling=other | Call Direction=dir | Length (h:m:s)=dur | Usage=svc",
       day="%m/%d/%Y", number="nsn", dir=("Outgoing", "Incoming"), svc=("Voice", "SMS"), dur="h:mm:ss"),
    _l("mx_origen", "MX", MX, "Número Origen=from | Número Destino=to | Fecha y Hora de Inicio=at | Duración (s)=dur | Tipo de Comunicación=svc | Radiobase=cell | IMEI Origen=imei",
       day="%d/%m/%Y", number="bare", svc=("Voz", "SMS")),
    _l("ar_claro", "AR", "America/Argentina/Buenos_Aires", "Abonado consultado=own | Sentido=dir | Otro abonado=other | Fecha=day | Hora=time | Duración (seg.)=dur | Servicio=svc | Antena=cell",
       number="bare", dir=("Saliente", "Entrante"), svc=("Voz", "SMS"), delimiter=";"),
    _l("cl_entel", "CL", "America/Santiago", "Móvil A=from | Móvil B=to | Fecha Tráfico=day | Hora Tráfico=time | Duración Seg=dur | Tipo Tráfico=svc | Celda Inicial=cell",
       day="%d-%m-%Y", number="bare", svc=("VOZ", "SMS"), delimiter=";"),
    _l("pe_movistar", "PE", "America/Lima", "NRO_ORIGEN=from | NRO_DESTINO=to | FEC_LLAMADA=day | HOR_LLAMADA=time | SEG_DURACION=dur | TIP_EVENTO=svc",
       day="%d/%m/%Y", number="nsn", svc=("LLAMADA", "MENSAJE"), delimiter="|"),
    _l("br_oi", "BR", BR, "Nº Chamador=from | Nº Chamado=to | Data Hora Início=at | Duração Segundos=dur | Tipo do Bilhete=svc | Antena Origem=cell",
       number="nsn", svc=("Ligação", "SMS"), delimiter=";"),
    _l("es_movistar", "ES", "Europe/Madrid", "Teléfono objetivo=own | Teléfono interlocutor=other | Sentido de la comunicación=dir | Fecha y hora (hora local)=at | Duración en segundos=dur | Tipo de comunicación=svc | BTS=cell",
       number="e164", dir=("Saliente", "Entrante"), svc=("Voz", "SMS"), delimiter=";"),
    _l("fr_orange", "FR", "Europe/Paris", "Sens=dir | Type de communication=svc | Abonné=own | Numéro du correspondant=other | Date de début=day | Heure de début=time | Date de fin=endday | Heure de fin=endtime | Durée (sec)=dur | IMEI=imei | Cellule=cell",
       number="trunk", dir=("Sortant", "Entrant"), svc=("Voix", "SMS"), delimiter=";"),
    _l("de_telefonica", "DE", "Europe/Berlin", "Rufnummer A-Tln=from | Rufnummer B-Tln=to | Datum=day | Startzeit=time | Endzeit=endtime | Dauer [hh:mm:ss]=dur | Verkehrsart=svc | Zelle=cell",
       day="%d.%m.%Y", number="bare", svc=("Sprache", "SMS"), dur="h:mm:ss", delimiter=";"),
    _l("it_wind", "IT", "Europe/Rome", "Numero Chiamante=from | Numero Chiamato=to | Data e Ora Inizio Conversazione=at | Durata Conversazione (ss)=dur | Tipologia Traffico=svc | Cella Aggancio=cell",
       number="nsn", svc=("FONIA", "SMS"), delimiter=";"),
    _l("be_proximus", "BE", "Europe/Brussels", "MSISDN doelwit=own | Richting=dir | MSISDN tegenpartij=other | Begin oproep=at | Einde oproep=end | Type=svc | Cel=cell",
       number="00", dir=("Uitgaand", "Inkomend"), svc=("Spraak", "SMS"), delimiter=";"),
    _l("ch_swisscom", "CH", "Europe/Zurich", "Target=own | Richtung=dir | Partner=other | Beginn Kommunikation=at | Dauer (s)=dur | Dienst=svc",
       day="%d.%m.%Y", number="bare", dir=("abgehend", "ankommend"), svc=("Telefonie", "SMS"), delimiter=";"),
    _l("pt_nos", "PT", "Europe/Lisbon", "Número alvo=own | Sentido=dir | Número interlocutor=other | Data=day | Hora de início=time | Duração (s)=dur | Tipo de comunicação=svc",
       number="nsn", dir=("Saída", "Entrada"), svc=("Voz", "SMS"), delimiter=";"),
    _l("pl_orange", "PL", "Europe/Warsaw", "MSISDN inicjujący=from | MSISDN odbierający=to | Data rozpoczęcia=day | Czas rozpoczęcia=time | Czas trwania [s]=dur | Typ usługi=svc | BTS początkowy=cell",
       day="%d.%m.%Y", number="bare", svc=("Głos", "SMS"), delimiter=";"),
    _l("gb_o2", "GB", "Europe/London", "Event Type=kind | Calling Party Number=from | Called Party Number=to | Event Start Date=day | Event Start Time=time | Event Duration=dur | Calling Party IMEI=imei | Calling Party First Cell=cell | Called Party First Cell=cell",
       number="bare", kind=("Voice", "Voice", "SMS", "SMS"), dur="h:mm:ss"),
    _l("gb_three", "GB", "Europe/London", "DATE/TIME=at | CALL DIRECTION=dir | FROM NUMBER=from | TO NUMBER=to | LENGTH=dur | TYPE=svc",
       day="%d-%b-%Y", number="mixed", dir=("Outbound", "Inbound"), svc=("VOICE", "SMS")),
    _l("ph_smart", "PH", "Asia/Manila", "A-Num=from | B-Num=to | Txn Date=day | Txn Time=time | Call Dur=dur | Svc Type=svc | Site Code=cell",
       day="%m-%d-%Y", number="bare", svc=("VOICE", "SMS"), delimiter="\t"),
    _l("lk_dialog", "LK", "Asia/Colombo", "Calling Number=from | Called Number=to | Call Made On=at | Secs=dur | Call Category=svc",
       day="%m/%d/%Y", number="bare", svc=("Voice", "SMS")),
    _l("np_ntc", "NP", "Asia/Kathmandu", "CALLING_PARTY_NO=from | CALLED_PARTY_NO=to | CHARGING_START_TIME=at | CONVERSATION_SECS=dur | BASIC_SERVICE=svc",
       day="%Y%m%d", time="%H%M%S", glue="", number="bare", svc=("Telephony", "SMS")),
    _l("my_maxis", "MY", "Asia/Kuala_Lumpur", "Calling No.=from | Called No.=to | Call Date & Time=at | Duration (mm:ss)=dur | Call Type=svc",
       day="%d/%m/%Y", time="%I:%M:%S %p", number="trunk", svc=("Voice", "SMS"), dur="m:ss"),
    _l("id_arah", "ID", "Asia/Jakarta", "Nomor Target=own | Nomor Lawan=other | Arah=dir | Jenis=svc | Tanggal=day | Jam=time | Durasi (detik)=dur",
       number="bare", dir=("Keluar", "Masuk"), svc=("Panggilan", "SMS")),
    _l("ru_beeline", "KZ", "Asia/Almaty", "Номер абонента=own | Направление=dir | Номер собеседника=other | Дата и время начала=at | Продолжительность (сек)=dur | Вид услуги=svc | Базовая станция=cell",
       day="%d.%m.%Y", number="bare", dir=("Исх", "Вх"), svc=("Голос", "СМС"), delimiter=";", encoding="cp1251"),
    _l("il_partner", "IL", "Asia/Jerusalem", "Subscriber No=own | Direction=dir | Other Side=other | Start Date=day | Start Hour=time | Duration=dur | Media=svc",
       number="trunk", dir=("OUT", "IN"), svc=("VOICE", "SMS"), dur="h:mm:ss"),
    _l("ae_du", "AE", "Asia/Dubai", "A-Party MSISDN=from | B-Party MSISDN=to | Call Date Time=at | Call Duration (Seconds)=dur | Event=svc | A-Party Cell=cell | A-Party IMEI=imei",
       day="%d/%m/%Y", number="bare", svc=("Call", "SMS")),
]  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One call as it was."""

    own: str
    other: str
    out: bool
    sms: bool
    when: datetime
    seconds: int

    @property
    def truth(self) -> tuple[Any, ...]:
        """Originating, terminating, UTC, seconds, service."""
        pair = (self.own, self.other) if self.out else (self.other, self.own)
        return (*pair, self.when.replace(tzinfo=None), self.seconds, "sms" if self.sms else "voice")


def numbers(country: str, count: int, rng: random.Random) -> list[str]:
    """Numbers that differ in the last figures from the example that the numbering plan gives of a mobile number."""
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    base = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    return [f"{base[:-3]}{n:03d}" for n in rng.sample(range(1000), count)]


def calls(layout: Layout, seed: int, count: int = 40) -> list[Call]:
    """Calls of one customer on every day of some months, no two alike; none in an hour at a clock change."""
    rng = random.Random(f"{layout.name}{seed}")
    own, *others = numbers(layout.country, 12, rng)
    minutes = layout.time == "%H:%M"
    made = []
    for place in range(count):
        out, sms = rng.random() < 0.5, rng.random() < 0.3
        if layout.columns.find("svc") < 0 and not any(
            "sms" in w.casefold() or "mensaj" in w.casefold() for w in layout.kind
        ):
            sms = False
        other = rng.choice(others)
        if not out and sms and rng.random() < 0.4:
            other = rng.choice(["AD-BANK-S", "61016", "MyTaxi"])
        when = datetime(2026, rng.choice([1, 2, 7]), 1 + place % 28, rng.randrange(24), rng.randrange(60), 0 if minutes else rng.randrange(60), tzinfo=UTC)  # fmt: skip
        made.append(Call(own, other, out, sms, when, 0 if sms else rng.randrange(1, 5400)))
    return made


def _number(e164: str, layout: Layout, rng: random.Random) -> str:
    if not e164.startswith("+"):
        return e164
    form = rng.choice(["e164", "00", "bare", "trunk", "nsn"]) if layout.number == "mixed" else layout.number
    parsed = phonenumbers.parse(e164)
    if form == "e164":
        return e164
    if form == "00":
        return "00" + e164[1:]
    if form == "bare":
        return e164[1:]
    if form == "trunk":
        national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        return "".join(c for c in national if c.isdigit())
    return phonenumbers.national_significant_number(parsed)


def _duration(seconds: int, form: str) -> str:
    if form == "m:ss":
        return f"{seconds // 60}:{seconds % 60:02d}"
    if form == "m s":
        return f"{seconds // 60} min {seconds % 60:02d} s"
    if form == "h:mm:ss":
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(seconds)


def write(layout: Layout, made: list[Call], seed: int) -> bytes:
    """The calls as this operator writes them."""
    rng = random.Random(seed)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\r\n")
    for line in layout.preamble:
        text.write(line.replace("{own}", _number(made[0].own, layout, rng)) + "\r\n")
    writer.writerow([heading for heading, _ in layout.pairs])
    zone = ZoneInfo(layout.local or layout.zone)

    def day(moment: datetime) -> str:
        return moment.strftime(layout.day.replace("{year}", str(moment.year + layout.era)))

    def clock(moment: datetime) -> str:
        return moment.strftime(layout.time).replace("{half}", layout.halves[moment.hour >= 12])

    for place, call in enumerate(made):
        local = call.when.astimezone(zone)
        end = local + timedelta(seconds=call.seconds)
        pair = (call.own, call.other) if call.out else (call.other, call.own)
        cells = {
            "n": str(place + 1), "day": day(local), "time": clock(local),
            "at": day(local) + layout.glue + clock(local), "end": day(end) + layout.glue + clock(end),
            "offset": f"{local:%z}"[:3], "endday": day(end), "endtime": clock(end),
            "dur": _duration(call.seconds, layout.dur), "mins": str(call.seconds // 60), "secs": str(call.seconds % 60),
            "kind": layout.kind[2 * call.sms + (not call.out)] if layout.kind else "",
            "dir": layout.dir[not call.out] if layout.dir else "", "svc": layout.svc[call.sms] if layout.svc else "",
            "imei": "35123400000001", "imsi": "404100000000001", "cell": f"C{place % 7}", "lat": "1.25", "lon": "36.8",
        }  # fmt: skip
        parties = dict(zip(("own", "other", "from", "to"), (call.own, call.other, *pair), strict=True))
        row = [_number(parties[f], layout, rng) if f in parties else cells.get(f, f) for _, f in layout.pairs]
        writer.writerow([f"{layout.quote}{cell}{layout.quote}" for cell in row])
    if layout.footer:
        text.write(layout.footer + "\r\n")
    return text.getvalue().encode(layout.encoding)
