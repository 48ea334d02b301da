"""A slip's code: scanned or typed, it names one event, and nothing else passes for one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.base.event import Code, parse_code

DEVICE = "00112233445566778899aabbccddeeff"
CODE = Code(DEVICE, 1, 44, "7f3a9c21d04be512")
HEX = "0123456789abcdef"
codes = st.builds(
    Code,
    st.text(HEX, min_size=32, max_size=32),
    st.integers(1, 2**32 - 1),
    st.integers(1, 2**63 - 1),
    st.text(HEX, min_size=16, max_size=16),
)


def test_the_code_as_printed() -> None:
    assert CODE.digits == "1-44-7f3a9c21d04be512"
    assert CODE.qr("") == f"/s/{DEVICE}.1.44.7f3a9c21d04be512"
    assert CODE.qr("https://zhan.example") == f"https://zhan.example/s/{DEVICE}.1.44.7f3a9c21d04be512"


@given(codes, st.sampled_from(["", "https://zhan.example", "http://10.0.0.1:8080/s", "/s/"]))
def test_a_scanned_code_is_read_back(code: Code, base: str) -> None:
    assert parse_code(f" {code.qr(base)}\n") == code


@given(codes)
def test_a_typed_code_is_read_back_without_the_device(code: Code) -> None:
    assert parse_code(code.digits) == Code("", code.epoch, code.seq, code.hash16)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/s/",
        "1-44",
        "1-44-7f3a9c21d04be51",
        "1-44-7f3a9c21d04be5123",
        "1-44-7F3A9C21D04BE512",
        "1-44-7f3a9c21d04be51g",
        "x-44-7f3a9c21d04be512",
        "1--7f3a9c21d04be512",
        "-1-44-7f3a9c21d04be512",
        "１-44-7f3a9c21d04be512",
        "²-44-7f3a9c21d04be512",
        "1-44-7f3a9c21d04be512-9",
        f"/s/{DEVICE}.1.44",
        f"/s/{DEVICE[1:]}.1.44.7f3a9c21d04be512",
        f"/s/{DEVICE.upper()}.1.44.7f3a9c21d04be512",
        f"/s/{DEVICE}.1.44.7f3a9c21d04be512/extra",
        f"{DEVICE}.1.44.7f3a9c21d04be512",
        "/s/.1.44.7f3a9c21d04be512",
        "1-" + "9" * 5000 + "-7f3a9c21d04be512",
        "4294967296-1-7f3a9c21d04be512",
        "1-9223372036854775808-7f3a9c21d04be512",
        "0-1-7f3a9c21d04be512",
        "1-0-7f3a9c21d04be512",
        "'; DROP TABLE journal; --",
        "\x1b@\x00",
    ],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a slip's code"):
        parse_code(text)


@given(st.text(max_size=80))
@example("/s/" + "." * 3)
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        code = parse_code(text)
    except ValueError:
        return
    assert code.digits in text or code.qr("") in text
