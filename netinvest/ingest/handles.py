"""E-mail addresses, user names, messenger accounts and web addresses in a folded text.

A user name is kept as ``site:name`` where the site or messenger is known, else as the bare name; a web page that
is no account is kept as ``url:host/path``. Nothing is ever asked of the network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from netinvest.model.identifier import IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mention(NamedTuple):
    """An address or account found in a text. A number behind a link is given as digits, kind phone."""

    kind: IdentifierKind
    value: str
    start: int
    end: int
    confidence: float


_Found = tuple[int, int, Mention | None]  # None: read, and nobody's account
_SITES = {
    "telegram": "telegram|telegramm|tele gram|tlgrm|tgram|tg|телеграм|телега|телеграмм",
    "whatsapp": "whats ?app|whatsap|wats ?app|wapp|wsp",
    "snapchat": "snap ?chat|snap|sc",
    "instagram": "instagram|insta|ig|инстаграм",
    "facebook": "facebook|fb|messenger",
    "twitter": "twitter|twtr|x\\.com",
    "tiktok": "tik ?tok|tt",
    "kik": "kik",
    "wechat": "we ?chat|weixin|wx",
    "line": "line id|line",
    "viber": "viber|вайбер",
    "skype": "skype|скайп",
    "discord": "discord",
    "signal": "signal",
    "onlyfans": "only ?fans|of",
    "wickr": "wickr(?: me)?",
    "threema": "threema",
    "vk": "vk|vkontakte|вк|вконтакте",
    "linktree": "linktree",
    "cashapp": "cash ?app",
    "paypal": "paypal(?:\\.me)?",
}
_HOSTS = {
    "t.me": "telegram",
    "telegram.me": "telegram",
    "telegram.dog": "telegram",
    "snapchat.com": "snapchat",
    "instagram.com": "instagram",
    "instagr.am": "instagram",
    "ig.me": "instagram",
    "facebook.com": "facebook",
    "m.facebook.com": "facebook",
    "fb.com": "facebook",
    "fb.me": "facebook",
    "m.me": "facebook",
    "twitter.com": "twitter",
    "x.com": "twitter",
    "tiktok.com": "tiktok",
    "kik.me": "kik",
    "onlyfans.com": "onlyfans",
    "vk.com": "vk",
    "vk.me": "vk",
    "linktr.ee": "linktree",
    "discord.gg": "discord",
    "cash.app": "cashapp",
    "paypal.me": "paypal",
    "join.skype.com": "skype",
    "line.me": "line",
}
_SITE_OF = {alias: site for site, aliases in _SITES.items() for alias in aliases.split("|")}
_ANY_SITE = "|".join(f"(?P<{site}>{aliases})" for site, aliases in _SITES.items())

# top-level domains that a bare name may have; any other needs www, a scheme or a path
_TLD = (
    r"(?:com|net|org|info|biz|xxx|example|test|invalid|site|online|club|shop|live|agency|escort|email|app|dev|io|vip|"
    r"co\.uk|org\.uk|me\.uk|com\.[a-z]{2}|co\.[a-z]{2})"
)
_ANY_TLD = rf"(?:{_TLD}|[a-z]{{2,10}})"
_AT = (
    r"(?:\s*[(\[{<]\s*(?:at|@|arroba|chiocciola|kukac|a)\s*[)\]}>]\s*|\s*@\s*|\s+(?:arroba|chiocciola|klammeraffe)\s+)"
)
_DOT_WORD = r"(?:dot|punto|punkt|point|ponto|kropka|punct|to4ka|tochka|tojka|тojka)"
_DOT = rf"(?:\s*[(\[{{]\s*(?:\.|{_DOT_WORD})\s*[)\]}}]\s*|\s+{_DOT_WORD}\s+|\s*\.\s*)"
_SPELLED_DOT = rf"(?:\s*[(\[{{]\s*(?:\.|{_DOT_WORD})\s*[)\]}}]\s*|\s+{_DOT_WORD}\s+)"
_NAME = r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_+-])?"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"

_EMAIL = re.compile(rf"(?<![\w.+-]){_NAME}@(?:{_LABEL}\.){{1,4}}[a-z]{{2,18}}(?![\w@-])")
_HIDDEN_EMAIL = re.compile(
    rf"""(?x)(?<![\w.+-])(?:
      (?P<name>{_NAME}) (?P<at>{_AT}) (?P<host>{_LABEL}(?:{_DOT}{_LABEL}){{0,2}}{_DOT}{_ANY_TLD})
    | (?P<name2>{_NAME}) \s+at\s+ (?P<host2>{_LABEL}(?:{_SPELLED_DOT}{_LABEL}){{0,1}}{_SPELLED_DOT}{_TLD})
    )(?![\w@])"""
)
_HIDDEN_AT = re.compile(
    rf"[(\[{{<]\s*(?:at|@|arroba|chiocciola|kukac|a)\s*[)\]}}>]|\s@|@\s|arroba|chiocciola|klammera|@\w+\s?[(\[{{]|\sat\s[^\n]{{1,60}}{_DOT_WORD}"
)
_URL = re.compile(
    rf"""(?x)(?<![\w@.-])(?:
      (?:h(?:tt|xx)ps?://|www\.) [^\s<>"'\])}},]{{3,400}}
    | (?:{_LABEL}\.){{1,3}} (?:{_TLD}(?![\w-]) | [a-z]{{2,6}}(?=/\w)) (?:/[^\s<>"'\])}},]{{0,400}})?
    | (?:t|wa|m|fb|vk|kik|line|ig|paypal)\.me/[^\s<>"'\])}},]{{2,100}}
    | (?:viber|tg|whatsapp|skype|signal|tel|sms|mailto):(?://)?[^\s<>"'\])}},]{{3,200}}
    )"""
)
_ACCOUNT = re.compile(
    rf"""(?x)(?<![\w@./])(?:{_ANY_SITE.replace(" ", r"[ ]")})(?![\w/])
      (?:\s{{0,2}}(?:me|us|id|i\.d\.|user(?:name)?|acc(?:ount)?|add|name|handle))?
      (?: \s{{0,2}}[:=>\u2192\u27a1-]{{1,2}}\s{{0,2}}(?P<at>@?) | \s{{1,2}}is\s(?P<at3>@?) | [\s(]{{0,3}}(?P<at2>@) )
      (?P<name>[a-z0-9_][a-z0-9._-]{{1,30}}[a-z0-9_])(?![\w@]|\.\w)"""
)
_AT_NAME = re.compile(r"(?<![\w.@/+-])@(?P<name>[a-z_][a-z0-9._]{1,30}[a-z0-9_])(?![\w@]|\.\w)")
_NO_NAME = frozenset(
    [
        "only",
        "available",
        "me",
        "and",
        "or",
        "please",
        "now",
        "the",
        "here",
        "call",
        "text",
        "sms",
        "msg",
        "message",
        "no",
        "yes",
        "is",
        "at",
        "on",
        "for",
        "my",
        "us",
        "also",
        "same",
        "number",
        "whatsapp",
        "telegram",
        "too",
        "ok",
        "any",
        "all",
        "new",
        "add",
        "with",
        "available24",
        "preferred",
        "welcome",
        "home",
        "work",
    ]
)
_NO_LOCAL = frozenset(
    [
        "me",
        "us",
        "here",
        "now",
        "only",
        "look",
        "am",
        "is",
        "are",
        "online",
        "visit",
        "find",
        "book",
        "meet",
        "or",
        "and",
        "photos",
        "pictures",
        "more",
        "reviews",
        "details",
        "info",
        "available",
        "located",
        "based",
        "just",
        "website",
        "site",
        "page",
        "see",
        "text",
        "call",
        "contact",
        "reach",
        "email",
        "mail",
    ]
)
_BY_NUMBER = frozenset({"whatsapp", "viber"})  # accounts of these are telephone numbers
_DOT_IN, _SPELLED_DOT_IN = re.compile(_DOT), re.compile(_SPELLED_DOT)
_PLAIN_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.{_TLD}")
_PHONE_LINK = re.compile(
    r"(?:wa\.me/|api\.whatsapp\.com/send/?\?(?:[^\s]*&)?phone=|chat\.whatsapp\.com/\+|whatsapp://send\?phone=|"
    r"viber:(?://)?(?:chat|add|contact)\?number=|tel:(?://)?|sms:(?://)?|signal\.me/#p/|(?:t|telegram)\.me/(?=\+?\d{7}))"
    r"(?P<plus>\+|%2b|00)?(?P<digits>[\d().\s-]{7,24})"
)


def mentions(text: str) -> Iterator[Mention]:
    """Addresses and accounts of a folded text; none overlaps another.

    Args:
        text: A folded text (`netinvest.ingest.fold.fold`), lower case.
    """
    taken: list[tuple[int, int]] = []
    for found in (_emails, _addresses, _accounts, _names):
        for start, end, mention in found(text):
            if any(start < e and s < end for s, e in taken):
                continue
            taken.append((start, end))
            if mention is not None:
                yield mention


def _addresses(text: str) -> Iterator[_Found]:
    if "." not in text and ":" not in text:
        return
    for found in _URL.finditer(text):
        start, end = found.start(), found.start() + len(found[0].rstrip(".,;:!?-"))
        yield start, end, _from_address(text[start:end], start, end)


def _accounts(text: str) -> Iterator[_Found]:
    """`telegram: name`, `ig @name`."""
    for found in _ACCOUNT.finditer(text):
        name = found["name"].strip(".-")
        site = next(s for s in _SITES if found[s])
        sure = bool(found["at"] or found["at2"] or found["at3"])
        if name in _NO_NAME or _is_number(name):
            continue
        if sure or (site not in _BY_NUMBER and _is_name(name, site, text, found)):
            start, end = found.span()
            yield start, end, Mention(IdentifierKind.HANDLE, f"{site}:{name}", start, end, 0.9 if sure else 0.85)


def _names(text: str) -> Iterator[_Found]:
    """`@name` with no site named."""
    for found in _AT_NAME.finditer(text) if "@" in text else ():
        name = found["name"].rstrip(".")
        if name not in _NO_NAME:
            start, end = found.span()
            yield start, end, Mention(IdentifierKind.HANDLE, name, start, end, 0.85)


def _is_number(name: str) -> bool:
    """Whether a name is a telephone number, or the beginning of one."""
    return re.fullmatch(r"[\doilszb._-]*\d[\doilszb._-]*", name) is not None or re.match(r"\d{6}", name) is not None


def _is_name(name: str, site: str, text: str, found: re.Match[str]) -> bool:
    """A word after a colon or dash is a name if it is one word on its line, or is formed like one."""
    if re.search(r"[0-9_.]", name) or len(site) < 3:  # noqa: PLR2004
        return True
    colon = ":" in text[found.start() : found.start("name")]
    return (
        colon
        and re.match(r"\s*(?:[\n,;.|/!)]|$)|\s+(?:or|and|also|call|text|tel|whats)", text[found.end() :]) is not None
    )


def _emails(text: str) -> Iterator[_Found]:
    for found in _EMAIL.finditer(text) if "@" in text else ():
        start, end = found.span()
        yield start, end, Mention(IdentifierKind.EMAIL, found[0], start, end, 0.95)
    for found in _HIDDEN_EMAIL.finditer(text) if _HIDDEN_AT.search(text) else ():
        name, host = found["name"] or found["name2"], found["host"] or found["host2"]
        at = (found["at"] or "at").strip()
        if name in _NO_LOCAL and at in {"at", "@"}:
            continue
        # "anna @ site.com" is an address; "open @ noon. come" is none
        if at == "@" and not _SPELLED_DOT_IN.search(host) and not _PLAIN_HOST.fullmatch(host):
            continue
        start, end = found.span()
        value = f"{name}@{_DOT_IN.sub('.', host)}"
        yield start, end, Mention(IdentifierKind.EMAIL, value, start, end, 0.8)


def _from_address(address: str, start: int, end: int) -> Mention | None:
    """What a web address names: a number, an account, or a page."""
    if (link := _PHONE_LINK.search(address)) is not None:
        digits = re.sub(r"\D", "", link["digits"])
        # messengers' links carry the country code without a plus sign
        international = link["plus"] or not address.startswith(("tel", "sms"))
        return Mention(IdentifierKind.PHONE, ("+" if international else "") + digits, start, end, 0.95)
    if address.startswith(("viber:", "tg:", "whatsapp:", "skype:", "signal:", "tel:", "sms:", "mailto:")):
        return _from_scheme(address, start, end)
    bare = re.sub(r"^(?:h(?:tt|xx)ps?://)?(?:www\.)?", "", address)
    host, _, path = bare.partition("/")
    host = host.rstrip(".")
    if "." not in host:
        return None
    path = unquote(path).split("#")[0].strip("/")
    if (site := _HOSTS.get(host)) is not None:
        name = re.sub(
            r"^(?:add/|invite/|@|u/|ti/p/~?|\$|s/|profile\.php\?id=)",
            "",
            path.split("?")[0] if "php" not in path else path,
        )
        name = name.split("/")[0].split("?")[0].lstrip("@~").strip(".")
        return Mention(IdentifierKind.HANDLE, f"{site}:{name}", start, end, 0.95) if len(name) > 1 else None
    path = path.split("?")[0].strip("/")
    return Mention(IdentifierKind.HANDLE, f"url:{host}/{path}".rstrip("/"), start, end, 0.9)


def _from_scheme(address: str, start: int, end: int) -> Mention | None:
    scheme, _, rest = address.partition(":")
    rest = rest.lstrip("/")
    if scheme == "tg" and (found := re.search(r"domain=([\w.]+)", rest)) is not None:
        return Mention(IdentifierKind.HANDLE, f"telegram:{found[1]}", start, end, 0.95)
    name = re.split(r"[?&/]", rest)[0].lstrip("@")
    if scheme in {"skype", "viber", "signal"} and re.fullmatch(r"[a-z][\w.-]{2,31}", name):
        return Mention(IdentifierKind.HANDLE, f"{scheme}:{name}", start, end, 0.9)
    return None
