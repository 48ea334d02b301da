"""Sound that is really made and really played, and what happens where espeak-ng, aplay or a device is missing."""

import array
import logging
import os
import threading
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.words import LANGUAGES, Lang
from kiosk.bootstrap import all_words
from kiosk.touch.voice import sound
from kiosk.touch.voice.espeak import Espeak
from kiosk.touch.voice.plan import Plan, plan, recording
from kiosk.touch.voice.speaker import VOLUME, Speaker, station_voice

WORDS = all_words()


def seconds(file: Path) -> float:
    with wave.open(str(file)) as wav:
        return float(wav.getnframes() / wav.getframerate())


def write(file: Path, samples: int, level: int = 1000) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(sound.RATE)
        wav.writeframes(level.to_bytes(2, "little", signed=True) * samples)


@pytest.fixture
def speakers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """ALSA without a sound card: what would be heard is written to a file."""
    heard = tmp_path / "heard.raw"
    conf = tmp_path / "asound.conf"
    conf.write_text(f'pcm.!default {{ type file file "{heard}" format raw slave.pcm {{ type null }} }}\n')
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(conf))
    return heard


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.005)


@pytest.mark.parametrize(
    ("lang", "text", "least", "most"),
    [
        ("zh", "今天的餐卖完了。还没有收钱。可以排队等加饭。", 3.0, 9.0),
        ("zh", "您是八号，请坐。", 1.0, 4.0),
        ("en", "Sold out. No money was taken. You can queue for extra portions.", 2.5, 8.0),
    ],
)
def test_a_sentence_becomes_a_sound_about_as_long_as_it_takes_to_say(
    lang: Lang, text: str, least: float, most: float, tmp_path: Path
) -> None:
    file = Espeak(tmp_path).speak(lang, text)
    assert file is not None
    assert least < seconds(file) < most
    assert max(array.array("h", sound.decoded((file,)))) > 0


def test_a_sentence_is_made_once(tmp_path: Path) -> None:
    espeak = Espeak(tmp_path)
    file = espeak.speak("en", "Are you still here?")
    assert file is not None
    made = file.stat().st_ino
    assert espeak.speak("en", "Are you still here?") == file
    assert Espeak(tmp_path, program="no-such-program").speak("en", "Are you still here?") == file
    assert file.stat().st_ino == made


def test_what_was_not_heard_for_longest_gives_way(tmp_path: Path) -> None:
    espeak = Espeak(tmp_path, most=200_000)
    first = espeak.speak("en", "one")
    assert first is not None
    for number in range(2, 12):
        for name in tmp_path.glob("*.wav"):  # an hour passes
            os.utime(name, ns=(name.stat().st_atime_ns, name.stat().st_mtime_ns - 3600 * 10**9))
        espeak.speak("en", "one")
        assert espeak.speak("en", f"You are number {number}.") is not None
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 200_000
    assert first.exists()
    assert len(list(tmp_path.iterdir())) < 11


def test_without_espeak_there_is_silence_and_one_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    espeak = Espeak(tmp_path, program="no-such-program")
    with caplog.at_level(logging.WARNING):
        assert [espeak.speak("zh", text) for text in ("甲", "乙")] == [None, None]
    assert len(caplog.records) == 1
    assert "no-such-program" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_without_a_sound_device_there_is_silence_and_one_line_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "none.conf").write_text("")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none.conf"))
    player = sound.Aplay()
    with caplog.at_level(logging.WARNING):
        assert [player.play(b"\0" * 4410) for _ in range(2)] == [False, False]
        assert not sound.Aplay("no-such-program").play(b"\0" * 4410)
    assert len(caplog.records) == 2


def test_a_recording_is_heard_instead_of_the_made_sentence(tmp_path: Path, speakers: Path) -> None:
    folder = tmp_path / "voice"
    write(folder / "zh" / "meals.sold_out.wav", 22050)
    speaker = station_voice(WORDS, folder)
    speaker.say("zh", [phrase("meals.sold_out")])
    until(lambda: speakers.exists() and speakers.stat().st_size >= 44100)
    speaker.close()
    loud = int.from_bytes(speakers.read_bytes()[1000:1002], "little", signed=True)
    assert loud == 1000 * VOLUME // 100
    assert not (folder / "cache").exists()


