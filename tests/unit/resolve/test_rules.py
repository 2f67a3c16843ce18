from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from netinvest.resolve import propose, resolve

if TYPE_CHECKING:
    from conftest import Records

P = "+447700900{:03d}".format


def scores(ledger: Records, rule: str) -> dict[tuple[str, str], float]:
    propose(ledger)
    rows = ledger.con.execute("SELECT left_key, right_key, score FROM decision WHERE rule = ?", [rule]).fetchall()
    return {(left, right): score for left, right, score in rows}


def actors(ledger: Records) -> dict[str, int]:
    propose(ledger)
    table = resolve(ledger).identifiers
    return dict(zip(table["identifier_key"].to_pylist(), table["actor_no"].to_pylist(), strict=True))


def _row(ledger: Records, key: tuple[str, str]) -> tuple[str, str]:
    """Reason and state of a pair's proposal by its handset."""
    table = resolve(ledger).decisions.to_pylist()
    (found,) = [r for r in table if (r["left_key"], r["right_key"]) == key and r["rule"] == "device_succession"]
    return found["reason"], found["state"]


class TestRegister:
    def test_rows_of_one_subject_are_one_person(self, ledger: Records) -> None:
        ledger.subject(f"phone:{P(1)}", subject_id="S1", name="Ada Lark")
        ledger.subject("account:GB1", subject_id="S1", name="Ada Lark")
        ledger.subject("account:GB2", subject_id="S2", name="Ada Lark")
        of = actors(ledger)
        assert of[f"phone:{P(1)}"] == of["account:GB1"] != of["account:GB2"]

    def test_same_id_in_two_registers_is_not_one_person(self, ledger: Records) -> None:
        ledger.subject(f"phone:{P(1)}", subject_id="1", source=4)
        ledger.subject(f"phone:{P(2)}", subject_id="1", source=5)
        of = actors(ledger)
        assert of[f"phone:{P(1)}"] != of[f"phone:{P(2)}"]

    def test_one_telephone_on_the_accounts_of_several_customers_merges_none(self, ledger: Records) -> None:
        # accounts opened in victims' names with the controller's telephone
        for account, name in (("GB1", "Ada Lark"), ("GB2", "Bea Finch"), ("GB3", "Cleo Wren")):
            ledger.subject(f"account:{account}", f"phone:{P(9)}", name=name)
        of = actors(ledger)
        assert len({of["account:GB1"], of["account:GB2"], of["account:GB3"], of[f"phone:{P(9)}"]}) == 4
        assert set(scores(ledger, "register").values()) == {0.5}

    def test_a_list_that_names_nobody_merges_no_two_lines_by_their_handset(self, ledger: Records) -> None:
        # a handset that a controller handed to somebody: two lines, two people
        ledger.subject("imei:35123400000001", f"imsi:{1:015d}", f"phone:{P(1)}")
        ledger.subject("imei:35123400000001", f"imsi:{2:015d}", f"phone:{P(2)}")
        of = actors(ledger)
        assert of[f"phone:{P(1)}"] == of[f"imsi:{1:015d}"] != of[f"phone:{P(2)}"]  # a subscription is its line
        assert of["imei:35123400000001"] not in {of[f"phone:{P(1)}"], of[f"phone:{P(2)}"]}
        proposed = {key for key, score in scores(ledger, "register").items() if score == 0.5}
        assert proposed == {("imei:35123400000001", f"imsi:{n:015d}") for n in (1, 2)}

    # one person as two registers write the name, each row somebody else than every other row
    WRITTEN = (
        ("Юлия Щукина", "SHCHUKINA Yuliya"),
        ("Ștefan Brâncoveanu-Popa", "Popa Brancoveanu Stefan"),
        ("María del Carmen Núñez Ibáñez", "IBANEZ NUNEZ, Maria del Carmen"),
        ("Đặng Thị Hồng Nhung", "Dang Thi Hong Nhung"),
        ("Γεώργιος Παπαδόπουλος", "Papadopoulos Georgios"),
        ("Олександр Ковальчук", "Oleksandr Kovalchuk"),
        ("Łukasz Wiśniewski", "WISNIEWSKI LUKASZ"),
        ("Weiß, Jürgen", "Juergen Weiss"),
    )

    def test_a_bank_that_was_given_somebody_elses_telephone_proposes(self, ledger: Records) -> None:
        for n, (written, _) in enumerate(self.WRITTEN):
            _, others = self.WRITTEN[n - 1]
            ledger.subject(f"phone:{P(n)}", f"imsi:23415{n:010d}", name=others, source=4)
            ledger.subject(f"account:GB{n}", f"phone:{P(n)}", name=written, source=5)
        of = actors(ledger)
        assert all(of[f"account:GB{n}"] != of[f"phone:{P(n)}"] for n in range(len(self.WRITTEN)))
        found = {key: s for key, s in scores(ledger, "register").items() if key[0].startswith("account:")}
        assert found == {(f"account:GB{n}", f"phone:{P(n)}"): 0.5 for n in range(len(self.WRITTEN))}

    def test_one_name_in_two_scripts_and_orders_corroborates_a_bank(self, ledger: Records) -> None:
        for n, (written, otherwise) in enumerate(self.WRITTEN):
            ledger.subject(f"phone:{P(n)}", f"imsi:23415{n:010d}", name=otherwise, source=4)
            ledger.subject(f"account:GB{n}", f"phone:{P(n)}", name=written, source=5)
        of = actors(ledger)
        apart = [written for n, (written, _) in enumerate(self.WRITTEN) if of[f"account:GB{n}"] != of[f"phone:{P(n)}"]]
        assert apart == []
        assert len({of[f"phone:{P(n)}"] for n in range(len(self.WRITTEN))}) == len(self.WRITTEN)

    @pytest.mark.parametrize(("payee", "one"), [("Bea Finch", False), ("LARK A.", True), ("Lark Ada", True)])
    def test_a_wallet_that_payments_give_another_holder_proposes(
        self, ledger: Records, *, payee: str, one: bool
    ) -> None:
        ledger.subject("account:GB1", f"phone:{P(1)}", name="Ada Lark")
        ledger.transfer("GB7", P(1), "2026-03-01", creditor_name=payee)
        of = actors(ledger)
        assert (of["account:GB1"] == of[f"phone:{P(1)}"]) is one
        assert of[f"account:{P(1)}"] == of[f"phone:{P(1)}"]
        assert scores(ledger, "register") == {("account:GB1", f"phone:{P(1)}"): 1.0 if one else 0.5}

    @pytest.mark.parametrize(
        ("payee", "payer", "one"),
        [("Bea Finch", None, False), ("Bea Finch", "A. Lark", True), ("Hair", None, True), (None, None, True)],
    )
    def test_an_account_that_payments_give_another_holder_proposes(
        self, ledger: Records, *, payee: str | None, payer: str | None, one: bool
    ) -> None:
        ledger.subject("account:GB1", f"phone:{P(1)}", name="Ada Lark")
        ledger.transfer("GB7", "GB1", "2026-03-01", creditor_name=payee)
        ledger.transfer("GB1", "GB8", "2026-03-02", debtor_name=payer)
        ledger.call(P(1), P(2), "2026-03-01")
        assert (actors(ledger)["account:GB1"] == actors(ledger)[f"phone:{P(1)}"]) is one

    @pytest.mark.parametrize(("calls", "one"), [(2, True), (6, False)])
    def test_two_telephones_of_one_person_that_talk_are_two_persons(
        self, ledger: Records, *, calls: int, one: bool
    ) -> None:
        # a bank was given the telephone of somebody who often calls the customer
        born = {"name": "Ada Lark", "birth_date": "1999-02-03"}
        ledger.subject("account:GB1", f"phone:{P(1)}", source=5, **born)
        ledger.subject(f"phone:{P(2)}", "imsi:234150000000002", source=4, **born)
        for day in range(1, calls + 1):
            ledger.call(P(1), P(2), f"2026-03-{day:02d}")
        of = actors(ledger)
        assert (of["account:GB1"] == of[f"phone:{P(1)}"]) is one
        assert of["account:GB1"] == of[f"phone:{P(2)}"]  # the account is hers in any case
        assert ("account:GB1", f"phone:{P(1)}") in scores(ledger, "register")  # and a person may still say so

    def test_two_telephones_of_one_customer_that_talk_are_for_a_person(self, ledger: Records) -> None:
        ledger.subject("account:GB1", f"phone:{P(1)}", f"phone:{P(2)}", name="Ada Lark")
        for day in range(1, 7):
            ledger.call(P(1), P(2), f"2026-03-{day:02d}")
        of = actors(ledger)
        assert len({of["account:GB1"], of[f"phone:{P(1)}"], of[f"phone:{P(2)}"]}) == 3

    @pytest.mark.parametrize(("other", "one"), [("Bea Finch", False), ("LARK Ada", True)])
    @pytest.mark.parametrize("shared", ["imei", "imsi"])
    def test_a_telephone_whose_handset_is_somebody_elses_proposes(
        self, ledger: Records, *, shared: str, other: str, one: bool
    ) -> None:
        used = {"imei": {"imei": "35000000000001"}, "imsi": {"imsi": "234150000000009"}}[shared]
        ledger.subject("account:GB1", f"phone:{P(1)}", name="Ada Lark", source=5)
        ledger.subject(f"phone:{P(3)}", "email:x@example.org", name=other, source=4)
        ledger.call(P(1), P(9), "2026-03-01", **used)
        ledger.call(P(3), P(8), "2026-03-11", **used)
        of = actors(ledger)
        assert (of["account:GB1"] == of[f"phone:{P(1)}"]) is one
        assert of[f"phone:{P(3)}"] == of["email:x@example.org"]

    def test_one_customer_with_two_accounts_is_one(self, ledger: Records) -> None:
        ledger.subject("account:GB1", f"phone:{P(9)}", name="Dr Юлия Щукина")
        ledger.subject("account:GB2", f"phone:{P(9)}", name="SHCHUKINA Yuliya")
        of = actors(ledger)
        assert of["account:GB1"] == of["account:GB2"] == of[f"phone:{P(9)}"]

    def test_the_case_register_prevails_over_a_subscriber_in_a_false_name(self, ledger: Records) -> None:
        ledger.subject(f"phone:{P(1)}", "email:x@example.org", name="John Falsename", source=4)
        ledger.subject(f"phone:{P(1)}", "account:GB1", name="Ada Lark", category="victim", source=5)
        of = actors(ledger)
        assert of[f"phone:{P(1)}"] == of["account:GB1"] != of["email:x@example.org"]

    def test_a_number_given_to_somebody_else_follows_the_dates(self, ledger: Records) -> None:
        ledger.call(P(1), P(2), "2026-03-01")
        ledger.call(P(1), P(2), "2026-04-01")
        ledger.subject(f"phone:{P(1)}", "account:GB1", name="Ada Lark", valid=("2020-01-01", "2024-01-01"))
        ledger.subject(f"phone:{P(1)}", "account:GB2", name="Bea Finch", valid=("2025-01-01", None))
        of = actors(ledger)
        assert of[f"phone:{P(1)}"] == of["account:GB2"] != of["account:GB1"]


