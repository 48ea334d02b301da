"""Every sentence shown, spoken or printed: kept in words files (zh.toml, en.toml), looked up by dotted key."""

import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

import tomli

Lang = Literal["zh", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)


class WordsError(Exception):
    """A words file that cannot be used: names the file, the key where there is one, and what was expected."""

    def __init__(self, file: Path, key: str, message: str) -> None:
        super().__init__(f"{file}: {key}: {message}" if key else f"{file}: {message}")
        self.file = file
        self.key = key


class NoSuchWords(Exception):  # noqa: N818 - says what is missing
    """A sentence that cannot be said: no such key or language, or a field it needs was not given."""

    def __init__(self, lang: str, key: str, message: str) -> None:
        super().__init__(f"words {key!r} ({lang}): {message}")
        self.lang = lang
        self.key = key


class Words:
    """The sentences of a station in all its languages."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        self._sentences = {lang: dict(of) for lang, of in sentences.items()}

    def say(self, lang: str, key: str, **fields: object) -> str:
        """The sentence in that language with its fields filled in; fields it does not mention are let go.

        Raises NoSuchWords for an unknown key or language, and for a field that was not given.
        """
        try:
            return self.written(lang, key).format_map(fields)
        except KeyError as missing:
            raise NoSuchWords(lang, key, f"needs the field {missing}") from None

    def written(self, lang: str, key: str) -> str:
        """The sentence as it stands in the words file, placeholders included. Raises NoSuchWords."""
        sentence = self._sentences.get(lang, {}).get(key)
        if sentence is None:
            raise NoSuchWords(lang, key, "not in the words files")
        return sentence

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._sentences[LANGUAGES[0]]

    def keys(self) -> tuple[str, ...]:
        """Every key, sorted; the same in all languages."""
        return tuple(sorted(self._sentences[LANGUAGES[0]]))

    def placeholders(self, key: str) -> frozenset[str]:
        """The fields a sentence needs. Raises NoSuchWords for an unknown key."""
        if not self.has(key):
            raise NoSuchWords(LANGUAGES[0], key, "not in the words files")
        return _fields(self._sentences[LANGUAGES[0]][key])

    def texts(self, lang: Lang) -> Iterator[str]:
        """Every sentence of a language as written, placeholders included."""
        return iter(self._sentences[lang].values())


def load(folders: Iterable[Path]) -> Words:
    """Reads zh.toml and en.toml of each folder into one collection.

    Raises WordsError for a file that is missing or no TOML, a value that is no sentence, a placeholder that is more
    than a name, a key of two folders, and languages that differ in keys or placeholders.
    """
    sentences: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
    for folder in folders:
        read: dict[str, dict[str, str]] = {lang: _read(folder / f"{lang}.toml") for lang in LANGUAGES}
        _same_everywhere(folder, read)
        for lang, own in read.items():
            twice = min(own.keys() & sentences[lang].keys(), default="")
            if twice:
                raise WordsError(folder / f"{lang}.toml", twice, "another words folder has this key already")
            sentences[lang].update(own)
    return Words(sentences)


def _read(file: Path) -> dict[str, str]:
    try:
        tree = tomli.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WordsError(file, "", "there is no such file; every words folder has one file a language") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise WordsError(file, "", f"not readable as TOML in UTF-8: {broken}") from None
    return dict(_flat(file, "", tree))


def _flat(file: Path, prefix: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flat(file, f"{key}.", value)
            continue
        if not isinstance(value, str) or not value.strip():
            raise WordsError(file, key, "a sentence in quotes was expected")
        try:
            _fields(value)
        except ValueError as bad:
            raise WordsError(file, key, str(bad)) from None
        yield key, value


def _fields(sentence: str) -> frozenset[str]:
    """The names in braces. Raises ValueError where a placeholder is anything but a plain name."""
    found = set()
    for _, name, spec, conversion in string.Formatter().parse(sentence):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"a placeholder is a plain name like {{number}}, not {name!r} with more in its braces")
        found.add(name)
    return frozenset(found)


def _same_everywhere(folder: Path, read: Mapping[str, Mapping[str, str]]) -> None:
    first, *others = LANGUAGES
    for other in others:
        for key in sorted(read[first].keys() ^ read[other].keys()):
            lacking, having = (other, first) if key in read[first] else (first, other)
            raise WordsError(folder / f"{lacking}.toml", key, f"missing, while {having}.toml has it")
        for key, sentence in read[first].items():
            here, there = _fields(sentence), _fields(read[other][key])
            if here != there:
                message = f"placeholders {_named(there)}, while {first}.toml has {_named(here)}"
                raise WordsError(folder / f"{other}.toml", key, message)


def _named(fields: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(fields)) or "none"
