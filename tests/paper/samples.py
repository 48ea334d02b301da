"""The lunch slip of the house, the bundled font, every bundled paper, and slips of any text at all."""

import string

from hypothesis import strategies as st

from kiosk.base.files import bundled
from kiosk.devices.profiles import load_printer, printer_ids
from kiosk.paper.elements import Element, Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.paper.face import Face

FACE = Face(bundled("assets") / "fonts" / "NotoSansCJKsc-Regular.otf")
PAPERS = {profile_id: load_printer(profile_id).spec for profile_id in printer_ids()}
WIDE = PAPERS["generic-80-gb18030"]
NARROW = PAPERS["generic-58-raster"]
QR = "/s/5f2c0a9be14d4c7788a90b1c2d3e4f50.1.44.7f3a9c21d04be512"
REPRINT = "补打 第1次"
LUNCH = Slip(
    "meals.ticket",
    "8号",
    (
        Text("爱心驿站 · 府西", "center"),
        Text("午餐  8号", "center", 2),
        Pair("2024年3月1日 11:12", "前面 7 位"),
        Rule(),
        Pair("午餐 × 1", "￥5.00"),
        Pair("人民币伍元整", "现金  找零 ￥5.00"),
        Rule(),
        Pair("11:30 开餐,听号取餐", "经办 张*"),
        QrCode(QR, ("1-44-7f3a9c21d04be512", "电话 0359-2025678")),
        Feed(),
        Text("非发票、非财政票据", "center"),
    ),
)

ODD = "午餐券，。！（）￥—…①𬭎㛃ñ¥🍚\u202e\u200d\x1b\x10\x04"
ANY_TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from(string.printable + ODD))
SIZES = st.sampled_from((1, 2))
ELEMENTS: st.SearchStrategy[Element] = st.one_of(
    st.builds(Text, ANY_TEXT, st.sampled_from(("left", "center", "right")), SIZES),
    st.builds(Pair, ANY_TEXT, ANY_TEXT, SIZES),
    st.builds(Rule),
    st.builds(Feed, st.integers(1, 3)),
    st.builds(QrCode, st.text(string.ascii_letters + "/.", min_size=1, max_size=80), st.tuples(ANY_TEXT)),
)
SLIPS = st.builds(Slip, st.just("test.slip"), st.just("1号"), st.lists(ELEMENTS, max_size=6).map(tuple))
