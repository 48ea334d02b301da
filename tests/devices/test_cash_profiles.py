"""Profiles of coins, notes and hoppers: whole, with their source, and refused in one sentence where they are broken."""

from pathlib import Path

import pytest

from kiosk.base.files import bundled
from kiosk.base.toml import ConfigError
from kiosk.devices.cash.profile import COINS, HOPPER, NOTES, acceptor_ids, hopper_ids, load_acceptor, load_hopper
from kiosk.devices.profiles import Verified

EVERY = [(kind, one) for kind in (COINS, NOTES) for one in acceptor_ids(kind)] + [(HOPPER, one) for one in hopper_ids()]


@pytest.mark.parametrize(("kind", "profile_id"), EVERY)
def test_every_bundled_profile_is_whole_and_claims_no_real_money(kind: str, profile_id: str) -> None:
    profile = load_hopper(profile_id) if kind == HOPPER else load_acceptor(kind, profile_id)
    assert (profile.id, profile.kind, profile.verified) == (profile_id, kind, Verified())


@pytest.mark.parametrize(("kind", "profile_id"), EVERY)
def test_a_make_is_there_only_with_its_source(kind: str, profile_id: str) -> None:
    text = (bundled("device_profiles") / kind / f"{profile_id}.toml").read_text("utf-8")
    assert "Generic" in text if profile_id.startswith("generic-") else "manual" in text.lower()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[poll]\nevery_s = 2\n", "ours.toml, line 6: poll.every_s: expected a number <= 0.9, found 2"),
        (
            "[inhibit]\nmask = 16\n",
            "ours.toml, line 6: inhibit.mask: this key is not known; expected one of: channels, master",
        ),
        ("[device]\naddress = 1\n", "ours.toml, line 6: device.address: expected a whole number >= 2, found 1"),
    ],
)
def test_a_broken_profile_is_refused_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    folder = tmp_path / COINS
    folder.mkdir()
    source = bundled("device_profiles") / COINS / "generic-coins.toml"
    (folder / "generic-coins.toml").write_bytes(source.read_bytes())
    head = 'schema = 1\nid = "ours"\nkind = "cctalk_coins"\ninherits = "generic-coins"\n'
    (folder / "ours.toml").write_text(head + text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_acceptor(COINS, "ours", tmp_path)
    assert str(caught.value) == sentence
