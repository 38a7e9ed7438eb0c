"""Words that people text: what each does, making, changing and deleting one, with Undo (compliance.md 3.4-3.6)."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict
from smsbox.rules.decision import no_campaigns
from smsbox.rules.roles import Role
from smsbox.rules.words.normal import normalise
from smsbox.services import keywords, lists, wordings
from smsbox.services.activity import Verb
from smsbox.services.keywords import Keyword
from smsbox.sms import segments
from web import counter, keywords_view, undoable
from web.activity_view import line
from web.auth import needs
from web.box import by, database, policy
from web.keyword_forms import AnswerForm, KeywordForm
from web.languages import translated

bp = Blueprint("keywords", __name__, url_prefix="/keywords")

KEYWORD_ID = f"int(max={2**63 - 1})"
"""SQLite's largest id: a larger one in an address is no word's."""

VERBS = frozenset({Verb.KEYWORD_ADDED, Verb.KEYWORD_CHANGED, Verb.KEYWORD_DELETED})


@bp.get("")
@needs(Role.MANAGER)
def page() -> str:
    """Every word with what it does; what was just done, with Undo, where the address names it."""
    used = wordings.of_lists(database())
    done = undoable.named("done", VERBS)
    return render_template(
        "keywords/page.html",
        words=[keywords_view.shown(each, used) for each in keywords.all_keywords(database())],
        locked=keywords_view.locked(),
        done=line(done) if done else None,
        refusal=no_campaigns(policy().region),
    )


@bp.get("/new")
@needs(Role.MANAGER)
def new() -> str:
    """The form for a new word, which joins the list that the address names."""
    used = wordings.of_lists(database())
    chosen = request.args.get("list", used[0].list if used else "")
    return _new_page(KeywordForm(formdata=None, list=chosen))


def _new_page(form: KeywordForm, *, fault: str = "", similar: Sequence[Keyword] = (), no_plain_form: str = "") -> str:
    if similar:
        form.sure.data = normalise(form.word.data)
    return _form_page("keywords/new.html", form, fault=fault, similar=similar, no_plain_form=no_plain_form)


def _form_page(template: str, form: AnswerForm, **view: object) -> str:
    used = wordings.of_lists(database())
    worded = {each.list_id for each in used}
    return render_template(
        template,
        form=form,
        choices=[(each.list, keywords_view.welcome_to(each)) for each in used],
        bare=[each for each in lists.all_lists(database()) if each.id not in worded],
        **view,
    )


@bp.post("/new")
@needs(Role.MANAGER)
def create() -> Response | str | tuple[str, int]:
    """Makes the word; one that is much like another only when the button is pressed once more."""
    form = KeywordForm()
    if request.form.get("action") == "plain":
        return _new_page(form, no_plain_form=_plain(form))
    if not form.validate():
        return _new_page(form), 422
    similar = keywords.similar(database(), form.word.data)
    if similar and form.sure.data != normalise(form.word.data):
        return _new_page(form, similar=similar), 422
    fault = ""
    try:
        keywords.create(database(), form.word.data, list_name=form.list.data or None, answer=form.answer.data, by=by())
    except Conflict as refusal:
        form.word.errors = [translated(refusal.sentence)]
    except BadInput as refusal:
        fault = form.place(refusal)
    else:
        return _done()
    return _new_page(form, fault=fault), 422


def _plain(form: AnswerForm) -> str:
    """Takes the characters out of the answer that cost a second text; names those that have no plain form."""
    form.answer.data = segments.plain(form.answer.data)
    return counter.named(segments.long_characters(form.answer.data))


def _done() -> Response:
    return redirect(url_for("keywords.page", done=undoable.just_done(VERBS)))


@bp.get(f"/<{KEYWORD_ID}:keyword_id>")
@needs(Role.MANAGER)
def one(keyword_id: int) -> str:
    """One word: another list or answer, deleting it."""
    found = keywords.get(database(), keyword_id)
    return _one_page(found, AnswerForm(formdata=None, list=found.list or "", answer=found.answer))


def _one_page(found: Keyword, form: AnswerForm, *, fault: str = "", no_plain_form: str = "") -> str:
    return _form_page("keywords/one.html", form, one=found, fault=fault, no_plain_form=no_plain_form)


@bp.post(f"/<{KEYWORD_ID}:keyword_id>")
@needs(Role.MANAGER)
def change(keyword_id: int) -> Response | str | tuple[str, int]:
    """Keeps what was changed; the word itself stays, since it is on posters."""
    found = keywords.get(database(), keyword_id)
    form = AnswerForm()
    if request.form.get("action") == "plain":
        return _one_page(found, form, no_plain_form=_plain(form))
    fault = ""
    if form.validate():
        try:
            keywords.change(database(), keyword_id, list_name=form.list.data or None, answer=form.answer.data, by=by())
        except BadInput as refusal:
            fault = form.place(refusal)
        else:
            return _done()
    return _one_page(found, form, fault=fault), 422


@bp.post(f"/<{KEYWORD_ID}:keyword_id>/delete")
@needs(Role.MANAGER)
def delete(keyword_id: int) -> Response:
    """The word does nothing any more; who joined by it stays on the list."""
    keywords.delete(database(), keyword_id, by=by())
    return _done()
