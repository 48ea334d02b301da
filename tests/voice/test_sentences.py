"""What is spoken, before any sound: numbers, parts, plans, tones, the kit."""

from pathlib import Path

import pytest
from support.refusals import staffs_alone

from kiosk.base.phrase import phrase
from kiosk.base.words import LANGUAGES, Lang, NoSuchWords
from kiosk.bootstrap import all_words
from kiosk.services.registry import SERVICES
from kiosk.touch.voice import numerals, sentence
from kiosk.touch.voice.kit import kit
from kiosk.touch.voice.pinyin import pinyin
from kiosk.touch.voice.plan import Plan, plan, recording

WORDS = all_words()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("8号", "八号"),
        ("12号", "十二号"),
        ("118号", "一百一十八号"),
        ("105号", "一百零五号"),
        ("1005", "一千零五"),
        ("110", "一百一十"),
        ("2000", "二千"),
        ("2号", "二号"),
        ("2位", "两位"),
        ("第2位", "第二位"),
        ("12位", "十二位"),
        ("4.50元", "四点五零元"),
        ("11:30开卖", "十一点三十分开卖"),
        ("13:05", "十三点零五分"),
        ("11:00", "十一点"),
        ("还有 2 份，前面 3 位", "还有 两 份，前面 三 位"),
        ("020520", "零二零五二零"),
    ],
)
def test_chinese_numbers_are_read_as_people_read_them(text: str, spoken: str) -> None:
    assert sentence.read(WORDS, "zh", text) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("8", "eight"),
        ("42", "forty two"),
        ("118", "one hundred eighteen"),
        ("4.5", "four point five"),
        ("11:30", "eleven thirty"),
        ("11:05", "eleven zero five"),
        ("0", "zero"),
    ],
)
def test_english_numbers_are_composed_of_words_that_are_in_the_kit(text: str, spoken: str) -> None:
    names = numerals.spoken("en", text)
    assert names is not None
    assert set(names) <= set(numerals.NAMES["en"])
    assert " ".join(WORDS.say("en", f"voice.number.{name}") for name in names) == spoken


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_is_composed_of_words_in_the_kit(lang: Lang) -> None:
    for number in range(10000):
        assert set(numerals.spoken(lang, str(number)) or ()) <= set(numerals.NAMES[lang])


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("银行", "yin2 hang2"),
        ("不行", "bu4 xing2"),
        ("班长", "ban1 zhang3"),
        ("队很长", "dui4 hen3 chang2"),
        ("重新", "chong2 xin1"),
        ("很重", "hen3 zhong4"),
        ("卖完了，还没有", "mai4 wan2 le5 , hai2 mei2 you3"),
    ],
)
def test_characters_of_several_readings_get_the_right_one(text: str, syllables: str) -> None:
    assert pinyin(text) == syllables


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("一份", "yi2 fen4"),
        ("前面一位。", "qian2 mian4 yi2 wei4 ."),
        ("下一个就是您", "xia4 yi2 ge4 jiu4 shi4 nin2"),
        ("一元", "yi4 yuan2"),
        ("一百一十八号", "yi4 bai3 yi1 shi2 ba1 hao4"),
        ("一号", "yi1 hao4"),
        ("第一位", "di4 yi1 wei4"),
        ("二十一份", "er4 shi2 yi1 fen4"),
        ("不用再开，不要", "bu2 yong4 zai4 kai1 , bu2 yao4"),
        ("不买了", "bu4 mai3 le5"),
    ],
)
def test_one_and_not_change_their_tone_as_people_say_them(text: str, syllables: str) -> None:
    assert pinyin(text) == syllables


def have(folder: Path, *keys: str, lang: Lang = "zh", suffix: str = ".wav") -> None:
    for key in keys:
        file = folder / lang / f"{key}{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")


def planned(folder: Path, key: str, **fields: object) -> Plan:
    return plan(WORDS, "zh", phrase(key, **fields), lambda name: recording(folder, "zh", name))


