"""The rules, one file each. Their scores and their errors are in docs/methods/identity.md."""

from __future__ import annotations

from netinvest.resolve.rule import Rule
from netinvest.resolve.rules import (
    account_holder,
    advertisement,
    contact_takeover,
    device_succession,
    group_takeover,
    mobile_money,
    register,
    subscription,
)

RULES = (
    Rule("register", behavioural=False, find=register.find),
    Rule("subscription", behavioural=False, find=subscription.find),
    Rule("mobile_money", behavioural=False, find=mobile_money.find),
    Rule("account_holder", behavioural=False, find=account_holder.find),
    Rule("poster", behavioural=False, find=advertisement.find_posters),
    Rule("listed_together", behavioural=True, find=advertisement.find_contacts),
    Rule("device_succession", behavioural=True, find=device_succession.find),
    Rule("contact_takeover", behavioural=True, find=contact_takeover.find),
    Rule("group_takeover", behavioural=True, find=group_takeover.find),
)
