"""The set-up: six steps from a new box to the Today page, each kept, so that it goes on where it was left."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict
from smsbox.rules import hours
from smsbox.rules.decision import campaign_warning, no_campaigns
from smsbox.rules.roles import Role
from smsbox.services import messages, people, settings, setup
from smsbox.services.messages import NewMessage
from smsbox.services.people import Person
from smsbox.services.setup import Step
from web import auth, languages, places
from web.auth import needs
from web.box import author, by, database, now, person, policy
from web.languages import gettext, translated
from web.people_forms import ROLE_WORDS, PersonForm
from web.setup_forms import CountryForm, OwnerForm, PinForm, RulesForm, ShopForm, TestForm, ZoneForm
from web.setup_view import modems, test_text

bp = Blueprint("setup", __name__, url_prefix="/setup")

Answer = Response | str | tuple[str, int]

WINDOWS = {
    "notices_start": "quiet.transactional_start",
    "notices_end": "quiet.transactional_end",
    "offers_start": "quiet.promotional_start",
    "offers_end": "quiet.promotional_end",
}
"""Field → setting."""

PARTS = {"zone": Step.COUNTRY, "pin": Step.MODEM, "send": Step.TEST} | dict.fromkeys(
    ("name", "add", "code", "finish"), Step.STAFF
)
"""Views that are parts of a step, by their names; the step's own view is named as the step."""


@bp.before_request
def only_in_turn() -> Response | None:
    """Nothing is here once the box is set up, and no step before its turn."""
    stands = setup.step(database())
    if stands is Step.DONE:
        abort(404)
    view = (request.endpoint or "").rpartition(".")[2]
    step = PARTS.get(view) or next((step for step in Step if step.value == view), Step.COUNTRY)
    return redirect(url_for("setup.page")) if step.number > stands.number else None


def _show(template: str, step: Step, **values: Any) -> str:
    """A step's page, without what is round the pages of a shop that is set up."""
    back = None if step is Step.COUNTRY else url_for(f"setup.{list(Step)[step.number - 2].value}")
    return render_template(f"setup/{template}.html", person=None, here=step.number, back=back, **values)


def _go_on(done: Step) -> Response:
    setup.passed(database(), done)
    return redirect(url_for(f"setup.{done.following.value}"))


@bp.get("")
@auth.open_to_all
def page() -> Response | str:
    """On to the step where it was left; to others, how to come in."""
    if person() is None and setup.is_claimed(database()):
        return redirect(url_for("sign_in.form", next=url_for("setup.page")))
    if person() is None:
        return render_template("setup/gate.html")
    auth.require(Role.OWNER)
    return redirect(url_for(f"setup.{setup.step(database()).value}"))


@bp.get("/open/<secret>")
@auth.open_to_all
def open_link(secret: str) -> Response | str | tuple[str, int]:
    """Begins by the link that the box itself shows, or goes on by another one."""
    if request.method != "GET":  # a program that only looks (HEAD) must not use the link up
        return ""
    owner = setup.use_link(database(), secret, now=now())
    if owner is None:
        return render_template("setup/gate.html", fault=gettext("This link was used, or a newer one was made.")), 410
    auth.sign_in(owner)
    return render_template("sign_in/opened.html", person=None)


@bp.route("/country", methods=["GET", "POST"])
@needs(Role.OWNER)
def country() -> Answer:
    """Step 1: language and country, and from it the time zone where the country has only one."""
    guessed = request.accept_languages
    form = CountryForm(
        language=policy().language if policy().region else guessed.best_match(languages.offered(), languages.ENGLISH),
        region=policy().region or next((tag[-2:].upper() for tag in guessed.values() if tag[-3:-2] in "-_"), ""),
    )
    form.language.choices = languages.names()
    form.region.choices = places.countries(languages.here())
    if request.method != "POST":
        return _show("country", Step.COUNTRY, form=form)
    if not form.validate():
        form.region.errors = form.region.errors and [gettext("Choose the country from the list.")]
        form.language.errors = form.language.errors and [gettext("Choose a language from the list.")]
        return _show("country", Step.COUNTRY, form=form), 422
    settings.set_value(database(), "shop.language", form.language.data, by=by())
    settings.set_value(database(), "shop.region", form.region.data, by=by())
    zones = places.zones(form.region.data, now(), languages.here())
    if len(zones) > 1:
        return redirect(url_for("setup.zone"))
    if zones:
        settings.set_value(database(), "shop.timezone", zones[0].name, by=by())
    return _go_on(Step.COUNTRY)


@bp.route("/zone", methods=["GET", "POST"])
@needs(Role.OWNER)
def zone() -> Answer:
    """The end of step 1 in a country with several time zones."""
    zones = places.zones(policy().region, now(), languages.here())
    known = {zone.name for zone in zones}
    form = ZoneForm(zone=policy().zone.key if policy().zone.key in known else next((zone.name for zone in zones), ""))
    form.zone.choices = [(zone.name, zone.city) for zone in zones]
    if request.method != "POST":
        return _show("zone", Step.COUNTRY, form=form, zones=zones)
    if not form.validate():
        form.zone.errors = [gettext("Choose the clock that is right.")]
        return _show("zone", Step.COUNTRY, form=form, zones=zones), 422
    settings.set_value(database(), "shop.timezone", form.zone.data, by=by())
    return _go_on(Step.COUNTRY)


