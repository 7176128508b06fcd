"""流程图 diagram: TABLE drawn as Mermaid text, for the reference pages; nothing is drawn that is not in the table."""

from workflows.standard import ROLE_ZH, STATE_ZH, TABLE, Move


def mermaid() -> str:
    """The life of a task as a Mermaid state diagram, one arrow a line of TABLE."""
    names = [f'    state "{name}" as {state}' for state, name in STATE_ZH.items()]
    arrows = [f"    {move.source} --> {move.target}: {move.label}（{_who(move)}）" for move in TABLE]
    start, *rest = STATE_ZH
    ends = [f"    {state} --> [*]" for state in rest if not any(move.source is state for move in TABLE)]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {start}", *arrows, *ends, ""])


def _who(move: Move) -> str:
    return "、".join(ROLE_ZH[role] for role in move.roles)
