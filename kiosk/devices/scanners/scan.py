"""A scan, and what of it may be kept: a phone's payment code (付款码) is known for one and forgotten at once.

Such a code is money for whoever reads it within a minute. WeChat Pay's have 18 digits that begin with 10 to 15
(pay.weixin.qq.com/wiki/doc/api/wxpay/en/guide/pos/ImportantParameters.shtml), Alipay's 16 to 24 that begin with 25 to
30 (opendocs.alipay.com/open/194/106039), UnionPay's 19 that begin with 62 (as cnblogs.com/zhangmo/p/13578409.html
sums up; its number is not that of a card).
"""

import re
from typing import Final, Literal, NamedTuple

_PAYMENT: Final = re.compile(r"1[0-5][0-9]{16}|(?:2[5-9]|30)[0-9]{14,22}|62[0-9]{17}")
_AIM: Final = re.compile(r"\][A-Za-z][0-9]")


class Scan(NamedTuple):
    """What was scanned; the `text` of a payment code is empty."""

    text: str
    kind: Literal["code", "payment"] = "code"


PAYMENT: Final = Scan("", "payment")


def scan_of(text: str) -> Scan | None:
    """The scan that a scanner's text stands for, without the AIM id some put first (ISO/IEC 15424); None for none."""
    text = text.strip()
    if aim := _AIM.match(text):
        text = text[aim.end() :].strip()
    if not text:
        return None
    return PAYMENT if _PAYMENT.fullmatch(text) else Scan(text)


class Debounce:
    """Tells a scan from the same one held before the scanner: within `within_s` seconds of the last sight of it."""

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._last: Scan | None = None
        self._until = 0.0

    def fresh(self, scan: Scan, now: float) -> bool:
        """Whether it is a new one; `now` in seconds of one clock."""
        fresh = scan != self._last or now >= self._until
        self._last, self._until = scan, now + self._within_s
        return fresh
