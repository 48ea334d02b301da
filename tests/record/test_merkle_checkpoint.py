"""Checkpoints and keys as C2SP writes them; what was altered is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from kiosk.record.checkpoint import Checkpoint, LogKey, opened, parse, parse_key, signed

# A public log's key, as its operator publishes it.
PUBLISHED = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
KEY = SigningKey(bytes(range(32)))
MINE = LogKey("kiosk-centre/1", bytes(KEY.verify_key))
AT = Checkpoint("kiosk-centre/1", 20852163, bytes(range(32)))


def test_a_published_key_is_read_and_written_as_it_is() -> None:
    key = parse_key(PUBLISHED)
    assert (key.origin, key.id.hex(), key.text()) == ("sum.golang.org", "033de0ae", PUBLISHED)


def test_a_checkpoint_is_a_signed_note() -> None:
    note = signed(AT, KEY)
    lines = note.split("\n")
    assert lines[:4] == ["kiosk-centre/1", "20852163", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert lines[4].startswith("— kiosk-centre/1 ")
    assert lines[5:] == [""]
    assert opened(note, MINE) == AT
    assert parse(note)[0] == AT


def test_a_cosigner_s_line_changes_nothing() -> None:
    other = signed(Checkpoint("witness", 1, bytes(32)), SigningKey.generate()).rsplit("\n", 2)[1]
    assert opened(signed(AT, KEY) + other + "\n", MINE) == AT


@given(st.data())
def test_no_letter_can_be_altered(data: st.DataObject) -> None:
    note = signed(AT, KEY)
    place = data.draw(st.integers(0, len(note) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != note[place]))
    with pytest.raises(ValueError, match=r"not |checkpoint"):
        opened(note[:place] + letter + note[place + 1 :], MINE)


@given(st.text(max_size=300))
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not |checkpoint"):
        opened(text, MINE)


def test_another_log_s_or_another_key_s_checkpoint_is_refused() -> None:
    with pytest.raises(ValueError, match="not of"):
        opened(signed(Checkpoint("another", 1, bytes(32)), KEY), MINE)
    with pytest.raises(ValueError, match="not signed"):
        opened(signed(AT, SigningKey.generate()), MINE)


@pytest.mark.parametrize("text", ["", "a+b", PUBLISHED.replace("033d", "033e"), PUBLISHED[:-4], "a b+00000000+AAAA"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not|unpack"):
        parse_key(text)
