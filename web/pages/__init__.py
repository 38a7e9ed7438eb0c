"""The pages, one blueprint each."""

from flask import Blueprint

from web.pages import (
    activity,
    box_page,
    campaigns,
    customer_lists,
    customers,
    help_page,
    inbox,
    kiosk,
    language,
    live,
    more,
    people,
    rights,
    settings,
    setup,
    sign_in,
    sim_numbers,
    theme,
    today,
    write,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    sign_in.bp,
    today.bp,
    live.bp,
    write.bp,
    campaigns.bp,
    inbox.bp,
    customers.bp,
    customer_lists.bp,
    rights.bp,
    kiosk.bp,
    more.bp,
    help_page.bp,
    box_page.bp,
    sim_numbers.bp,
    theme.bp,
    language.bp,
    activity.bp,
    people.bp,
    settings.bp,
    setup.bp,
)
