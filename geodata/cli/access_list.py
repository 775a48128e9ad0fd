"""``python -m geodata access list``: who may sign in, and what each role may do."""

from argparse import Namespace

from geodata.access.person import MAY
from geodata.access.users import users
from geodata.command import Command, Outcome, Progress
from geodata.office import load_office
from geodata.settings import Settings


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    office = load_office(settings)
    rows = [
        {"name": u.name, "role": u.role, "ko": u.title.ko, "en": u.title.en, "may": sorted(MAY[u.role])} for u in users(office).values()
    ]
    outcome = Outcome(f"{len(rows)} may sign in ({office.path})", list(rows))
    if not rows:
        outcome.notes.append("Nobody can sign in yet; type: python -m geodata access add NAME --role official")
    if trusted := office.proxy.get("trusted"):
        outcome.notes.append(
            f"Persons named by the header {office.proxy.get('user_header')} from {', '.join(trusted)} are signed in as well."
        )
    return outcome


COMMAND = Command("access_list", "who may sign in, and what each role may do", run)
