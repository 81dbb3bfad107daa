"""A dataset's rows → figures that contradict each other or themselves (the checks of the findings model)."""

from collections.abc import Iterator
from typing import Final

from kgsm.study import Answers, Dataset, Partition, Study
from kgsm.tables import identifier, literal
from kgsm.validate.checks import Check, run
from kgsm.validate.figures import figure_values
from kgsm.validate.result import Result
from kgsm.validate.rows import Rows, Together, all_rows, column_list

# With more decimals than these a share comes from a computer's floating point, and its last one compared may be off by one.
_DECIMALS: Final = 10
# Numbers that are longer are left out, so that nothing computed here outgrows HUGEINT (38 digits) or DECIMAL(38, 10).
_WHOLE: Final = "CASE WHEN length({cell}) < 16 AND regexp_full_match({cell}, '[0-9]+') THEN TRY_CAST({cell} AS HUGEINT) END"
_AMOUNT: Final = "TRY_CAST({cell} AS DECIMAL(28, 10))"
_PRINTED: Final = "least(length(split_part({cell}, '.', 2)), 10)::INTEGER"
_HALF: Final = f"CAST('0.' || repeat('0', {_PRINTED}) || '5' AS DECIMAL(38, 12))"

# Each share with the count of the same cell. 100 * count / base is rounded half up at the share's decimals in whole numbers,
# all of them 10 ** 10 times as large, so nothing is lost on the way.
_PAIRS: Final = f"""
(SELECT s._row, s._iri, s._value, c._value AS _counted, c._row AS _count_row, {{base}} AS _base,
        {_WHOLE.format(cell="_counted")} AS _n, {_WHOLE.format(cell="_base")} AS _b,
        {_PRINTED.format(cell="s._value")} AS _decimals, rpad('1', _decimals + 1, '0')::HUGEINT AS _scale,
        CASE WHEN _b > 0 THEN (200 * _n * _scale + _b) // (2 * _b) END AS _right,
        replace({_AMOUNT.format(cell="s._value")}::VARCHAR, '.', '')::HUGEINT AS _given,
        abs(_given - _right * (10000000000 // _scale)) AS _off
 FROM (SELECT * FROM {{rows}} WHERE _share AND _sound) AS s
 JOIN (SELECT * FROM {{rows}} WHERE _count AND _sound) AS c ON {{same}}) AS r
"""
_PAIR_DIFFERS: Final = f"_off > CASE WHEN length(split_part(_value, '.', 2)) > {_DECIMALS} THEN 1 ELSE 0 END"
_PAIR_RIGHT: Final = (
    "CASE WHEN _decimals = 0 THEN _right::VARCHAR "
    "ELSE (_right // _scale)::VARCHAR || '.' || lpad((_right % _scale)::VARCHAR, _decimals, '0') END"
)

# What each group of rows sums to. `_slack` is half a unit of the last printed decimal for each part.
_SUMS: Final = f"""
(SELECT max(_row) AS _row, max_by(_iri, _row) AS _iri, string_agg(_value, ' + ' ORDER BY _row) AS _parts,
        sum({_AMOUNT.format(cell="_value")}) AS _sum, sum({_HALF.format(cell="_value")}) AS _slack, count(*) AS _members,
        bool_and(_share) AS _shares, bool_and(_count) AS _counts,
        min({_WHOLE.format(cell="base_size")}) AS _least, max({_WHOLE.format(cell="base_size")}) AS _most
 FROM {{rows}} WHERE {{where}} AND _sound AND {_AMOUNT.format(cell="_value")} IS NOT NULL
 GROUP BY {{keys}}) AS r
"""
SUM: Final = "CASE WHEN contains(_sum::VARCHAR, '.') THEN rtrim(rtrim(_sum::VARCHAR, '0'), '.') ELSE _sum::VARCHAR END"


def check_model(study: Study, doubled: frozenset[str] = frozenset()) -> Iterator[Result]:
    """Return the figures that cannot be right as they stand, each dataset for itself.

    The rows of the tables `doubled` are not compared with each other: some of them are there twice.
    """
    respondents = _respondents(study)
    for rows in all_rows(study):
        yield from run(rows, [*_bounds(rows), *_below_respondents(rows, respondents)])
        if rows.dataset.table not in doubled:
            yield from run(rows, [*_pairs(rows), *_sums(rows)])


def _bounds(rows: Rows) -> Iterator[Check]:
    value, base = rows.dataset.value_column(), "TRY_CAST(base_size AS DOUBLE)"
    yield Check("share-above-100", value, "_share AND _number > 100")
    yield Check("negative-value", value, "(_share OR _count) AND _number < 0")
    yield Check("wrong-base-size", "base_size", f"{base} < 1")
    yield Check("count-above-base", value, f"_count AND _number > {base}", values={"right": "base_size"})


def _respondents(study: Study) -> dict[str, str]:
    """Return the number of respondents of each wave, where its figure is a number."""
    values = figure_values(study, [figure for _, figure in study.respondents])
    return {wave: values[figure].text for wave, figure in study.respondents if figure in values and values[figure].number}


