"""Expected points and stars of a dossier. An estimate for its maker: only a council scores.

Points are whole and rounded down, part by part, so that nobody hopes for what is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .models import Level, LinePart, OcopDossier, OcopLine, OcopPart, OcopStar


@dataclass(frozen=True)
class Row:
    """A line with what was answered; `level` is None while nobody has."""

    line: OcopLine
    level: int | None = None
    note: str = ""

    @property
    def label(self) -> str:
        return "" if self.level is None else str(Level(self.level).label)


@dataclass(frozen=True)
class PartScore:
    code: str
    name: str
    most: int
    expected: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Score:
    parts: tuple[PartScore, ...]
    commune: tuple[Row, ...]
    star: OcopStar | None
    legal_basis: str

    @property
    def rows(self) -> list[Row]:
        """Every line in the order it is asked."""
        return [row for part in self.parts for row in part.rows] + list(self.commune)

    @property
    def expected(self) -> int:
        return sum(part.expected for part in self.parts)

    @property
    def most(self) -> int:
        return sum(part.most for part in self.parts)

    @property
    def answered(self) -> int:
        return sum(row.level is not None for row in self.rows)

    @property
    def first_open(self) -> Row | None:
        """The first line nobody has answered."""
        return next((row for row in self.rows if row.level is None), None)

    @property
    def is_shared_out(self) -> bool:
        """Whether some line has no points of its own, so that the sum is only our estimate."""
        return any(row.line.points is None for part in self.parts for row in part.rows)


@dataclass(frozen=True)
class Rules:
    """The rows of the programme on one day."""

    parts: tuple[OcopPart, ...]
    lines: tuple[OcopLine, ...]
    stars: tuple[OcopStar, ...]

    @classmethod
    def on(cls, day: date) -> "Rules":
        return cls(
            tuple(OcopPart.objects.on(day)),
            tuple(OcopLine.objects.on(day)),
            tuple(OcopStar.objects.on(day)),
        )

    def score(self, answers: Mapping[int, Row]) -> Score:
        """`answers` by the primary key of their line; what is missing counts nothing."""
        rows = [answers.get(line.pk, Row(line)) for line in self.lines]
        parts = tuple(
            _part(part, [row for row in rows if row.line.part == part.code])
            for part in self.parts
        )
        commune = tuple(row for row in rows if row.line.part == LinePart.COMMUNE)
        star = star_for(sum(part.expected for part in parts), self.stars)
        basis = self.parts[0].legal_basis if self.parts else ""
        return Score(parts, commune, star, basis)


def score(dossier: OcopDossier | None, day: date) -> Score:
    """The expected score of a dossier under the rows of `day`; nothing answered without one."""
    answers = dossier.answers.select_related("line") if dossier else []
    by_line = {a.line_id: Row(a.line, a.level, a.note) for a in answers}
    return Rules.on(day).score(by_line)


def star_for(points: int, stars: Iterable[OcopStar]) -> OcopStar | None:
    """The highest threshold that `points` reach."""
    reached = [star for star in stars if star.from_points <= points]
    return max(reached, key=lambda star: star.from_points, default=None)


def _part(part: OcopPart, rows: list[Row]) -> PartScore:
    worth = _worth(part, rows)
    got = sum(
        (worth[row.line.pk] * Fraction(row.level or 0, Level.FULL) for row in rows),
        Fraction(0),
    )
    expected = min(int(got), part.points)
    return PartScore(part.code, part.name, part.points, expected, tuple(rows))


def _worth(part: OcopPart, rows: list[Row]) -> dict[int, Fraction]:
    """Points of each line: its own, or an equal share of what the others leave of the part."""
    own = sum(row.line.points or 0 for row in rows)
    without = sum(row.line.points is None for row in rows)
    share = Fraction(max(part.points - own, 0), without) if without else Fraction(0)
    return {
        row.line.pk: share if row.line.points is None else Fraction(row.line.points)
        for row in rows
    }
