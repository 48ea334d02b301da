"""The screens of the services, loaded by the names in the registry, so that the registry stays free of Kivy."""

import functools
from importlib import import_module
from typing import cast

from kiosk.services.registry import SERVICES
from kiosk.widgets.service import ServiceCounter, ServiceScreens


@functools.cache
def screens() -> tuple[tuple[str, ServiceScreens], ...]:
    """Every service that workers see, by name, in the registry's order. Imports Kivy."""
    return tuple(
        (service.name, cast("ServiceScreens", import_module(service.screens)))
        for service in SERVICES
        if service.screens
    )


@functools.cache
def counters() -> tuple[tuple[str, ServiceCounter], ...]:
    """Every service that attendants work with, by name, in the registry's order; the till last. Imports Kivy."""
    services = sorted(SERVICES, key=lambda service: service.name == "till")
    return tuple(
        (service.name, cast("ServiceCounter", import_module(service.counter)))
        for service in services
        if service.counter
    )
