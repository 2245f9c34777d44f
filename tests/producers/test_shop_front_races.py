"""Ten tabs that tell one story at the same moment, over real connections on PostgreSQL."""

from unittest.mock import patch

from django.db import connection

import pytest

from producers import fronting
from producers.models import ShopFront
from tests.factories import member_of
from tests.slowly import slow
from tests.workspace.test_listing_races import TABS, at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
URL = "/kenh-ban/gian-hang/"


@pytest.fixture
def told(maker, maker_client):
    """What each tab was answered: all have seen the same, and each tells another story."""
    user, seen = member_of(maker), maker_client.get(URL).context["seen"]
    fronting.draft_of(maker, by=user)

    def tell(client, number):
        typed = {"viec": "story", "story": f"Chuyện {number}", "seen": seen}
        return client.post(URL, typed)

    def all_at_once():
        with slow("UPDATE", "producers_shopfront"):
            return at_once(user, tell)

    return all_at_once


def kept(answers) -> list[int]:
    return [n for n, answer in enumerate(answers) if answer.status_code == 302]


def test_ten_tabs_keep_one_story_and_the_others_see_it(told):
    answers = told()

    (first,) = kept(answers)
    others = [answer for n, answer in enumerate(answers) if n != first]
    assert ShopFront.objects.get().story == f"Chuyện {first}"
    assert len(others) == TABS - 1
    assert all(f"<p>Chuyện {first}</p>" in answer.text for answer in others)
    assert all(
        f"Chuyện {n}</textarea>" in answer.text
        for n, answer in enumerate(answers)
        if n != first
    )


def test_without_the_lock_stories_are_written_over_unseen(told):
    """The control: the race is real, so that the test above means something."""
    with patch.object(
        ShopFront.objects, "select_for_update", lambda **_of: ShopFront.objects.all()
    ):
        answers = told()

    assert len(kept(answers)) > 1