def test_a_damaged_recording_is_passed_over(tmp_path: Path, speakers: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "voice"
    (folder / "zh").mkdir(parents=True)
    (folder / "zh" / "meals.sold_out.ogg").write_bytes(b"no sound at all")
    speaker = station_voice(WORDS, folder)
    speaker.say("zh", [phrase("meals.sold_out")])
    until(lambda: speakers.exists() and speakers.stat().st_size > 100_000)
    speaker.close()
    assert "meals.sold_out.ogg" in caplog.text
    assert len(list((folder / "cache").iterdir())) == 1


class Slow:
    """A loudspeaker that plays until it is cut."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.cuts = 0
        self._cut = threading.Event()

    def play(self, sound: bytes, wanted: Callable[[], bool]) -> bool:
        self._cut.clear()
        if not wanted():
            return False
        self.began.append(len(sound))
        return not self._cut.wait(10)

    def cut(self) -> None:
        self.cuts += 1
        self._cut.set()


def speaking(tmp_path: Path, keys: Sequence[str]) -> tuple[Speaker, Slow]:
    """A voice whose sentences are known by their length."""
    for length, key in enumerate(keys, 1):
        write(tmp_path / "zh" / f"{key}.wav", length)
    player = Slow()

    def planned(lang: Lang, said: Phrase) -> Plan:
        return plan(WORDS, lang, said, lambda key: recording(tmp_path, lang, key))

    return Speaker(planned, lambda _lang, _text: None, player), player


def test_a_new_sentence_cuts_the_old_one_at_once(tmp_path: Path) -> None:
    speaker, player = speaking(tmp_path, ["shell.voice.welcome", "meals.sold_out", "meals.closed"])
    speaker.say("zh", [phrase("shell.voice.welcome"), phrase("meals.sold_out")])
    until(lambda: player.began == [2])
    speaker.say("zh", [phrase("meals.closed")])
    until(lambda: player.began == [2, 6])
    speaker.close()
    assert player.began == [2, 6]


def test_what_is_added_waits_until_the_sentence_is_over(tmp_path: Path) -> None:
    speaker, player = speaking(tmp_path, ["shell.voice.welcome", "meals.sold_out"])
    speaker.say("zh", [phrase("shell.voice.welcome")])
    until(lambda: player.began == [2])
    speaker.add("zh", [phrase("meals.sold_out")])
    assert player.began == [2]
    player.cut()
    until(lambda: player.began == [2, 4])
    speaker.close()


def test_telling_it_something_never_waits(tmp_path: Path) -> None:
    speaker, player = speaking(tmp_path, ["shell.voice.welcome"])
    speaker.say("zh", [phrase("shell.voice.welcome")])
    until(lambda: player.began == [2])
    began = time.perf_counter()
    for _ in range(100):
        speaker.say("zh", [phrase("shell.voice.welcome")])
    assert time.perf_counter() - began < 0.1
    speaker.close()


def test_the_next_person_hears_the_usual_volume(tmp_path: Path) -> None:
    speaker, player = speaking(tmp_path, ["shell.voice.welcome"])
    speaker.volume = 100
    speaker.say("zh", [phrase("shell.voice.welcome")])
    until(lambda: player.began == [2])
    speaker.reset()
    assert speaker.volume == VOLUME
    assert player.cuts
    speaker.close()


def test_a_sentence_that_fails_does_not_end_the_voice(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    speaker, player = speaking(tmp_path, ["shell.voice.welcome"])
    speaker.say("zh", [phrase("no.such.sentence"), phrase("shell.voice.welcome")])
    until(lambda: player.began == [2])
    speaker.close()
    assert "no.such.sentence" in caplog.text


def test_aplay_is_cut_while_it_plays(tmp_path: Path) -> None:
    program = tmp_path / "aplay"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    player = sound.Aplay(str(program))
    ended = threading.Event()

    def play() -> None:
        player.play(b"")
        ended.set()

    thread = threading.Thread(target=play)
    thread.start()
    until(lambda: player._playing is not None)
    player.cut()
    assert ended.wait(5)
    thread.join()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_with_quotes_brackets_and_numbers_are_made(lang: Lang, tmp_path: Path) -> None:
    espeak = Espeak(tmp_path)
    for key in ("meals.voice.pay", "house.error", "beds.ticket_is", "meals.bad_member", "house.unknown_code"):
        fields = dict.fromkeys(WORDS.placeholders(key), "12")
        assert espeak.speak(lang, WORDS.say(lang, key, **fields)) is not None, key
