"""存视图：people keep the narrowings of the ledger that they come back to, each under a name of his own."""

from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from engine.source import Refused
from store import views
from store.session import reading, transaction
from store.views import SavedView

MOST = 30
LONGEST = 40  # characters of a name


def kept(visit: Visit) -> list[SavedView]:
    """The visitor's own views by name."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return views.listed(session, visit.viewer.account.name)


def keep(visit: Visit, name: str, query: str) -> None:
    """Keep a narrowing under a name. Raises Refused X679 without a name, X701 when there are too many."""
    visit.viewer.permit(Deed.LOOK)
    called = name.strip()[:LONGEST]
    if not called:
        raise Refused("X679", "没有写视图的名称；请起个名字再保存")
    own = visit.viewer.account.name
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        known = {each.name for each in views.listed(session, own)}
        if called not in known and len(known) >= MOST:
            raise Refused("X701", f"一个账户最多存 {MOST} 个视图；请先删掉不用的")
        views.put(session, own, SavedView(called, query), at=visit.now)


def drop(visit: Visit, name: str) -> None:
    """Forget one of the visitor's own views. Raises Refused X702 when there is none of that name."""
    visit.viewer.permit(Deed.LOOK)
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        if not views.drop(session, visit.viewer.account.name, name):
            raise Refused("X702", f"没有名为“{name}”的视图；请刷新页面再看")
