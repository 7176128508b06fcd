"""What the rows look like (表): one SQLModel class a table, every row keyed by its jurisdiction.

SQLModel does not validate `table=True` models, so nothing is ever built from these classes: repositories read and
write the tables through Core and answer in nouns.  A change here needs a migration; a test finds the difference.
"""

from store.tables.accounts import AccountRow, SeatRow
from store.tables.casefile import (
    EvidenceRow,
    ExhibitRow,
    FeedbackRow,
    OperationRow,
    PetitionRow,
    RemarkRow,
    TidingRow,
)
from store.tables.duties import (
    FactDecisionRow,
    FactRow,
    LadderRow,
    ObligationRow,
    OfficeActRow,
    TakeoverRow,
    TallyRow,
    TaskRow,
    VerdictRow,
)
from store.tables.journal import CalendarDayRow, EventHeadRow, EventRow, SettingRow, TickSlotRow
from store.tables.papers import ClauseRow, DocumentRow, PackRow
from store.tables.roster import AgencyRow, AliasRow, JurisdictionRow, MembershipRow, PersonRow, SuccessionRow
from store.tables.row import METADATA
from store.tables.speech import DeliveryAttemptRow, LetterNoticeRow, LetterRow, NoticeRow

__all__ = [
    "METADATA",
    "AccountRow",
    "AgencyRow",
    "AliasRow",
    "CalendarDayRow",
    "ClauseRow",
    "DeliveryAttemptRow",
    "DocumentRow",
    "EventHeadRow",
    "EventRow",
    "EvidenceRow",
    "ExhibitRow",
    "FactDecisionRow",
    "FactRow",
    "FeedbackRow",
    "JurisdictionRow",
    "LadderRow",
    "LetterNoticeRow",
    "LetterRow",
    "MembershipRow",
    "NoticeRow",
    "ObligationRow",
    "OfficeActRow",
    "OperationRow",
    "PackRow",
    "PersonRow",
    "PetitionRow",
    "RemarkRow",
    "SeatRow",
    "SettingRow",
    "SuccessionRow",
    "TakeoverRow",
    "TallyRow",
    "TaskRow",
    "TickSlotRow",
    "TidingRow",
    "VerdictRow",
]
