"""What the pages say and do: figures, findings, search, exports, settings, slips; hostile strings."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from nacl.signing import VerifyKey
from support.centre import Sender
from support.console import Filled, RunningConsole
from support.station import SETTINGS, SetClock

from kiosk.base.clock import CST
from kiosk.centre.accounts import accesses
from kiosk.record.published import message
from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station.verify import verify_station

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def test_the_morning_page_shows_what_is_not_as_it_should_be(filled: Filled) -> None:
    text = filled.browsers["administrator"].get("/").text
    assert "第 1 班差 -247.00 元，等班长核" in text
    assert "1 件没还，最久过期 2 天" in text
    assert "小票打印机：没有纸了" in text
    assert "很久没来数" not in text
    assert "小票打印机：没有纸了（2024-03-01 11:40 起）" in filled.browsers["auditor"].get("/stations").text
    clock = filled.console.clock
    assert isinstance(clock, SetClock)
    clock.jump(30 * 3600)
    try:
        assert "已 30 小时没有来数" in filled.console.browser("王主任").get("/").text
    finally:
        clock.jump(-30 * 3600)


def test_a_stations_day_and_month_are_those_of_its_record(filled: Filled) -> None:
    day = filled.browsers["auditor"].get(f"/stations/{filled.own}?day=2024-03-01").text
    for said in ("打饭", "借出", "第 1 班", "李*", "45.00"):
        assert said in day, said
    month = filled.browsers["auditor"].get(f"/stations/{filled.own}/month?month=2024-03").text
    assert "补贴月报" in month
    assert "32.00" in month
    assert "街道审核" in month
    sums = filled.browsers["auditor"].get("/sums/meals?month=2024-03").text
    assert "65.00" in sums
    assert "<svg" in sums


def test_an_export_is_noted_before_it_is_given_and_verify_accepts_it(filled: Filled, tmp_path: Path) -> None:
    auditor, device = filled.browsers["auditor"], filled.device(filled.own)
    answer = auditor.get(f"/stations/{filled.own}/record/{device}")
    assert answer.status_code == 200
    path = tmp_path / "record.db"
    path.write_bytes(answer.content)
    verdict = verify_station(path, NO_WITNESS, SERVICES, rebuild=True)
    assert (verdict.fault, verdict.events) == (None, 72)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE journal SET raw = CAST(replace(CAST(raw AS TEXT), '500', '501') AS BLOB) WHERE seq = 30")
    assert verify_station(path, NO_WITNESS, SERVICES, rebuild=False).fault is not None
    assert device in auditor.get("/accesses").text
    book = auditor.get(f"/stations/{filled.own}/tables.xlsx?month=2024-03")
    assert book.content.startswith(b"PK")
    assert "attachment" in book.headers["content-disposition"]


def test_an_access_line_that_is_altered_or_cut_away_is_found(filled: Filled) -> None:
    auditor, console = filled.browsers["auditor"], filled.console
    auditor.get("/search?q=drill-1")
    assert "没有被改过" in auditor.get("/accesses").text
    n, raw = console.sql("SELECT n, raw FROM accesses ORDER BY n DESC LIMIT 1")[0]

    def put(value: bytes) -> None:
        console.sql("UPDATE accesses SET raw = :raw WHERE n = :n", raw=value, n=n)

    put(bytes(raw).replace(b"drill-1", b"drill-2"))
    assert f"第 {n} 条起被改过" in auditor.get("/accesses").text
    put(bytes(raw))
    assert console.work(accesses.first_wrong) is None
    console.sql("UPDATE accesses SET n = n + 100000 WHERE n = 2")
    assert console.work(accesses.first_wrong) == 2
    console.sql("UPDATE accesses SET n = n - 100000 WHERE n > 100000")
    assert console.work(accesses.first_wrong) is None


def test_a_number_a_unit_and_a_slip_are_found_and_a_slip_is_proved_to_anybody(filled: Filled) -> None:
    auditor = filled.browsers["auditor"]
    found = auditor.get("/search?q=drill-1").text
    assert "借出" in found
    code = found.partition('href="/s/')[2].partition('"')[0]
    assert "找到 1 条" in auditor.get("/search?q=" + code.partition(".")[2].replace(".", "-")).text
    public = filled.console.browser("李审计").session
    public.cookies.clear()
    assert "这张小票已存证" in public.get(f"{filled.console.url}/s/{code}").text
    leaves = filled.console.sql("SELECT leaf, data FROM log_leaves ORDER BY leaf")
    for _, data in leaves:
        broken = bytes(data)[:-1] + bytes([bytes(data)[-1] ^ 1])
        filled.console.sql("UPDATE log_leaves SET data = :b WHERE data = :d", b=broken, d=bytes(data))
    assert "证明不成立" in public.get(f"{filled.console.url}/s/{code}").text
    for leaf, data in leaves:
        filled.console.sql("UPDATE log_leaves SET data = :d WHERE leaf = :n", d=bytes(data), n=leaf)
    altered = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "凭证号对不上" in public.get(f"{filled.console.url}/s/{altered}").text
    assert public.get(f"{filled.console.url}/s/{EVIL}").status_code == 404
    later = code.rsplit(".", 2)[0] + ".9999." + code.rsplit(".", 1)[1]
    assert "还没有收到" in public.get(f"{filled.console.url}/s/{later}").text


def test_a_finding_is_taken_spoken_of_and_closed_with_a_reason(filled: Filled) -> None:
    lead, place = filled.browsers["lead"], filled.finding(filled.own)
    assert lead.post("/findings/one", **place, state="taken", comment="我去看看").status_code == 303
    query = "&".join(f"{name}={value}" for name, value in place.items())
    shown = filled.browsers["auditor"].get(f"/findings/one?{query}").text
    assert "我去看看" in shown
    assert "赵街道" in shown
    assert lead.post("/findings/one", **place, state="closed").status_code == 403
    assert lead.post("/findings/one", **place, state="closed", comment=EVIL).status_code == 303
    assert EVIL not in lead.get(f"/findings/one?{query}").text
    assert lead.post("/findings/one", **place, state="open", comment="").status_code == 303


def test_settings_are_checked_signed_and_compared(filled: Filled) -> None:
    administrator, console = filled.browsers["administrator"], filled.console
    given = {"for": filled.own, "day": "2024-04-01"}
    wrong = administrator.post("/settings", **given, text=SETTINGS.replace("portions", "potions"))
    assert wrong.status_code == 422
    assert "potions" in wrong.text
    assert administrator.post("/settings", **given, text=SETTINGS).status_code == 303
    given["for"] = "area:西城街道"
    assert administrator.post("/settings", **given, text=SETTINGS.replace("= 500", "= 600")).status_code == 303
    rows: list[Any] = console.sql(
        "SELECT version, text, effective_from, signature FROM settings_published WHERE station_id = :s", s=filled.own
    )
    assert [row[0] for row in sorted(rows)] == [1, 2]
    key = VerifyKey(bytes(console.centre.key.verify_key))
    for version, text, day, signature in rows:
        key.verify(message(filled.own, version, day, text), bytes(signature))
    changed = filled.browsers["auditor"].get(f"/settings/{filled.own}/2").text
    assert "price_fen = 600" in changed
    assert administrator.post("/settings", **{**given, "for": "area:没有"}, text=SETTINGS).status_code == 404


def test_codes_are_made_and_devices_revoked(filled: Filled) -> None:
    administrator = filled.browsers["administrator"]
    page = administrator.post("/devices/code", station="新驿站", area="西城街道").text
    code = page.partition('class="secret">')[2].partition("<")[0]
    newcomer = Sender()
    newcomer.enrol(filled.console, code)
    assert newcomer.live(2).send(filled.console).ok
    station = filled.console.sql("SELECT station_id FROM stations WHERE name = '新驿站'")[0][0]
    assert administrator.post("/devices/revoke", station=station, device="ff").status_code == 404
    answer = administrator.post("/devices/revoke", station=station, device=newcomer.device.hex())
    assert answer.status_code == 303
    assert newcomer.live(1).send(filled.console, 4).status_code == 403


def test_hostile_strings_in_every_field_are_shown_and_do_nothing(tmp_path: Path) -> None:
    console = RunningConsole(tmp_path, "", SetClock(datetime(2024, 3, 2, 8, 30, tzinfo=CST)))
    try:
        short = "<b onclick=x>'\"&"
        sender = Sender()
        sender.write("house.settings_adopted", {"digest": EVIL, "text": EVIL})
        sender.write("house.device_lost", {"device": EVIL, "state": EVIL})
        sender.write("house.person_called", {"call": EVIL, "screen": EVIL})
        sender.write("staff.added", {"who": "a9", "role": "supervisor", "shown": EVIL})
        sender.write(EVIL, {"x": EVIL})
        unit = {"unit": EVIL, "of": EVIL, "number": 1, "name": EVIL, "powered": False, "value_fen": 1, "parts": [EVIL]}
        sender.write("tools.registered", unit | {"inspect_by": EVIL, "condition": EVIL})
        sender.enrol(console, console.code(short))
        assert sender.send(console).ok
        console.sql("UPDATE stations SET area = :a", a=short)
        console.sql("UPDATE devices SET name = :a", a=EVIL)
        console.caught_up()
        console.account(short, "administrator")
        browser = console.browser(short)
        station = console.sql("SELECT station_id FROM stations")[0][0]
        browser.post("/accounts", name="<i>", role="lead", area=short)
        browser.post("/settings", **{"for": station, "day": "2024-04-01", "text": EVIL})
        found = console.sql("SELECT kind, subject FROM findings")
        assert found
        queries = [f"/findings/one?station={station}&kind={kind}&subject={subject}" for kind, subject in found]
        pages = ["/", "/stations", f"/stations/{station}", f"/stations/{station}?day={EVIL}", "/findings", "/devices"]
        pages += ["/accounts", "/accesses", "/settings", f"/settings?station={station}", "/open", f"/open?month={EVIL}"]
        pages += [
            f"/search?q={EVIL}",
            f"/findings?state={EVIL}",
            "/sums/loans",
            "/sums/money",
            f"/sums/{EVIL}",
            *queries,
        ]
        for path in pages:
            answer = browser.get(path)
            assert answer.status_code in {200, 404}, (path, answer.text)
            for bad in ("<script>alert", "<img src=x", "<b onclick", "<i>", ">49<"):
                assert bad not in answer.text.replace("<i></i>", ""), (path, bad)
        assert "&lt;b onclick" in browser.get("/stations").text
    finally:
        console.stop()


def test_every_answer_carries_the_headers_and_no_page_has_script_of_its_own(filled: Filled) -> None:
    for path in ("/", "/sign-in", "/open", "/nowhere-at-all", "/sums/nothing", "/static/htmx.min.js"):
        answer = filled.browsers["administrator"].get(path)
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    text = filled.browsers["administrator"].get("/").text
    assert text.count("<script") == 1
    assert "style=" not in text
    cookie = filled.console.browser("王主任").session.cookies
    kept = next(one for one in cookie if one.name == "kiosk-console")
    assert kept.has_nonstandard_attr("HttpOnly")


def test_many_stations_are_shown_by_sub_district_first(tmp_path: Path) -> None:
    console = RunningConsole(tmp_path, "", SetClock(datetime(2024, 3, 2, 8, 30, tzinfo=CST)))
    try:
        for n in range(104):
            own = {"s": f"S{n:03d}", "n": f"第{n}驿站", "a": f"街道{n % 4}"}
            console.sql("INSERT INTO stations VALUES (:s, :n, :a, '2024-01-01')", **own)
            served = "INSERT INTO month_figures VALUES (:s, X'00', '2024-03', 'meals.report.days:served', 7)"
            console.sql(served, s=own["s"])
        console.account("王", "administrator")
        console.account("赵", "lead", "街道1")
        browser = console.browser("王")
        for path in ("/stations?", "/sums/meals?month=2024-03&", "/open?month=2024-03&"):
            whole, one = browser.get(path).text, browser.get(f"{path}area=街道2").text
            assert "第2驿站" not in whole
            assert "第2驿站" in one
            assert "第1驿站" not in one
        assert "728" in browser.get("/sums/meals?month=2024-03").text
        assert "182" in browser.get("/sums/meals?month=2024-03&area=街道2").text
        lead = console.browser("赵")
        assert "第1驿站" in lead.get("/stations").text
        assert "第2驿站" not in lead.get("/stations?area=街道2").text
    finally:
        console.stop()
