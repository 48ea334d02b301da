"""A scanner's bytes become scans however they are split; nothing half, nothing foreign, no payment code in clear."""

from pathlib import Path

import msgspec
import pytest

from kiosk.base.files import bundled
from kiosk.base.toml import ConfigError
from kiosk.devices.profiles import Verified
from kiosk.devices.scanners.framing import Framer, Unread
from kiosk.devices.scanners.profile import SCANNER, Frame, load_scanner, scanner_ids
from kiosk.devices.scanners.scan import PAYMENT, Debounce, Scan, scan_of

FRAME = load_scanner("generic-serial").frame
BARE = load_scanner("generic-serial-bare").frame
CODE = "K1-7Q2M-88号"
WECHAT, ALIPAY = "134567890123456789", "281234567890123456"


def read(*parts: bytes, frame: Frame = FRAME, apart_s: float = 0.01) -> list[Scan | Unread]:
    """What comes of parts that arrive so many seconds apart, and of the silence after."""
    framer, now, found = Framer(frame), 0.0, list[Scan | Unread]()
    for part in parts:
        now += apart_s
        found += framer.feed(part, now)
    return found + list(framer.settle(now + 60))


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\r\n\r\n"])
def test_each_usual_end_ends_a_code(end: bytes) -> None:
    assert read(b"7788" + end + b"99" + end) == [Scan("7788"), Scan("99")]


def test_a_code_may_arrive_byte_by_byte() -> None:
    sent = f"]Q1{CODE}\r\n".encode()
    assert read(*(sent[i : i + 1] for i in range(len(sent)))) == [Scan(CODE)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_in_either_encoding(encoding: str) -> None:
    assert read(f"社区食堂{CODE}\r".encode(encoding)) == [Scan(f"社区食堂{CODE}")]


@pytest.mark.parametrize("sent", [b"]C01234\r", b"]d2\x1d1234\r", b"\x1d1234\r", b" 1234 \r"])
def test_ids_and_marks_of_the_scanner_are_no_part_of_the_code(sent: bytes) -> None:
    assert read(sent) == [Scan("1234")]


def test_a_prefix_that_the_scanner_is_set_to_is_taken_off() -> None:
    assert read(b"\x02~1234\r", frame=msgspec.structs.replace(FRAME, prefix="02 7E")) == [Scan("1234")]


def test_half_a_code_is_nobodys_and_neither_is_its_other_half() -> None:
    half = [b"1234", b"5678\r", b"9999\r"]
    assert read(*half, apart_s=FRAME.silence_s - 0.001) == [Scan("12345678"), Scan("9999")]
    assert read(*half, apart_s=FRAME.silence_s) == [Unread("cut"), Scan("9999")]


def test_where_the_scanner_sends_no_end_silence_is_the_end() -> None:
    assert read(b"1234", b"5678", frame=BARE, apart_s=1) == [Scan("1234"), Scan("5678")]
    assert read(b"1234", b"5678", frame=BARE) == [Scan("12345678")]


@pytest.mark.parametrize("frame", [FRAME, BARE], ids=["ends", "bare"])
def test_a_code_as_long_as_allowed_is_read_and_one_byte_more_is_not(frame: Frame) -> None:
    assert read(b"x" * 512 + b"\r", frame=frame) == [Scan("x" * 512)]
    assert read(b"x" * 513 + b"\r12\r", frame=frame) == [Unread("long"), Scan("12")]


@pytest.mark.parametrize("frame", [FRAME, BARE], ids=["ends", "bare"])
def test_a_code_that_never_ends_is_said_once_and_takes_no_memory(frame: Frame) -> None:
    framer = Framer(frame)
    found = [one for turn in range(10_000) for one in framer.feed(b"x" * 64, turn / 1000)]
    assert found == [Unread("long")]
    assert len(framer._bytes) <= frame.longest
    assert [*framer.feed(b"x\r12\r", 10.0)] == [Scan("12")]


@pytest.mark.parametrize("sent", [b"\x001234", b"12\x1b34", b"\xff\xfe12", b"\x80", b"12\x7f", b"\xe2\x80\xae1234"])
def test_what_no_code_holds_is_rubbish(sent: bytes) -> None:
    assert read(sent + b"\r") == [Unread("rubbish")]


@pytest.mark.parametrize(
    "code",
    [WECHAT, ALIPAY, "30" + "1" * 14, "25" + "9" * 22, "62" + "0" * 17, "15" + "0" * 16, f"]C0{WECHAT}", f" {ALIPAY}"],
)
def test_a_payment_code_is_known_for_one_and_forgotten(code: str) -> None:
    assert scan_of(code) == PAYMENT
    found = read(code.encode() + b"\r")
    assert found == [PAYMENT]
    assert code[-12:] not in repr(found)


@pytest.mark.parametrize(
    "code",
    [
        *("163456789012345678", "13456789012345678", "2412345678901234", "3112345678901234", "13456789012345678X"),
        *("25" + "9" * 13, "25" + "9" * 23, "62" + "0" * 16),
    ],
)
def test_other_numbers_are_no_payment_codes(code: str) -> None:
    assert scan_of(code) == Scan(code)


def test_a_code_held_before_the_scanner_is_one_scan_exactly() -> None:
    again = Debounce(2.0)
    held = [again.fresh(Scan("12"), now) for now in (0.0, 0.25, 2.0, 3.9375, 5.9375)]
    assert held == [True, False, False, False, True]
    assert [again.fresh(Scan(text), 6.5) for text in ("34", "12", "12")] == [True, True, False]


@pytest.mark.parametrize("profile_id", scanner_ids())
def test_every_bundled_profile_is_whole_and_claims_no_real_codes(profile_id: str) -> None:
    profile = load_scanner(profile_id)
    assert profile.id == profile_id
    assert profile.verified == Verified()


HEAD = 'schema = 1\nid = "ours"\nkind = "scanner"\ninherits = "generic-serial"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            HEAD + '[frame]\nat_silence = "wait"\n',
            'ours.toml, line 6: frame.at_silence: expected one of: "drop", "read", found "wait"',
        ),
        (
            HEAD + '[transport]\nkinds = ["bluetooth"]\n',
            'ours.toml, line 6: transport.kinds[0]: expected one of: "hid", "serial", found "bluetooth"',
        ),
        (
            HEAD + '[transport]\nflow = "none"\n',
            "ours.toml, line 6: transport.flow: this key is not known; expected one of: kinds, baud",
        ),
        (
            HEAD.replace("generic-serial", "honeywell"),
            'ours.toml, line 4: inherits: expected one of: "generic-serial", found "honeywell"',
        ),
    ],
)
def test_a_broken_profile_is_refused_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    folder = tmp_path / SCANNER
    folder.mkdir()
    source = bundled("device_profiles") / SCANNER / "generic-serial.toml"
    (folder / source.name).write_bytes(source.read_bytes())
    (folder / "ours.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_scanner("ours", tmp_path)
    assert str(caught.value) == sentence
