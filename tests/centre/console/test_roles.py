"""Who may open which page and change what: every route and every role; forms, sessions, passwords."""

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from support.console import PASSWORD, PEOPLE, Browser, Filled

from kiosk.centre.console.app import routers

ROLES = ("administrator", "lead", "auditor")
EVERYBODY = frozenset(ROLES)
ADMINISTRATOR = frozenset({"administrator"})
# What each role may do, written down a second time on purpose: a route that is not here fails the test below.
ALLOWED = {
    **dict.fromkeys(
        (
            "GET /",
            "GET /stations",
            "GET /stations/{station}",
            "GET /stations/{station}/month",
            "GET /stations/{station}/tables.xlsx",
            "GET /stations/{station}/record/{device}",
            "GET /sums/{theme}",
            "GET /sums/{theme}/tables.xlsx",
            "GET /findings",
            "GET /approvals",
            "GET /people",
            "GET /leases",
            "GET /members",
            "GET /members/{member}",
            "GET /findings/one",
            "GET /search",
            "GET /devices",
            "GET /settings",
            "GET /settings/{station}/{version}",
            "GET /password",
            "POST /password",
            "POST /sign-out",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(("POST /findings/one", "POST /approvals", "POST /people"), frozenset({"administrator", "lead"})),
    "GET /accesses": frozenset({"administrator", "auditor"}),
    **dict.fromkeys(
        ("POST /devices/code", "POST /devices/revoke", "POST /settings", "GET /accounts", "POST /accounts"),
        ADMINISTRATOR,
    ),
    "POST /accounts/end": ADMINISTRATOR,
    "POST /leases": ADMINISTRATOR,
}


def routes() -> dict[str, HTTPRouteHandler]:
    """Every route behind the guard, as the application has it."""
    app = Litestar([routers()[0]])
    found = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                path = route.path_format
                if not path.startswith("/schema"):
                    found[f"{method} {path}"] = handler
    return found


def test_every_route_is_in_the_matrix() -> None:
    assert routes().keys() == ALLOWED.keys()


def path_of(filled: Filled, route: str) -> str:
    path = route.partition(" ")[2]
    path = path.replace("{station}/{version}", f"{filled.own}/1").replace("{station}", filled.own)
    path = path.replace("{device}", filled.device(filled.own)).replace("{theme}", "meals")
    if path == "/findings/one":
        place = filled.finding(filled.own)
        path += f"?station={place['station']}&kind={place['kind']}&subject={place['subject']}"
    return path


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_is_refused_and_what_it_may_is_shown(filled: Filled, role: str) -> None:
    browser = filled.browsers[role]
    for route, allowed in ALLOWED.items():
        if route == "POST /sign-out":
            continue
        path = path_of(filled, route)
        answer = browser.get(path) if route.startswith("GET") else browser.post(path)
        if role in allowed:
            assert answer.status_code != 403 or route.startswith("POST"), (role, route)
            assert answer.status_code < 500, (role, route, answer.text)
        else:
            assert answer.status_code == 403, (role, route)
            assert "您的身份不能" in answer.text, (role, route)


def test_nobody_who_is_not_signed_in_sees_anything(filled: Filled) -> None:
    stranger = Browser(filled.console)
    for route in ALLOWED:
        path = path_of(filled, route)
        answer = stranger.get(path) if route.startswith("GET") else stranger.bare(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), route
    assert stranger.get("/open").status_code == 200


def test_a_form_without_the_sessions_own_word_changes_nothing(filled: Filled) -> None:
    browser = filled.browsers["administrator"]
    before = filled.console.sql("SELECT count(*) FROM enrol_codes")
    for route in (route for route in ALLOWED if route.startswith("POST")):
        for form in ({}, {"csrf": filled.browsers["lead"].csrf()}):
            answer = browser.bare(path_of(filled, route), station="x", **form)
            assert answer.status_code == 403, route
            assert "什么也没有改" in answer.text
    assert filled.console.sql("SELECT count(*) FROM enrol_codes") == before
    assert browser.get("/").status_code == 200


def test_a_lead_sees_only_the_stations_of_their_own_sub_district(filled: Filled) -> None:
    lead, other = filled.browsers["lead"], filled.other
    for path in (
        f"/stations/{other}",
        f"/stations/{other}/month",
        f"/stations/{other}/tables.xlsx",
        f"/stations/{other}/record/{filled.device(other)}",
        f"/stations/{filled.own}/record/{filled.device(other)}",
        f"/findings?station={other}",
        f"/findings/one?station={other}&kind=signal&subject=x",
        f"/settings?station={other}",
        f"/people?station={other}",
        f"/settings/{other}/1",
    ):
        assert lead.get(path).status_code == 404, path
    for path in ("/", "/stations", "/sums/meals?month=2024-03", "/sums/points", "/devices", "/settings", "/search?q=1"):
        answer = lead.get(path)
        assert answer.status_code == 200
        assert "中城" not in answer.text, path
    assert "中城" in filled.browsers["auditor"].get("/stations").text
    code = filled.console.sql("SELECT device, hash FROM events WHERE station_id = :s AND seq = 5", s=other)[0]
    found = lead.get(f"/search?q=/s/{bytes(code[0]).hex()}.1.5.{bytes(code[1]).hex()[:16]}")
    assert "没有找到" in found.text


def test_a_cookie_is_worth_nothing_after_signing_out_in_another_browser_or_later(filled: Filled) -> None:
    console = filled.console
    console.account("孙", "auditor")
    browser = console.browser("孙")
    stolen = browser.session.cookies["kiosk-console"]
    thief = Browser(console, "another browser")
    thief.session.cookies["kiosk-console"] = stolen
    assert thief.get("/").status_code == 303
    assert browser.get("/").status_code == 200
    kept = Browser(console)
    kept.session.cookies["kiosk-console"] = stolen
    assert kept.get("/").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert kept.get("/").status_code == 303
    again = console.browser("孙")
    filled.browsers["administrator"].post("/accounts/end", name="孙")
    assert again.get("/").status_code == 303
    answer = Browser(console).bare("/sign-in", name="孙", password=PASSWORD)
    assert answer.status_code == 403


def test_wrong_passwords_are_counted_and_a_right_one_comes_too_late(filled: Filled) -> None:
    console = filled.console
    console.account("周", "auditor")
    guesser = Browser(console)
    statuses = [guesser.bare("/sign-in", name="周", password=f"guess-{n}").status_code for n in range(10)]
    assert statuses == [403] * 8 + [429] * 2
    assert guesser.bare("/sign-in", name="周", password=PASSWORD).status_code == 429
    assert guesser.bare("/sign-in", name="没有这个人", password="x").status_code == 403
    assert console.browser(next(iter(PEOPLE))).get("/").status_code == 200
    console.sql("DELETE FROM misses")


def test_a_one_time_password_opens_nothing_until_it_is_replaced(filled: Filled) -> None:
    console, administrator = filled.console, filled.browsers["administrator"]
    answer = administrator.post("/accounts", name="新来的", role="lead", area="西城街道")
    password = answer.text.partition('class="secret">')[2].partition("<")[0]
    browser = Browser(console)
    assert browser.bare("/sign-in", name="新来的", password=password).status_code == 303
    assert browser.get("/").headers["location"] == "/password"
    assert browser.get("/stations").headers["location"] == "/password"
    for fresh, again in (("short", "short"), ("long-enough-1", "long-enough-2"), (password, password)):
        assert browser.post("/password", old=password, fresh=fresh, again=again).status_code == 422
    assert browser.post("/password", old="wrong", fresh="long-enough-1", again="long-enough-1").status_code == 422
    assert browser.post("/password", old=password, fresh="long-enough-1", again="long-enough-1").status_code == 303
    assert "府西" in browser.get("/stations").text
    assert browser.post("/accounts", name="x", role="administrator").status_code == 403