def test_a_recorded_sentence_replaces_the_made_one(tmp_path: Path) -> None:
    assert planned(tmp_path, "meals.sold_out").files == ()
    have(tmp_path, "meals.sold_out", suffix=".ogg")
    assert planned(tmp_path, "meals.sold_out").files == (tmp_path / "zh" / "meals.sold_out.ogg",)


def test_a_sentence_with_a_number_is_composed_of_recordings(tmp_path: Path) -> None:
    have(
        tmp_path,
        "meals.voice.on_sale.1",
        "meals.voice.on_sale.2",
        "voice.number.10",
        "voice.number.2",
        "voice.number.two",
    )
    files = planned(tmp_path, "meals.voice.on_sale", yuan=2, left=12).files
    assert [file.stem for file in files] == [
        "voice.number.two",
        "meals.voice.on_sale.1",
        "voice.number.10",
        "voice.number.2",
        "meals.voice.on_sale.2",
    ]


def test_a_sentence_is_never_half_recorded(tmp_path: Path) -> None:
    have(tmp_path, "meals.voice.on_sale.1", "voice.number.two", "meals.voice.on_sale.2")
    assert planned(tmp_path, "meals.voice.on_sale", yuan=2, left=12) == Plan("两元一份，还剩十二份。")


def test_the_name_of_goods_cannot_be_composed(tmp_path: Path) -> None:
    have(tmp_path, *(entry.key for entry in kit(WORDS, "zh")), "points.voice.collect.1", "points.voice.collect.2")
    assert planned(tmp_path, "points.voice.collect", what="纸巾", number=4) == Plan("请取纸巾。您是取货四号。")


def test_a_sentence_without_its_number_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoSuchWords, match="number"):
        planned(tmp_path, "meals.voice.your_number")


OFFERS = frozenset(("meals", "beds", "tools", "points"))
ALWAYS = frozenset(service.name for service in SERVICES) - OFFERS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("offers", "most"), [(("meals",), 150), (("meals", "beds", "tools", "points"), 280)])
def test_the_kit_is_small_enough_to_record_in_an_afternoon(lang: Lang, offers: tuple[str, ...], most: int) -> None:
    entries = kit(WORDS, lang, {*ALWAYS, *offers})
    assert len({entry.key for entry in entries}) == len({entry.text for entry in entries}) == len(entries)
    assert 100 <= len(entries) <= most
    assert all("{" not in entry.text and entry.text.strip() for entry in entries)
    assert {"meals.sold_out", "shell.voice.welcome", "voice.number.7"} <= {entry.key for entry in entries}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_station_records_nothing_of_what_it_does_not_offer(lang: Lang) -> None:
    unset = {service.name for service in SERVICES if service.name in OFFERS and not service.offered(service.settings())}
    assert unset == OFFERS
    lunch = {entry.text for entry in kit(WORDS, lang, {*ALWAYS, "meals"})}
    everything = {entry.text for entry in kit(WORDS, lang)}
    assert WORDS.say(lang, "beds.full") in everything - lunch
    assert WORDS.say(lang, "meals.sold_out") in lunch


def test_what_only_staff_are_told_is_not_in_the_kit() -> None:
    refused = {f"{reason}{staff}" for reason in staffs_alone() for staff in ("", "_staff")}
    assert not refused & {entry.key.rstrip("0123456789").rstrip(".") for entry in kit(WORDS, "zh")}


def test_what_is_read_the_same_is_recorded_once(tmp_path: Path) -> None:
    have(tmp_path, *(entry.key for entry in kit(WORDS, "zh")))
    place, bed = planned(tmp_path, "meals.voice.place", place=3), planned(tmp_path, "beds.voice.place", place=3)
    assert place.files == bed.files != ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_station_that_has_recorded_the_kit_needs_no_other_voice(lang: Lang, tmp_path: Path) -> None:
    have(tmp_path, *(entry.key for entry in kit(WORDS, lang)), lang=lang)
    for key in ("meals.voice.pay", "meals.too_late", "till.too_little", "house.error", "meals.voice.place"):
        fields = {name: "11:30" if name == "ends" else 25 for name in WORDS.placeholders(key)}
        assert plan(WORDS, lang, phrase(key, **fields), lambda name: recording(tmp_path, lang, name)).files, key
