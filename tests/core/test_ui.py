from datetime import UTC, datetime

from django.template import Context, Template


def test_a_weekday_is_the_one_on_the_wall_clock_here():
    four_in_the_morning_on_thursday = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)

    shown = Template("{{ at|weekday }}").render(
        Context({"at": four_in_the_morning_on_thursday})
    )

    assert shown == "Thứ Năm"
