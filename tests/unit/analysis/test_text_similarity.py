"""Near-duplicate texts: what one hand wrote, and what only looks alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.analysis.shingle import fold, shingles
from netinvest.analysis.text_similarity import Weighted, templates

SWEET = "Sweet and friendly lady new in town, quiet flat near the station, call me now"
SWEET_AGAIN = "SWEET & friendly lady NEW in town!! 💋 quiet flat near the station... call me now 07700 900123"
TAXI = "Airport transfers day and night, fixed fares, clean cars and friendly drivers"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Call 07700 900123 NOW!!", "call now"),
        ("x1y2", "x y"),
        ("💋💋", ""),
        ("", ""),
        ("snake_case", "snake case"),
        ("Straße", "strasse"),
        ("ﬁne \uff21\uff22", "fine ab"),
        ("新到ab", "新 到 ab"),
    ],
)
def test_folding_leaves_words_only(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_digits_emoji_and_case_do_not_part_a_template() -> None:
    first, again, taxi = templates([SWEET, SWEET_AGAIN, TAXI])
    assert first == again == 0
    assert taxi == 1


def test_texts_without_a_word_have_no_template() -> None:
    assert templates(["", "07700 900123", "💋", SWEET]).tolist() == [-1, -1, -1, 0]
    assert templates([]).tolist() == []


def test_one_word_texts_are_alike_only_if_the_same() -> None:
    assert templates(["Anna", "anna!", "Bella"]).tolist() == [0, 0, 1]


def test_a_common_phrase_does_not_join() -> None:
    greeting = "hello dear friend call me now"
    people = ["from riga with red hair", "student of music", "masseuse with a diploma", "quiet evenings by the river"]
    numbers = templates([f"{greeting} {who} {who[::-1]}" for who in people])
    assert len(set(numbers.tolist())) == len(people)


def test_similarity_is_the_weighted_jaccard_of_bigrams() -> None:
    measured = Weighted(shingles(["a b c d e f", "a b c d e g"])).similarity(np.array([0]), np.array([1]))
    # bigrams ab bc cd de are in both texts (weight ln(1 + 2/2)), ef and eg in one each (ln(1 + 2/1))
    common, single = 4 * np.log1p(1), 2 * np.log1p(2)
    assert measured.tolist() == pytest.approx([common / (common + single)])


def test_shingles_count_a_repeated_pair_once() -> None:
    assert np.diff(shingles(["a b a b", "b a", "a", ""]).start).tolist() == [2, 1, 1, 0]


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=[]), max_size=30), min_size=1, max_size=6))
def test_texts_read_as_columns_have_the_words_that_folding_gives(texts: list[str]) -> None:
    written, folded = shingles(texts), shingles([fold(text) for text in texts])
    assert written.digest.tolist() == folded.digest.tolist()
    assert written.code.tolist() == folded.code.tolist()
    alone = [shingles([text]) for text in texts]  # no text sees its neighbours
    assert written.code.tolist() == [code for text in alone for code in text.code.tolist()]


def test_empty_texts_have_no_words() -> None:
    assert shingles(["", "", ""]).start.tolist() == [0, 0, 0, 0]
    assert shingles([]).start.tolist() == [0]


def test_texts_of_many_blocks_are_read_as_each_alone() -> None:
    texts = [
        f"{'abcdefgh'[place % 8] * (place % 90)} straße {'💋' * (place % 3)} {place % 7}\n" for place in range(9000)
    ]
    many = shingles(texts)
    for place in (0, 1, 2999, 3000, 8999):
        assert many.of(np.array([place]))[1].tolist() == shingles([texts[place]]).code.tolist()


@pytest.mark.parametrize(
    ("text", "again", "other"),
    [
        (
            "新到甜美女孩车站附近安静公寓请来电",
            "新到甜美女孩💋火车站附近安静的公寓 请来电 07700900123",
            "机场接送日夜服务固定价格干净车辆",
        ),
        (
            "สาวน่ารักเพิ่งมาใหม่ห้องเงียบใกล้สถานีโทรหาฉัน",
            "สาวน่ารักมาใหม่ 💋 ห้องเงียบใกล้สถานี โทรหาฉันนะ",
            "รถรับส่งสนามบินราคาถูกคนขับสุภาพ",
        ),
        (
            "駅の近くの静かな部屋で待っています電話してね",
            "駅近くの静かな部屋で待っています💋電話してね!!",
            "空港送迎の安全な車と親切な運転手",
        ),
    ],
)
def test_texts_without_spaces_are_compared_by_their_letters(text: str, again: str, other: str) -> None:
    assert templates([text, again, other]).tolist() == [0, 0, 1]


def test_the_same_texts_are_found_with_every_seed() -> None:
    texts = [SWEET, SWEET_AGAIN, TAXI, TAXI + " 24 hours"]
    for seed in range(20):
        assert templates(texts, seed=seed).tolist() == [0, 0, 1, 1]


words = st.lists(
    st.sampled_from(["red", "blue", "kiss", "town", "call", "flat", "new", "sweet", "taxi", "day"]),
    min_size=1,
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(words.map(" ".join), max_size=12), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_the_texts_does_not_matter(texts: list[str], shuffle: object) -> None:
    order = list(range(len(texts)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    here, there = templates(texts), templates([texts[i] for i in order])
    together = here[:, None] == here[None, :]
    again = there[:, None] == there[None, :]
    assert (together[np.ix_(order, order)] == again).all()
