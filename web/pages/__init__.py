"""The pages, one blueprint each."""

from flask import Blueprint

from web.pages import inbox, live, more, sign_in, today, write

BLUEPRINTS: tuple[Blueprint, ...] = (sign_in.bp, today.bp, live.bp, write.bp, inbox.bp, more.bp)
