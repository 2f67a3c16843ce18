"""Currencies: ISO 4217 codes, and the signs and names that stand for them in files."""

from __future__ import annotations

import re

_CODES = frozenset(
    re.findall(
        r"\w+",
        """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
        CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
        GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
        LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR
        PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP
        SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XAG XAU XCD
        XDR XOF XPD XPF XPT XSU YER ZAR ZMW ZWG ZWL ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL
        NLG PTE SIT SKK BGL BYR ROL RUR TRL VEF ZWD""",
    )
)
"""Those in use, and those withdrawn that stand in older records."""

_NAMES = {
    "$US": "USD",
    "US$": "USD",
    "US DOLLAR": "USD",
    "US DOLLARS": "USD",
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "£": "GBP",
    "UK POUND": "GBP",
    "POUND STERLING": "GBP",
    "POUNDS STERLING": "GBP",
    "STERLING": "GBP",
    "₽": "RUB",
    "RUBLE": "RUB",
    "RUBLES": "RUB",
    "РУБ": "RUB",
    "РУБ.": "RUB",
    "₹": "INR",
    "RUPEE": "INR",
    "YUAN": "CNY",
    "YEN": "JPY",
    "SWISS FRANC": "CHF",
    "AUSTRALIAN DOLLAR": "AUD",
    "CANADIAN DOLLAR": "CAD",
    "MEXICAN PESO": "MXN",
    "BRAZIL REAL": "BRL",
    "REAL": "BRL",
    "R$": "BRL",
    "SHEKEL": "ILS",
    "SAUDI RIYAL": "SAR",
    "ZŁ": "PLN",
    "ZLOTY": "PLN",
    "ZŁOTY": "PLN",
    "LEI": "RON",
    "LEU": "RON",
    "₺": "TRY",
    "TL": "TRY",
    "KČ": "CZK",
    "₴": "UAH",
    "BITCOIN": "XBT",  # not of ISO 4217, but the code that follows its rule and that banks use
    "BTC": "XBT",
}


def read_currency(raw: str) -> str | None:
    """The code of a currency as written, or None where there is none such (a bare ``$`` is many).

    Args:
        raw: A code, sign or name.
    """
    text = " ".join(raw.strip().strip("'\"").upper().split())
    return text if text in _CODES or text == "XBT" else _NAMES.get(text)