class TestDeviceSuccession:
    @pytest.fixture
    def change(self, ledger: Records) -> Records:
        # contacts 50.. keep the records going before and after
        for day in range(1, 29):
            ledger.call(P(50), P(51), f"2026-03-{day:02d}")
        for day in range(5, 12):
            ledger.call(P(1), P(60 + day), f"2026-03-{day:02d}", imei="35000000000001")
        for day in range(13, 22):
            ledger.call(P(2), P(50 + day), f"2026-03-{day:02d}", imei="35000000000001")
        return ledger

    KEY = (f"phone:{P(1)}", f"phone:{P(2)}")

    def test_one_after_the_other_merges(self, change: Records) -> None:
        assert scores(change, "device_succession")[self.KEY] == pytest.approx(0.97)  # they share contacts 65..71

    @pytest.mark.parametrize("seed", range(4))
    def test_a_handset_alone_proposes_and_never_merges(self, ledger: Records, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311 - reproducible, not secret
        for day in range(1, 29):
            ledger.call(P(50), P(51), f"2026-03-{day:02d}")
        handed = draw.randint(9, 14)
        for day in range(3, handed):
            ledger.call(P(1), P(60 + draw.randint(0, 9)), f"2026-03-{day:02d}", imei="35000000000001")
        common = draw.randint(0, 1)  # at most one contact in common, with the same handset, place and hour
        for day in range(handed, 22):
            to = P(60) if common and day == handed else P(80 + draw.randint(0, 3))
            ledger.call(P(2), to, f"2026-03-{day:02d}", imei="35000000000001")
        assert 0.6 <= scores(ledger, "device_succession")[self.KEY] < 0.9
        of = actors(ledger)
        assert of[self.KEY[0]] != of[self.KEY[1]]
        reason, state = _row(ledger, self.KEY)
        assert state == "open"
        assert "Nothing but the handset ties them." in reason
        (total,) = ledger.con.execute(
            "SELECT (evidence->0->>'total')::INTEGER FROM decision WHERE rule = 'device_succession'"
        ).fetchone()
        assert total == 19  # every call made with the handset, from the 3rd to the 21st

    @pytest.mark.parametrize("imei", ["35123400000000", "35123456780000"])
    def test_a_rounded_handset_never_merges_whatever_else_agrees(self, change: Records, imei: str) -> None:
        change.con.execute("UPDATE call_verbatim SET imei = ? WHERE imei IS NOT NULL", [imei])
        assert scores(change, "device_succession")[self.KEY] == 0.3
        assert "rounded" in _row(change, self.KEY)[0]

    def test_old_number_living_on_does_not(self, change: Records) -> None:
        change.call(P(1), P(61), "2026-03-25", imei="35000000000002")
        assert scores(change, "device_succession")[self.KEY] == 0.5

    def test_silence_that_the_records_cannot_show_does_not(self, ledger: Records) -> None:
        for day in range(5, 12):
            ledger.call(P(1), P(60), f"2026-03-{day:02d}", imei="35000000000001", source=1)
            ledger.call(P(2), P(60), f"2026-04-{day:02d}", imei="35000000000001", source=2)
        assert scores(ledger, "device_succession")[self.KEY] == 0.3

    def test_overlap_is_for_a_person_to_decide(self, change: Records) -> None:
        change.call(P(1), P(61), "2026-03-18", imei="35000000000001")
        assert scores(change, "device_succession")[self.KEY] == 0.4
        of = actors(change)
        assert of[self.KEY[0]] != of[self.KEY[1]]
        assert "imei:35000000000001" not in of  # a shared handset is nobody's

    def test_numbers_that_call_each_other_are_two_people(self, change: Records) -> None:
        change.call(P(1), P(2), "2026-03-11")
        assert scores(change, "device_succession")[self.KEY] == 0.1

    @pytest.mark.parametrize("imei", ["00000000000000", "3500000", "not known"])
    def test_invalid_handsets_say_nothing(self, ledger: Records, imei: str) -> None:
        ledger.call(P(1), P(60), "2026-03-01", imei=imei)
        ledger.call(P(2), P(60), "2026-03-02", imei=imei)
        assert scores(ledger, "device_succession") == {}

    def test_a_repair_shops_handset_says_nothing(self, ledger: Records) -> None:
        for n in range(5):
            ledger.call(P(n), P(60), f"2026-03-{n + 1:02d}", imei="35000000000001")
        assert scores(ledger, "device_succession") == {}


class TestMobileMoney:
    def test_a_wallet_is_its_number(self, ledger: Records) -> None:
        ledger.call(P(1), P(2), "2026-03-01")
        ledger.transfer(P(1), P(3), "2026-03-01")
        assert scores(ledger, "mobile_money") == {(f"account:{P(1)}", f"phone:{P(1)}"): 1.0}

    def test_bare_digits_are_account_numbers(self, ledger: Records) -> None:
        ledger.call("250", "260", "2026-03-01")
        ledger.transfer("250", "260", "2026-03-01")
        assert scores(ledger, "mobile_money") == {}


class TestSubscription:
    def test_a_new_sim_keeps_its_number(self, ledger: Records) -> None:
        ledger.call(P(1), P(2), "2026-03-01", imsi="234990000000001")
        ledger.call(P(1), P(2), "2026-03-05", imsi="234990000000002")
        of = actors(ledger)
        assert of["imsi:234990000000001"] == of[f"phone:{P(1)}"] == of["imsi:234990000000002"]

    def test_after_a_long_pause_it_may_be_somebody_else(self, ledger: Records) -> None:
        ledger.call(P(1), P(2), "2026-01-01", imsi="234990000000001")
        ledger.call(P(1), P(2), "2026-06-05", imsi="234990000000002")
        assert scores(ledger, "subscription") == {
            ("imsi:234990000000001", f"phone:{P(1)}"): 0.99,
            ("imsi:234990000000002", f"phone:{P(1)}"): 0.6,
        }

    def test_the_other_party_has_not_this_sim(self, ledger: Records) -> None:
        ledger.call(P(1), P(2), "2026-03-01", imsi="234990000000001", observed_party="terminating")
        assert list(scores(ledger, "subscription")) == [("imsi:234990000000001", f"phone:{P(2)}")]
