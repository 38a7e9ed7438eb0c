"""The pages, one blueprint each."""

from flask import Blueprint

from web.pages import (
    activity,
    campaigns,
    customer_lists,
    customers,
    inbox,
    language,
    live,
    more,
    people,
    sign_in,
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
    more.bp,
    theme.bp,
    language.bp,
    activity.bp,
    people.bp,
)
