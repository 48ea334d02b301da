from kiosk.widgets.wrap import wrap


def measure(line: str) -> float:
    """Chinese characters are two wide, the others one."""
    return float(sum(1 if ord(mark) < 0x2E80 else 2 for mark in line))


def test_what_fits_stays_on_one_line() -> None:
    assert wrap("今天有午餐。请坐。", 20, measure) == ["今天有午餐。请坐。"]


def test_lines_are_no_wider_than_the_room_and_of_even_length() -> None:
    assert wrap("红烧肉和土豆丝和拌黄瓜", 16, measure) == ["红烧肉和土豆", "丝和拌黄瓜"]


def test_sentences_that_do_not_fit_on_one_line_begin_their_own() -> None:
    assert wrap("午餐卖完了。没有收钱。可以等。", 24, measure) == ["午餐卖完了。", "没有收钱。", "可以等。"]
    assert wrap("Sold out. No money taken.", 20, measure) == ["Sold out.", "No money taken."]


def test_punctuation_never_begins_a_line_and_brackets_never_end_one() -> None:
    for width in range(8, 40):
        for line in wrap("他说:“好,一共(五元)、谢谢!”", width, measure):
            assert line[0] not in "、,。:!”)"
            assert line[-1] not in "“("


def test_figures_stay_with_their_unit_and_english_words_whole() -> None:
    for width in range(8, 40):
        lines = wrap("请交200元给窗口,您是8号 thank you", width, measure)
        assert any("200元" in line for line in lines)
        assert any("8号" in line for line in lines)
        assert any("thank" in line for line in lines)


def test_a_sentence_is_broken_at_its_pauses_where_that_takes_no_line_more() -> None:
    assert wrap("工具交给窗口，小票放到扫码口。", 24, measure) == ["工具交给窗口，", "小票放到扫码口。"]
    assert wrap("到窗口领，带押金 200 元", 18, measure) == ["到窗口领，", "带押金 200 元"]
    assert wrap("剩 2 · 在睡 1 · 待换床单 1", 20, measure) == ["剩 2 · 在睡 1 ·", "待换床单 1"]
    # Four lines for what has room in three would push something else off the glass.
    assert wrap("一二三，四五六七八九十，一二三", 12, measure) == ["一二三，四", "五六七八九", "十，一二三"]


def test_from_and_to_stay_together_and_a_dot_ends_its_line() -> None:
    assert wrap("Today 12:00–14:00", 14, measure) == ["Today", "12:00–14:00"]
    assert wrap("工具3号 · 电锤", 10, measure) == ["工具3号 ·", "电锤"]


def test_a_word_wider_than_the_line_is_broken_rather_than_cut_off() -> None:
    assert "".join(wrap("0359-2021234", 5, measure)) == "0359-2021234"


def test_prices_and_decimals_are_no_end_of_a_sentence() -> None:
    assert wrap("Pay 5.00 yuan at the counter", 16, measure) == ["Pay 5.00 yuan", "at the counter"]


def test_line_breaks_in_the_text_are_kept_and_nothing_is_nothing() -> None:
    assert wrap("一\n二", 20, measure) == ["一", "二"]
    assert wrap("", 20, measure) == [""]
