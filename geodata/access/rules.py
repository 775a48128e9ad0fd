"""What is withheld from the public, written down: one rule, one reason. ``geodata.access.withheld`` applies them; the list itself
is public (``GET /api/withheld``). Everything that no rule names is the same for everybody."""

from dataclasses import dataclass
from typing import Any

from geodata.text import Text


@dataclass(frozen=True)
class Rule:
    """``topics``: what it is about, as ``redact`` is asked. ``kinds``: only features of these kinds; empty: all. ``fields``: what
    goes. ``right``: whoever has it (geodata.access.person.MAY) sees everything. ``whole``: nothing of the topic is shown without
    the right. ``keeps``: the only ``props`` that stay; None: all stay but ``fields``. ``title``: stands in place of a title."""

    id: str
    what: Text
    reason: Text
    law: Text
    topics: tuple[str, ...]
    fields: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    right: str = "see.withheld"
    whole: bool = False
    keeps: frozenset[str] | None = None
    title: Text | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; texts as {"ko", "en"}."""
        words = {name: {"ko": text.ko, "en": text.en} for name, text in (("what", self.what), ("reason", self.reason), ("law", self.law))}
        rest = {"id": self.id, "topics": list(self.topics), "kinds": list(self.kinds), "fields": list(self.fields), "whole": self.whole}
        return rest | words


PRIVACY = Text(ko="개인정보 보호법", en="Personal Information Protection Act")
PRIVACY_AND_RESCUE = Text(
    ko="개인정보 보호법 제23조(민감정보), 119구조·구급에 관한 법률", en="Personal Information Protection Act, article 23 (sensitive information); Act on 119 Rescue and Emergency Medical Services"
)  # fmt: skip
DISCLOSURE = Text(ko="공공기관의 정보공개에 관한 법률 제9조", en="Official Information Disclosure Act, article 9")
PRIVACY_OF_CAMERAS = Text(
    ko="개인정보 보호법 제25조(고정형 영상정보처리기기)", en="Personal Information Protection Act, article 25 (fixed video devices)"
)
SECRECY = Text(ko="통신비밀보호법, 개인정보 보호법", en="Protection of Communications Secrets Act; Personal Information Protection Act")

# Of a medical call and a complaint stay times, state and size: nothing a provider wrote freely, nothing that tells a place.
PLAIN = frozenset(
    {
        "demo", "quiet", "reported_at", "started_at", "received_at", "dispatched_at", "arrived_at", "controlled_at", "closed_at",
        "answered_at", "expected_end", "units", "severity", "status", "code_main", "code_sub",
    }
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    Rule(
        "medical",
        Text(
            ko="구급 신고의 정확한 위치와 내용: 동의 중심점과 종류만 보입니다.",
            en="Exact position and words of medical calls: the middle of the neighbourhood and the kind are shown.",
        ),
        Text(
            ko="환자가 누구이고 어디가 아픈지 알 수 있게 되기 때문입니다.", en="They would tell who the patient is and what is wrong with them."
        ),
        PRIVACY_AND_RESCUE,
        topics=("emergency_calls", "incidents", "evidence"),
        kinds=("medical",),
        fields=("lon", "lat", "name", "title", "place", "props", "body"),
        keeps=PLAIN,
        title=Text(ko="구급 신고", en="Medical call"),
    ),
    Rule(
        "complaints",
        Text(
            ko="민원의 정확한 위치와 장소 설명: 동의 중심점만 보입니다.",
            en="Exact position and place of complaints: the middle of the neighbourhood is shown.",
        ),
        Text(ko="민원인이 누구인지 알 수 있게 되기 때문입니다.", en="They would tell who complained."),
        PRIVACY,
        topics=("complaints",),
        fields=("lon", "lat", "place", "address"),
    ),
    Rule(
        "contacts",
        Text(
            ko="당직자의 이름과 연락처: 기관 대표번호는 보입니다.",
            en="Names and numbers of duty officers: main numbers of organisations are shown.",
        ),
        Text(
            ko="개인의 연락처이고, 긴급한 통화가 막히지 않아야 하기 때문입니다.",
            en="They are a person's own, and the line must stay free for emergencies.",
        ),
        PRIVACY,
        topics=("contacts",),
        fields=("name", "phone", "sip", "email", "room"),
    ),
    Rule(
        "orders",
        Text(ko="지시와 그 처리 과정", en="Orders and their steps"),
        Text(
            ko="진행 중인 내부 의사결정이고 받는 사람이 드러나기 때문입니다.",
            en="They are decisions under way inside the office and name who received them.",
        ),
        DISCLOSURE,
        topics=("orders",),
        fields=("*",),
        right="order.read",
        whole=True,
    ),
    Rule(
        "rooms",
        Text(ko="영상 통화방 주소", en="Addresses of call rooms"),
        Text(
            ko="주소를 아는 사람은 통화에 들어올 수 있기 때문입니다.", en="Whoever knows the address can join the call."
        ),
        SECRECY,
        topics=("rooms",),
        fields=("*",),
        right="call",
        whole=True,
    ),
    Rule(
        "safety_cameras",
        Text(
            ko="방범·안전 카메라의 영상: 위치와 상태는 보이고, 교통정보 카메라는 볼 수 있습니다.",
            en="Pictures of safety cameras: where they are and whether they work is shown; traffic-information cameras can be watched.",
        ),
        Text(
            ko="정해진 목적으로 권한 있는 사람만 볼 수 있고, 본 사람이 기록되기 때문입니다.",
            en="Only authorised people may watch them for a stated purpose, and who watched is recorded.",
        ),
        PRIVACY_OF_CAMERAS,
        topics=("video",),
        fields=("*",),
        right="watch.safety",
        whole=True,
    ),
    Rule(
        "audit",
        Text(ko="감사 기록: 누가 무엇을 보고 지시했는지", en="The audit log: who watched and ordered what"),
        Text(
            ko="직원의 개인정보이고 감사가 끝나기 전의 자료이기 때문입니다. 감사 담당자가 봅니다.",
            en="It is personal information of staff and material of audits under way. Auditors read it.",
        ),
        DISCLOSURE,
        topics=("audit",),
        fields=("*",),
        right="audit.read",
        whole=True,
    ),
    Rule(
        "people",
        Text(ko="로그인한 사람의 이름과 시각", en="Who is signed in, and since when"),
        Text(ko="직원의 개인정보이기 때문입니다.", en="It is personal information of staff."),
        PRIVACY,
        topics=("people",),
        fields=("*",),
        right="audit.read",
        whole=True,
    ),
)  # fmt: skip
