"""kgsm catalog score: published folder -> how portals would rate its catalog, and what to do about it."""

import json
from pathlib import Path
from typing import Final

import click

from kgsm.cli.verb import verb
from kgsm.conductor import score_catalog
from kgsm.quality import TOTAL, Measured, Score, rating
from kgsm.text import Text

_HEAD: Final = Text(
    de="{study}: {points} von {total} Punkten ({rating}), {open} weitere, wenn die Adressen antworten ({then}).",
    en="{study}: {points} of {total} points ({rating}), {open} more when the addresses answer ({then}).",
)
_TODO: Final = Text(de="    fehlt: {advice}", en="    missing: {advice}")
_NO_CONTRIBUTOR: Final = Text(
    de="  GovData: Die Kennung des Datenbereitstellers (contributor_id) fehlt. GovData vergibt sie auf Anfrage "
    "(info@govdata.de) und ergänzt sie beim Abholen; der Katalog ist sonst gültig. Auf die Punkte wirkt sie nicht.",
    en="  GovData: the contributor's id (contributor_id) is missing. GovData issues it on request "
    "(info@govdata.de) and adds it when it harvests; the catalog is valid apart from that. It has no effect on the points.",
)
_ACTIONS: Final = ("score",)


@verb(
    """Tell how data.europa.eu would score a published catalog (MQA, 405 points).

    kgsm catalog score [PUBLISHED] reads the folder PUBLISHED alone, without any network: for each study the points of each
    criterion, what is missing, and what to do about it. Whether an address answers can only be seen by the portal; those 80
    points are told apart and never counted."""
)
@click.argument("action", type=click.Choice(_ACTIONS))
@click.argument("published", type=click.Path(file_okay=False, path_type=Path), default="published")
@click.option("--json", "as_json", is_flag=True, envvar="KGSM_JSON", help="One JSON object for the whole catalog.")
def command(action: str, published: Path, language: str, *, as_json: bool) -> None:  # noqa: ARG001 - there is one action
    ratings = score_catalog(published)
    if as_json:
        click.echo(json.dumps(_as_json(tuple(each.score for each in ratings), language), ensure_ascii=False, indent=2))
        return
    for each in ratings:
        for line in _lines(each.score, language):
            click.echo(line)
        if not each.has_contributor:
            click.echo(_NO_CONTRIBUTOR.in_language(language))


def _lines(score: Score, language: str) -> list[str]:
    head = _HEAD.in_language(language).format(
        study=score.study,
        points=score.points,
        total=TOTAL,
        rating=rating(score.points).in_language(language),
        open=score.open,
        then=rating(score.points + score.open).in_language(language),
    )
    lines = [head]
    for each in score.measured:
        criterion = each.criterion
        mark = {True: "+", False: "-", None: "?"}[each.reached]
        label = f"{criterion.label.in_language(language)} ({criterion.dimension.in_language(language)})"
        lines.append(f"  {mark} {each.points:>2}/{criterion.points:<2}  {label}")
        if each.reached is False:
            lines.append(_TODO.in_language(language).format(advice=criterion.advice.in_language(language)))
        elif each.reached is None:
            lines.append(f"    {criterion.advice.in_language(language)}")
    return lines


def _as_json(scores: tuple[Score, ...], language: str) -> dict[str, object]:
    return {
        "maximum": TOTAL,
        "studies": [
            {
                "study": str(each.study),
                "points": each.points,
                "open": each.open,
                "rating": rating(each.points).in_language(language),
                "criteria": [_criterion(measured, language) for measured in each.measured],
            }
            for each in scores
        ],
    }


def _criterion(measured: Measured, language: str) -> dict[str, object]:
    criterion = measured.criterion
    return {
        "metric": str(criterion.iri),
        "name": criterion.label.in_language(language),
        "dimension": criterion.dimension.in_language(language),
        "reached": measured.reached,
        "points": measured.points,
        "maximum": criterion.points,
        **({} if measured.reached else {"advice": criterion.advice.in_language(language)}),
    }
