"""The rules, one file each. Their scores and their errors are in docs/methods/identity.md."""

from __future__ import annotations

from netinvest.resolve.rule import Rule
from netinvest.resolve.rules import contact_takeover, device_succession, mobile_money, register, subscription

RULES = (
    Rule("register", behavioural=False, find=register.find),
    Rule("subscription", behavioural=False, find=subscription.find),
    Rule("mobile_money", behavioural=False, find=mobile_money.find),
    Rule("device_succession", behavioural=True, find=device_succession.find),
    Rule("contact_takeover", behavioural=True, find=contact_takeover.find),
)