@bp.route("/shop", methods=["GET", "POST"])
@needs(Role.OWNER)
def shop() -> Answer:
    """Step 2: the shop's name, and whom customers may ask."""
    form = ShopForm(name=policy().shop_name, help=policy().help_contact)
    if request.method != "POST":
        return _show("shop", Step.SHOP, form=form)
    if not form.validate():
        return _show("shop", Step.SHOP, form=form), 422
    settings.set_value(database(), "shop.name", form.name.data, by=by())
    settings.set_value(database(), "shop.help", form.help.data, by=by())
    return _go_on(Step.SHOP)


@bp.route("/modem", methods=["GET", "POST"])
@needs(Role.OWNER)
def modem() -> Answer:
    """Step 3: the modems that are found, live; it may be left out."""
    if request.method == "POST":
        return _go_on(Step.MODEM)
    return _show("modem", Step.MODEM, form=PinForm(formdata=None), modems=modems())


@bp.post("/pin")
@needs(Role.OWNER)
def pin() -> Answer:
    """The PIN of the SIM cards, which is never shown again."""
    form = PinForm()
    if not form.validate():
        return _show("modem", Step.MODEM, form=form, modems=modems()), 422
    settings.set_value(database(), "modem.pin", form.pin.data, by=by())
    return redirect(url_for("setup.modem"))


@bp.route("/test", methods=["GET", "POST"])
@needs(Role.OWNER)
def test() -> Answer:
    """Step 4: a text to the owner's own phone, and what becomes of it, live; it may be left out."""
    if request.method == "POST":
        return _go_on(Step.TEST)
    return _test_page(TestForm(formdata=None))


def _test_page(form: TestForm, fault: str = "") -> str:
    return _show("test", Step.TEST, form=form, message=test_text(), modems=modems(), fault=fault)


@bp.post("/send")
@needs(Role.OWNER)
def send() -> Answer:
    """Sends the test text."""
    form = TestForm()
    if not form.validate():
        return _test_page(form), 422
    text = gettext("Hello from %(shop)s! This box can send texts.", shop=policy().shop_name)
    try:
        sent = messages.queue(database(), NewMessage(form.number.data, text, urgent=True), author=author(), now=now())
    except BadInput as refusal:
        return _test_page(form, form.place(refusal)), 422
    setup.keep_test(database(), sent.id)
    return redirect(url_for("setup.test"))


@bp.route("/rules", methods=["GET", "POST"])
@needs(Role.OWNER)
def rules() -> Answer:
    """Step 5: the hours, and two facts that only the owner knows, kept with the day on which they were told."""
    stored = settings.all_values(database())
    form = RulesForm(
        **{field: stored[key] for field, key in WINDOWS.items()},
        consent=bool(stored["shop.only_consent"]),
        operator=bool(stored["shop.operator_allows"]),
    )
    region = policy().region
    words = {"refusal": no_campaigns(region), "warning": campaign_warning(region)}
    if request.method != "POST":
        return _show("rules", Step.RULES, form=form, **words)
    if not form.validate():
        return _show("rules", Step.RULES, form=form, **words), 422
    try:
        settings.set_values(database(), {key: form[field].data for field, key in WINDOWS.items()}, by=by())
    except BadInput as fault:
        at_fault = next((field for field, key in WINDOWS.items() if key == fault.field), "offers_end")
        form[at_fault].errors = [translated(fault.sentence)]
        return _show("rules", Step.RULES, form=form, **words), 422
    today = hours.day_of(now(), policy().zone).isoformat()
    for key in ("shop.only_consent", "shop.operator_allows"):
        settings.set_value(database(), key, stored[key] or today, by=by())
    return _go_on(Step.RULES)


@bp.get("/staff")
@needs(Role.OWNER)
def staff() -> str:
    """Step 6: the owner's name and password, then the staff."""
    return _staff_page()


def _owner() -> Person:
    who = person()
    assert who is not None, "only an owner sets up"
    return who


def _staff_page(form: PersonForm | OwnerForm | None = None, fault: str = "") -> str:
    if setup.is_unnamed(database(), _owner()):
        return _show("owner", Step.STAFF, form=form or OwnerForm(formdata=None), fault=fault)
    everybody = people.all_people(database())
    return _show(
        "staff", Step.STAFF, form=form or PersonForm(formdata=None), fault=fault, everybody=everybody, roles=ROLE_WORDS
    )


@bp.post("/name")
@needs(Role.OWNER)
def name() -> Answer:
    """The owner's name and password."""
    form = OwnerForm()
    fault = ""
    if form.validate():
        try:
            auth.sign_in(setup.name_owner(database(), _owner(), form.name.data, form.password.data, by=by()))
            return redirect(url_for("setup.staff"))
        except (BadInput, Conflict) as refusal:
            fault = form.place(refusal)
    return _staff_page(form, fault), 422


@bp.post("/add")
@needs(Role.OWNER)
def add() -> Answer:
    """Somebody of the staff."""
    form = PersonForm()
    fault = form.add()
    return redirect(url_for("setup.staff")) if fault is None else (_staff_page(form, fault), 422)


@bp.post("/code")
@needs(Role.OWNER)
def code() -> Answer:
    """The owner's recovery code, shown this once, to be printed."""
    if setup.is_unnamed(database(), _owner()):
        return redirect(url_for("setup.staff"))
    made = people.make_recovery_code(database(), _owner().id, by=by(), now=now())
    return _show("code", Step.STAFF, code=made, owner=_owner())


@bp.post("/finish")
@needs(Role.OWNER)
def finish() -> Response:
    """The box is set up."""
    setup.finish(database())
    flash(gettext("The box is set up. Welcome!"), "good")
    return redirect(url_for("today.page"))
