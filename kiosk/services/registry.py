"""Which services there are. A new one is a folder beside this file and a line in SERVICES."""

from typing import Final

from kiosk.base.service import Service
from kiosk.services.beds.service import SERVICE as BEDS
from kiosk.services.house.service import SERVICE as HOUSE
from kiosk.services.meals.service import SERVICE as MEALS
from kiosk.services.people.service import SERVICE as PEOPLE
from kiosk.services.points.service import SERVICE as POINTS
from kiosk.services.slips.service import SERVICE as SLIPS
from kiosk.services.staff.service import SERVICE as STAFF
from kiosk.services.till.service import SERVICE as TILL
from kiosk.services.tools.service import SERVICE as TOOLS

SERVICES: Final[tuple[Service, ...]] = (HOUSE, STAFF, PEOPLE, SLIPS, TILL, MEALS, BEDS, TOOLS, POINTS)
