"""A number of rows → a study folder of that size: what the benchmarks build, load and query. The same number, the same bytes.

One dataset: district (coded), period (a year), sex (coded), age (coded), a whole number of people, its status; that is
9 triples an observation and more for its base and exactness, as in a register of population.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

import duckdb

YEARS: Final = 25
SEXES: Final = ("female", "male", "total", "unknown")
AGES: Final = 100
# A row for each combination, numbered: the district changes slowest, so that another size is a longer or shorter file.
_ROWS: Final = f"""
COPY (
    SELECT 'd' || (i // {YEARS * len(SEXES) * AGES}) AS district, (2000 + (i // {len(SEXES) * AGES}) % {YEARS})::VARCHAR AS year,
           CASE (i // {AGES}) % {len(SEXES)} WHEN 0 THEN '{SEXES[0]}' WHEN 1 THEN '{SEXES[1]}' WHEN 2 THEN '{SEXES[2]}'
                                             ELSE '{SEXES[3]}' END AS sex,
           'y' || (i % {AGES}) AS age, (i * 2654435761 % 100003) AS value, CASE WHEN i % 50 = 0 THEN 'E' ELSE 'A' END AS status
    FROM range(?) AS numbers(i) ORDER BY i
) TO '{{path}}' (HEADER, DELIMITER ',')
"""
_STUDY: Final = """\
base = "https://example.org/"
id = "register"
title = { de = "Ein erfundenes Register", en = "An invented register" }
description = { de = "Erfundene Zahlen über Einwohner, um zu messen, wie lange es dauert, sie zu veröffentlichen.", en = "Invented numbers of people, to measure how long it takes to publish them." }
method = { de = "Ausgerechnet.", en = "Computed." }
keywords = [{ de = "Messung", en = "measurement" }]
sample = "census"
version = "1.0.0"
issued = 2024-06-03
modified = 2024-06-03
licence = "http://dcat-ap.de/def/licenses/cc-by/4.0"
attribution = { de = "Messung von kgsm", en = "Measurement of kgsm" }
languages = ["de", "en"]
themes = ["SOCI"]
spatial = ["http://publications.europa.eu/resource/authority/country/DEU"]
political_level = "state"
frequency = "IRREG"

[publisher]
name = { de = "Messung", en = "Measurement" }
homepage = "https://example.org/"

[contact]
name = { de = "Messung", en = "Measurement" }
homepage = "https://example.org/contact"
email = "contact@example.org"

[code.district]
title = { de = "Kreis", en = "District" }

[code.sex]
title = { de = "Geschlecht", en = "Sex" }

[code.age]
title = { de = "Alter", en = "Age" }

[dimension.district]
label = { de = "Kreis", en = "District" }

[dimension.year]
label = { de = "Jahr", en = "Year" }
type = "year"

[dimension.sex]
label = { de = "Geschlecht", en = "Sex" }

[dimension.age]
label = { de = "Alter", en = "Age" }

[dataset.people]
title = { de = "Einwohner", en = "People" }
question = { de = "Wie viele Menschen leben hier?", en = "How many people live here?" }
dimensions = ["district", "year", "sex", "age"]
answers = "none"
source = "S1"
constants = { unit = "count", exactness = "exact" }
"""
_SOURCES: Final = (
    "id,title,language,publisher,published,citation,read_de,read_en,quotable\n"
    "S1,An invented register,en,Measurement,2024,Measurement (2024): An invented register.,ganz,whole,no\n"
)


def study_folder(rows: int, folder: Path) -> Path:
    """Write a study folder with so many observations and return it. Raises FileExistsError where there is something already."""
    districts = -(-rows // (YEARS * len(SEXES) * AGES))
    folder.mkdir(parents=True)
    (folder / "codes").mkdir()
    (folder / "tables").mkdir()
    (folder / "study.toml").write_text(_STUDY, encoding="utf-8")
    (folder / "sources.csv").write_text(_SOURCES, encoding="utf-8")
    codes = {
        "district": [(f"d{i}", f"Kreis {i}", f"district {i}") for i in range(districts)],
        "sex": [(each, each, each) for each in SEXES],
        "age": [(f"y{i}", f"{i} Jahre", f"{i} years") for i in range(AGES)],
    }
    for name, lines in codes.items():
        text = "code,label_de,label_en\n" + "".join(f"{','.join(line)}\n" for line in lines)
        (folder / "codes" / f"{name}.csv").write_text(text, encoding="utf-8")
    table = folder / "tables" / "people.csv"
    with duckdb.connect() as connection:
        connection.execute(_ROWS.format(path=str(table).replace("'", "''")), [rows])
    return folder


def main() -> None:
    """Write a study folder from the command line."""
    parser = argparse.ArgumentParser(description="Write a study folder with so many observations.")
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    sys.stdout.write(f"{study_folder(arguments.rows, arguments.folder)}\n")


if __name__ == "__main__":
    main()
