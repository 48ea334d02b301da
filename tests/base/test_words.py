from pathlib import Path

import pytest

from kiosk.base.words import NoSuchWords, WordsError, load


def folder(path: Path, zh: str, en: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    (path / "zh.toml").write_text(zh, encoding="utf-8")
    (path / "en.toml").write_text(en, encoding="utf-8")
    return path


def test_a_sentence_is_said_in_both_languages_with_its_fields(tmp_path: Path) -> None:
    words = load([folder(tmp_path, 'meals.ahead = "前面{count}位"', '[meals]\nahead = "{count} ahead of you"')])
    assert words.say("zh", "meals.ahead", count=7) == "前面7位"
    assert words.say("en", "meals.ahead", count=7, unasked="x") == "7 ahead of you"
    assert words.keys() == ("meals.ahead",)
    assert words.placeholders("meals.ahead") == {"count"}
    assert list(words.texts("zh")) == ["前面{count}位"]


def test_services_and_shell_share_one_collection(tmp_path: Path) -> None:
    words = load([folder(tmp_path / "a", 'a.x = "甲"', 'a.x = "A"'), folder(tmp_path / "b", 'b.x = "乙"', 'b.x = "B"')])
    assert words.keys() == ("a.x", "b.x")


def test_a_value_with_braces_or_attributes_is_shown_and_never_run(tmp_path: Path) -> None:
    words = load([folder(tmp_path, 'a = "给{who}"', 'a = "for {who}"')])
    assert words.say("zh", "a", who="{who.__class__}") == "给{who.__class__}"


@pytest.mark.parametrize(("lang", "key", "fields"), [("zh", "b", {}), ("fr", "a", {"n": 1}), ("zh", "a", {})])
def test_a_sentence_that_cannot_be_said_is_an_error_and_never_a_raw_key(
    tmp_path: Path, lang: str, key: str, fields: dict[str, int]
) -> None:
    words = load([folder(tmp_path, 'a = "{n}号"', 'a = "No. {n}"')])
    with pytest.raises(NoSuchWords, match=f"'{key}'"):
        words.say(lang, key, **fields)


def test_placeholders_of_an_unknown_key_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoSuchWords):
        load([folder(tmp_path, "", "")]).placeholders("x")


@pytest.mark.parametrize(
    ("zh", "en", "said"),
    [
        ('a = "甲"\nb = "乙"', 'a = "A"', "en.toml: b: missing, while zh.toml has it"),
        ('a = "甲"', 'a = "A"\nb = "B"', "zh.toml: b: missing, while en.toml has it"),
        ('a = "{n}号"', 'a = "No. {m}"', "en.toml: a: placeholders {m}, while zh.toml has {n}"),
        ('a = "{n}号"', 'a = "Number"', "en.toml: a: placeholders none, while zh.toml has {n}"),
        ('a = "{n.real}"', 'a = "{n.real}"', "zh.toml: a: a placeholder is a plain name"),
        ('a = "{n!r}"', 'a = "{n!r}"', "zh.toml: a: a placeholder is a plain name"),
        ('a = "{n:>9}"', 'a = "{n:>9}"', "zh.toml: a: a placeholder is a plain name"),
        ('a = "{}"', 'a = "{}"', "zh.toml: a: a placeholder is a plain name"),
        ('a = "{n"', 'a = "{n"', "zh.toml: a: "),
        ("a = 5", 'a = "A"', "zh.toml: a: a sentence in quotes was expected"),
        ('a = " "', 'a = "A"', "zh.toml: a: a sentence in quotes was expected"),
        ("a = ", 'a = "A"', "zh.toml: not readable as TOML"),
    ],
)
def test_a_words_folder_that_is_wrong_is_refused_by_file_and_key(tmp_path: Path, zh: str, en: str, said: str) -> None:
    with pytest.raises(WordsError) as refused:
        load([folder(tmp_path, zh, en)])
    assert said in str(refused.value)


def test_a_missing_language_is_refused(tmp_path: Path) -> None:
    folder(tmp_path, 'a = "甲"', 'a = "A"')
    (tmp_path / "en.toml").unlink()
    with pytest.raises(WordsError, match=r"en\.toml: there is no such file"):
        load([tmp_path])


def test_a_key_of_two_folders_is_refused(tmp_path: Path) -> None:
    one, two = folder(tmp_path / "a", 'a = "甲"', 'a = "A"'), folder(tmp_path / "b", 'a = "乙"', 'a = "B"')
    with pytest.raises(WordsError, match="another words folder has this key already"):
        load([one, two])
