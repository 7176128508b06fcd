"""What the rows look like (表): one SQLModel class a table, every row keyed by its jurisdiction.

SQLModel does not validate `table=True` models, so nothing is ever built from these classes: repositories read and
write the tables through Core and answer in nouns.  A change here needs a migration; a test finds the difference.
"""

from store.tables.accounts import AccountRow, BindingRow, SavedViewRow, SeatRow, SignInTryRow
from store.tables.casefile import (
    EvidenceRow,
    ExhibitRow,
    FeedbackRow,
    OperationRow,
    PetitionRow,
    RemarkRow,
    TidingRow,
)
from store.tables.drafts import DraftRow
from store.tables.duties import (
    FactDecisionRow,
    FactRow,
    GroundsRow,
    LadderRow,
    MovementRow,
    ObligationRow,
    OfficeActRow,
    StandRow,
    TakeoverRow,
    TallyRow,
    TaskRow,
    TermRow,
    VerdictRow,
)
from store.tables.jobs import JobRow
from store.tables.journal import CalendarDayRow, EventHeadRow, EventRow, SettingRow, TickSlotRow
from store.tables.mail import IncomingRow
from store.tables.papers import ClauseRow, DocumentRow, PackRow, PaperNumberRow, PaperSeriesRow, WordingRow
from store.tables.roster import (
    AgencyRow,
    AliasRow,
    DelegationRow,
    JurisdictionRow,
    MembershipRow,
    PersonRow,
    SuccessionRow,
)
from store.tables.row import METADATA
from store.tables.speech import (
    AddressRow,
    DeliveryAttemptRow,
    LetterNoticeRow,
    LetterRow,
    NoticeRow,
    OfficeNoteRow,
    SilenceRow,
)

__all__ = [
    "METADATA",
    "AccountRow",
    "AddressRow",
    "AgencyRow",
    "AliasRow",
    "BindingRow",
    "CalendarDayRow",
    "ClauseRow",
    "DelegationRow",
    "DeliveryAttemptRow",
    "DocumentRow",
    "DraftRow",
    "EventHeadRow",
    "EventRow",
    "EvidenceRow",
    "ExhibitRow",
    "FactDecisionRow",
    "FactRow",
    "FeedbackRow",
    "GroundsRow",
    "IncomingRow",
    "JobRow",
    "JurisdictionRow",
    "LadderRow",
    "LetterNoticeRow",
    "LetterRow",
    "MembershipRow",
    "MovementRow",
    "NoticeRow",
    "ObligationRow",
    "OfficeActRow",
    "OfficeNoteRow",
    "OperationRow",
    "PackRow",
    "PaperNumberRow",
    "PaperSeriesRow",
    "PersonRow",
    "PetitionRow",
    "RemarkRow",
    "SavedViewRow",
    "SeatRow",
    "SettingRow",
    "SignInTryRow",
    "SilenceRow",
    "StandRow",
    "SuccessionRow",
    "TakeoverRow",
    "TallyRow",
    "TaskRow",
    "TermRow",
    "TickSlotRow",
    "TidingRow",
    "VerdictRow",
    "WordingRow",
]
