"""The Arabic catalogues: compile them, or tell what is not translated."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
LANGUAGE = "ar"
KEYWORDS = {
    "_": None,
    "N_": None,
    "NN_": (1, 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
# The simulated exchange is an outside party and speaks English.
SOURCES = (("app", "*.py", "python"), ("templates", "*.html", "jinja2.ext:babel_extract"),
           ("templates", "*.txt", "jinja2.ext:babel_extract"))  # fmt: skip
LEFT_OUT = ("app/sandbox",)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")


def catalogue_files() -> list[Path]:
    """Every package's catalogue of Arabic sentences."""
    return sorted((ROOT / "translations").glob(f"*/{LANGUAGE}/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Write the compiled file beside each catalogue; their number."""
    files = catalogue_files()
    for path in files:
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, _read(path))
    return len(files)


def complaints() -> list[str]:
    """What is wrong, one line each: untranslated, doubtful, or with another placeholder."""
    known: set[str] = set()
    found: list[str] = []
    for path in catalogue_files():
        name = path.relative_to(ROOT)
        for message in _read(path):
            if not message.id:
                continue
            known.update(_as_strings(message.id)[:1])
            found += [f"{name}:{message.lineno}: {problem}" for problem in _problems(message)]
    return found + [
        f"{path}:{line}: no Arabic for {text!r}"
        for path, line, text in _marked_strings()
        if text not in known
    ]


def _problems(message: Message) -> Iterator[str]:
    english, arabic = _as_strings(message.id), _as_strings(message.string)
    if message.fuzzy:
        yield f"marked fuzzy: {english[0]!r}"
    if not arabic or not all(arabic):
        yield f"empty: {english[0]!r}"
        return
    # A plural form may leave the number out ("one claim"), but never name another thing.
    wanted = set(PLACEHOLDER.findall(" ".join(english)))
    single = len(english) == 1
    for form in arabic:
        given = set(PLACEHOLDER.findall(form))
        if (given != wanted) if single else not given <= wanted:
            yield f"placeholders differ: {english[0]!r} and {form!r}"


def _marked_strings() -> Iterator[tuple[str, int, str]]:
    """File, line and English text of every sentence marked for translation."""
    for folder, pattern, method in SOURCES:
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if name.startswith(LEFT_OUT):
                continue
            options = {"silent": "false"}
            for line, text, *_ in extract_from_file(method, path, KEYWORDS, options=options):
                yield name, line, _as_strings(text)[0]


def _as_strings(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=LANGUAGE, abort_invalid=True)


def main() -> None:
    """`compile` or `check`; exit 1 when a check complains."""
    if sys.argv[1:] == ["compile"]:
        print(f"Compiled {compile_all()} catalogues.")
        return
    found = complaints()
    print("\n".join(found) or "Every sentence has its Arabic.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
