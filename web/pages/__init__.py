"""The pages, one blueprint each."""

from flask import Blueprint

from web.pages import activity, inbox, live, more, people, sign_in, theme, today, write

BLUEPRINTS: tuple[Blueprint, ...] = (
    sign_in.bp,
    today.bp,
    live.bp,
    write.bp,
    inbox.bp,
    more.bp,
    theme.bp,
    activity.bp,
    people.bp,
)
