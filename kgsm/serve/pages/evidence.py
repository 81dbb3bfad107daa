"""Evidence and statements (kgsm:Evidence, kgsm:Statement) → what a source says about a figure, and how to check it oneself."""

from dataclasses import dataclass

from kgsm.namespaces import DC, DCTERMS, FOAF, KGSM, OA, SDMX_ATTRIBUTE
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words
from kgsm.serve.pages.findings import names, with_unit
from kgsm.serve.pages.parts import Row, Value, address, link, row, rows
from kgsm.serve.visit import Visit


@dataclass(frozen=True, slots=True)
class Check:
    """How a person checks a figure with a copy of the source of their own: the source's id and a script.

    `has_digest` is whether there is a digest of the sentence, by which it is found in another print of the text.
    """

    source: str
    script: str
    has_digest: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a source says about a figure. `id` is the fragment under which the page has it.

    `who` says it and `stated` is what: only where it differs from the figure. `check` is None without a recorded span.
    """

    id: str
    source: Value
    who: Words | None
    stated: Words | None
    rows: tuple[Row, ...]
    quote: Words | None
    rights: Words | None
    check: Check | None


def evidence(visit: Visit, facts: Facts, sources: Facts, iri: str, prop: str) -> tuple[Evidence, ...]:
    """Return the pieces of evidence that a finding has by `prop`. `facts` describe both, `sources` are where they come from.

    What a source states is in the unit of the finding that it is about.
    """
    unit = facts.value(iri, SDMX_ATTRIBUTE.unitMeasure)
    copies = names(visit, [copy for (source, prop) in sources.objects for copy in _copy(sources, source, prop)])
    return tuple(
        _piece(visit, facts, sources, copies, (node, _stated(visit, facts, node, unit))) for node in facts.iris(iri, prop)
    )


def _copy(sources: Facts, source: str, prop: str) -> list[str]:
    return sources.iris(source, prop) if prop == str(KGSM.copyOf) else []


def _piece(visit: Visit, facts: Facts, sources: Facts, copies: Facts, said: tuple[str, Words | None]) -> Evidence:
    node, stated = said
    target = facts.value(node, OA.hasTarget)
    source = facts.value(target, OA.hasSource)
    selector = facts.value(target, OA.hasSelector)
    sentences = facts.iris(target, KGSM.sentence)
    sentence = next((each for each in sentences if facts.terms(each, OA.start)), "")
    quote = next((words for each in sentences if (words := facts.words(each, OA.exact))), None)
    exactness = facts.value(node, KGSM.exactness)
    return Evidence(
        id=node.partition("#")[2],
        source=link(visit, sources, source),
        who=sources.words(source, DC.publisher) or sources.words(source, DC.creator),
        stated=stated,
        rows=rows(
            row(visit, "exactness", link(visit, facts, exactness) if exactness else None),
            row(visit, "evidence.token", facts.words(node, KGSM.token)),
            row(visit, "evidence.locator", facts.words(node, KGSM.locator)),
            row(visit, "evidence.span", _span(visit, facts, selector) or visit.say("evidence.no-span")),
            row(visit, "evidence.sentence", _span(visit, facts, sentence)),
            row(visit, "note", facts.words(node, KGSM.note)),
            *source_rows(visit, sources, copies, source),
            row(visit, "evidence.sentence-digest", digest(facts.value(node, KGSM.sentenceDigest)) if sentence else None),
            row(visit, "evidence.source-digest", digest(sources.value(source, KGSM.sourceDigest)) if selector else None),
        ),
        quote=quote,
        rights=sources.words(source, DCTERMS.rights) if quote else None,
        check=_check(facts, sources, node, (source, selector, sentence)) if selector else None,
    )


def _stated(visit: Visit, facts: Facts, node: str, unit: str) -> Words | None:
    term = facts.term(node, KGSM.statedValue)
    if term is None:
        return None
    shown = with_unit(visit, term, unit, names(visit, [unit] if unit else []))
    exactness = facts.value(node, KGSM.exactness)
    return Words(f"{shown} ({facts.label(exactness).text})" if exactness else shown)


def _check(facts: Facts, sources: Facts, node: str, parts: tuple[str, str, str]) -> Check:
    source, selector, sentence = parts
    name = sources.value(source, DCTERMS.identifier) or "source"
    return Check(
        source=name,
        script=script(
            sources.value(source, KGSM.sourceDigest),
            (facts.value(selector, OA.start), facts.value(selector, OA.end), facts.value(node, KGSM.token)),
            (facts.value(sentence, OA.start), facts.value(sentence, OA.end), facts.value(node, KGSM.sentenceDigest)),
        ),
        has_digest=bool(sentence and facts.value(node, KGSM.sentenceDigest)),
    )


def script(source: str, token: tuple[str, str, str], sentence: tuple[str, str, str]) -> str:
    """Return Python that checks a copy of a source: its digest, the number's place, the sentence's digest.

    `source` is the digest of the text, `token` start, end and the printed number, `sentence` start, end and digest; the
    sentence's are empty where the study names none.
    """
    lines = [
        "import hashlib, sys, unicodedata",
        "",
        'text = unicodedata.normalize("NFC", open(sys.argv[1], encoding="utf-8-sig").read())',
    ]
    if source:
        lines.append(f'print("same text:", hashlib.sha256(text.encode()).hexdigest() == {_quoted(source)})')
    lines.append(f'print("number:", text[{_number(token[0])}:{_number(token[1])}] == {_quoted(token[2])})')
    if sentence[0] and sentence[2]:
        lines.append(f"sentence = text[{_number(sentence[0])}:{_number(sentence[1])}]")
        lines.append(f'print("sentence:", hashlib.sha256(sentence.encode()).hexdigest() == {_quoted(sentence[2])}, sentence)')
    return "\n".join(lines)


def _number(lexical: str) -> str:
    return lexical if lexical.isascii() and lexical.isdigit() else "0"


def _quoted(text: str) -> str:
    return ascii(text)


def source_rows(visit: Visit, sources: Facts, copies: Facts, source: str) -> tuple[Row | None, ...]:
    """Return what tells a reader which source it is, and whether it is a print of another one."""
    page = sources.value(source, FOAF.page)
    return (
        row(visit, "source.author", sources.words(source, DC.creator)),
        row(visit, "source.publisher", sources.words(source, DC.publisher)),
        row(visit, "source.citation", sources.words(source, DCTERMS.bibliographicCitation)),
        row(visit, "source.date", wording.day(sources.value(source, DCTERMS.issued), visit.language)),
        row(visit, "source.address", address(visit, page) if page else None),
        row(visit, "source.copy-of", *(link(visit, copies, each) for each in sources.iris(source, KGSM.copyOf))),
    )


def digest(value: str) -> Value:
    """Return a SHA-256 as pages show it."""
    return Value(Words(value), code=True)


def _span(visit: Visit, facts: Facts, selector: str) -> str:
    start, end = facts.value(selector, OA.start), facts.value(selector, OA.end)
    return visit.say("evidence.span.value", start=start, end=end) if start and end else ""
