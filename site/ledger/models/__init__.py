"""The books: accounts, entries, postings; fees and taxes as dated rows; statements and payouts."""

from .books import Account as Account
from .books import Entry as Entry
from .books import Kind as Kind
from .books import Posting as Posting
from .books import PostingQuerySet as PostingQuerySet
from .books import What as What