def _below_respondents(rows: Rows, respondents: dict[str, str]) -> Iterator[Check]:
    wave = rows.dataset.specification("wave")
    # Fieldwork has bases of its own: of the invited there are more than answered.
    if wave is None or not respondents or rows.dataset.answers is Answers.NONE:
        return
    whens = " ".join(f"WHEN {literal(code)} THEN {literal(number)}" for code, number in respondents.items())
    limit = f"CASE {identifier(wave.component.name)} {whens} END"
    condition = f"TRY_CAST(base_size AS DOUBLE) > TRY_CAST({limit} AS DOUBLE)"
    yield Check("base-above-respondents", "base_size", condition, values={"right": limit})


def _pairs(rows: Rows) -> Iterator[Check]:
    names = rows.key("quantity", "measure")
    if names == rows.key():
        return
    same = [f"s.{identifier(each)} = c.{identifier(each)}" for each in names]
    base = "coalesce(s.base_size, c.base_size)"
    if rows.has_measures():
        # Measures of one point may count different things. Those with one base are the share and the count of it.
        same += ["s.base_size = c.base_size", "s.base = c.base"]
    pairs = _PAIRS.format(base=base, rows=rows.relation, same=" AND ".join(same) or "true")
    relation = Together(pairs, column_list(names) or "true")
    values = {"count": "_counted", "base": "_base", "right": _PAIR_RIGHT, "row": "_count_row"}
    value = rows.dataset.value_column()
    yield Check("share-does-not-follow", value, _PAIR_DIFFERS, found="_value", values=values, relation=relation)


def _sums(rows: Rows) -> Iterator[Check]:
    if rows.dataset.answers is Answers.MULTIPLE:  # a unit may be in several parts
        return
    for relation, members in grouped(rows):
        yield from _partition(rows, relation, members)
    answer = _answer_dimension(rows)
    if rows.dataset.answers is Answers.SINGLE and answer is not None:
        where = f"_share AND {_top_codes(rows, answer)}"
        relation = _grouped(rows, answer, where)
        values = {"parts": "_parts"}
        condition = "_members > 1 AND _sum > 100 + _slack"
        yield Check("answers-above-100", rows.dataset.value_column(), condition, found=SUM, values=values, relation=relation)


def grouped(rows: Rows) -> Iterator[tuple[Together, int]]:
    """Return for each partition of a dataset the relation of its sums, and of how many parts each is made."""
    names = {each.component.name for each in rows.dataset.specifications}
    for partition in rows.dataset.partitions:
        if partition.dimension in rows.key() and {name for name, _ in partition.where} <= names:
            yield _parted(rows, partition), len(partition.codes)


def _parted(rows: Rows, partition: Partition) -> Together:
    parts = ", ".join(literal(code) for code in partition.codes)
    terms = [f"{identifier(partition.dimension)} IN ({parts})", "(_share OR _count)"]
    terms += [f"{identifier(name)} = {literal(code)}" for name, code in partition.where]
    return _grouped(rows, partition.dimension, " AND ".join(terms))


def _partition(rows: Rows, relation: Together, members: int) -> Iterator[Check]:
    whole = f"_members = {members}"
    value = rows.dataset.value_column()
    of_shares = f"{whole} AND _shares AND abs(_sum - 100) > _slack"
    values = {"parts": "_parts", "right": "'100'"}
    yield Check("parts-do-not-sum", value, of_shares, found=SUM, values=values, relation=relation)
    of_counts = f"{whole} AND _counts AND (_sum <> _least OR _sum <> _most)"
    values = {"parts": "_parts", "right": "CASE WHEN _sum <> _least THEN _least ELSE _most END"}
    yield Check("parts-do-not-sum", value, of_counts, found=SUM, values=values, relation=relation)


def _grouped(rows: Rows, dimension: str, where: str) -> Together:
    keys = column_list(rows.key(dimension)) or "true"
    return Together(_SUMS.format(rows=rows.relation, where=where, keys=keys), keys)


def _answer_dimension(rows: Rows) -> str | None:
    """Return the dimension whose codes are the answers: that of the partitions, else the only one it can be."""
    parted = {each.dimension for each in rows.dataset.partitions}
    if len(parted) == 1:
        return next(iter(parted & set(rows.key())), None)
    names = [each for each in rows.key("quantity", "measure", "area") if each not in rows.dataset.slice_by]
    names = [each for each in names if not _is_period(rows.study, rows.dataset, each)]
    return names[0] if len(names) == 1 else None


def _is_period(study: Study, dataset: Dataset, name: str) -> bool:
    specification = dataset.specification(name)
    code_list = study.code_list(specification.component.code_list or "") if specification else None
    return code_list is not None and any(each.start is not None for each in code_list.concepts)


def _top_codes(rows: Rows, name: str) -> str:
    # Narrower codes are parts of their broader one and would be counted twice.
    specification = rows.dataset.specification(name)
    code_list = rows.study.code_list(specification.component.code_list or "") if specification else None
    if code_list is None or all(each.broader is None for each in code_list.concepts):
        return "true"
    top = ", ".join(literal(each.code) for each in code_list.concepts if each.broader is None)
    return f"{identifier(name)} IN (SELECT unnest([{top}]::VARCHAR[]))"
