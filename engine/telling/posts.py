"""岗位 posts: whom a rung of a ladder may be addressed to, and what people call them."""

WHOLE_SCOPE = "scope"
"""The heads of all agencies in scope, as a 通报 needs."""

POST_ZH = {
    "contact": "联络员",
    "office": "办公室",
    "deputy": "分管负责人",
    "head": "主要负责人",
    "supervisor": "督办专员",
    "leader": "督办机构领导",
    WHOLE_SCOPE: "范围内各单位",
}

ALSO_CALLED = {"dept_lead": "deputy", "agency_head": "head"}
"""What the first packs called two of them."""
