"""The books: accounts, entries, postings; fees and taxes as dated rows; statements and payouts."""

from .books import Account as Account
from .books import Entry as Entry
from .books import Kind as Kind
from .books import Posting as Posting
from .books import PostingQuerySet as PostingQuerySet
from .books import What as What
from .market import MarketSale as MarketSale
from .papers import Correction as Correction
from .papers import DuesNotice as DuesNotice
from .papers import TaxDeposit as TaxDeposit
from .payouts import BatchState as BatchState
from .payouts import Hold as Hold
from .payouts import IllegalBatchMove as IllegalBatchMove
from .payouts import LineState as LineState
from .payouts import PayoutBatch as PayoutBatch
from .payouts import PayoutLine as PayoutLine
from .rates import FeeRate as FeeRate
from .rates import Tax as Tax
from .rates import TaxRate as TaxRate
from .rates import Threshold as Threshold
from .rates import Withholding as Withholding
from .rates import percent_text as percent_text
from .statements import Statement as Statement
from .statements import is_closed as is_closed
