"""The Learn screen: keys become intents, what is typed is never lost, and what comes from outside is text."""

import json
import random

import pytest
from msgspec.structs import replace
from textual import events

from mastery_tui.config.keymap import resolve
from mastery_tui.config.keynames import PUNCTUATION
from mastery_tui.model.intent import REGISTRY, Intent
from mastery_tui.model.learning import AnswerState
from mastery_tui.model.state import State
from mastery_tui.ui.keys import DEFAULT, Keys
from mastery_tui.ui.panes.modules import MARKS
from mastery_tui.ui.screens.learn import LearnScreen
from mastery_tui.ui.screens.learn_ask import AskScreen
from mastery_tui.ui.screens.learn_drafts import _KEPT, Drafts
from mastery_tui.ui.screens.learn_keys import offered
from mastery_tui.ui.screens.learn_task import SECTIONS
from mastery_tui.ui.screens.learn_text import step
from tests.ui import designed_learning as designed
from tests.ui.designed_learning import BUILDING, DIAGNOSED, FOUND, FRESH, HARDENING, JUSTIFYING, LACKING, REVIEW
from tests.ui.grid import dashboard, grid, shown, until

pytestmark = pytest.mark.anyio
SIZE = (120, 40)
NAME = "cs336_a1/softmax"


@pytest.fixture
def anyio_backend():
    return "asyncio"


def learned(session) -> list[Intent]:
    """What was asked for of modules."""
    return [i for i in session.sent if i.id.startswith("module-") or i.id == "install"]


def press(app, *keys: str) -> None:
    """As a terminal does it: all at once, whatever the dashboard makes of the first."""
    for key in keys:
        name = PUNCTUATION.get(key, key)
        app.post_message(events.Key(name, " " if key == "space" else key if len(key) == 1 else None))


async def opened(pilot, state: State) -> LearnScreen:
    await shown(pilot, state)
    await pilot.press("L")
    await until(pilot, lambda: isinstance(pilot.app.screen, LearnScreen) and pilot.app.screen.upcoming.size.width)
    await pilot.pause()
    return pilot.app.screen


ASKED = [
    (FRESH, ("s",), [Intent("module-start", NAME)]),
    (BUILDING, ("s",), []),
    (BUILDING, ("s", "y"), [Intent("module-start", NAME, "fresh")]),
    (BUILDING, ("r",), [Intent("module-validate", NAME)]),
    (BUILDING, ("h",), [Intent("module-hint", NAME)]),
    (BUILDING, ("X", "n"), []),
    (BUILDING, ("X", "escape"), []),
    (BUILDING, ("X", "y"), [Intent("module-reset", NAME)]),
    (BUILDING, ("u",), [Intent("module-undo")]),
    (BUILDING, ("I",), []),
    (LACKING, ("I", "n"), []),
    (LACKING, ("I", "y"), [Intent("install", "cs336_a1")]),
    (designed.HELD, ("H",), [Intent("module-harden", NAME)]),
    (designed.BUILT, ("P",), [Intent("module-harden", NAME, "practice")]),
    (FOUND, ("a",), [Intent("module-keep", NAME)]),
    (FOUND, ("n",), [Intent("module-at", "cs336_a1/cross_entropy")]),
    (FOUND, ("p",), []),
    (HARDENING, ("d", "7", "enter", *"axis", "enter"), [Intent("module-diagnose", NAME, "7 axis")]),
    (HARDENING, ("d", "enter", *"7x", "enter", "enter", *"q", "enter"), [Intent("module-diagnose", NAME, "7 q")]),
    (DIAGNOSED, ("d", "backspace", "9", "enter", "enter"),
     [Intent("module-diagnose", NAME, "9 the sum runs over the first axis")]),
    (JUSTIFYING, ("j", "ctrl+s"), [Intent("module-answer", f"{NAME} axis", "It keeps the axis, so that")]),
    (JUSTIFYING, ("down", "j", *"qX", "ctrl+s"), [Intent("module-answer", f"{NAME} temperature", "qX")]),
    (JUSTIFYING, ("j", "!", "escape"), [Intent("module-draft", f"{NAME} axis", "It keeps the axis, so that!")]),
    (REVIEW, ("j", "ctrl+s"), []),
    (REVIEW, ("j", "n", "n", "y", *"not there", "enter"), []),
    (REVIEW, ("j", "y", *"EXP(1000)  is inf", "enter", "n", "n", "ctrl+s"),
     [Intent("module-assess", f"{NAME} why-shift",
             json.dumps({"overflow": "EXP(1000) is inf", "ratio": None, "largest": None}))]),
    (designed.NOTHING_OPEN, ("r",), []),
    (designed.NOTHING_OPEN, ("down", "down", "enter"), [Intent("module-at", "cs336_a1/gradient_clipping")]),
    (designed.NO_CURRICULUM, ("n", "s", "r", "X", "j", "enter", "tab", "left"), []),
]  # fmt: skip


@pytest.mark.parametrize("size", [(60, 15), SIZE])
async def test_keys_ask_the_session(size):
    app, session = dashboard(FRESH)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, FRESH)
        for number, (state, keys, sent) in enumerate(ASKED):
            if number % 2 == (size == SIZE):
                continue
            session.publish(state)
            session.sent.clear()
            _KEPT.clear()
            await opened(pilot, state)
            await pilot.press(*("space" if key == " " else key for key in keys))
            await pilot.pause()
            assert learned(session) == sent, keys
            while app.screen is not app.board:
                app.screen.dismiss()
                await pilot.pause()


async def test_a_module_opens_from_its_pane_and_from_the_palette():
    app, session = dashboard(BUILDING)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, BUILDING)
        await pilot.press("1", "down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, LearnScreen))
        assert learned(session) == [Intent("module-at", "cs336_a1/gradient_clipping")]
        assert app.screen.view.module.title == "Gradient clipping"
        assert "reading the module" in grid(app)
        await pilot.press("escape", "colon", *"rmsnorm")
        await until(pilot, lambda: app.screen.results.found and app.screen.results.found[0].kind == "module")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LearnScreen))
        assert learned(session)[-1] == Intent("module-at", "cs336_a1/rmsnorm")


async def test_an_action_from_the_palette_opens_the_screen_and_is_done_there():
    app, session = dashboard(BUILDING)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, BUILDING)
        await app.action_act("learn-check")
        await until(pilot, lambda: isinstance(app.screen, LearnScreen))
        assert learned(session) == [Intent("module-validate", NAME)]
        await pilot.pause()
        assert app.screen.view.section == "tests"


async def test_fast_steps_go_on_from_the_module_that_was_asked_for():
    app, session = dashboard(BUILDING)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, BUILDING)
        press(app, "n", "n", "n", "p")
        await until(pilot, lambda: len(learned(session)) == 4)
        assert learned(session)[-1] == Intent("module-at", "cs336_a1/gradient_clipping")


async def test_sections_by_number_and_by_tab():
    app, _ = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, FRESH)
        for number, section in enumerate(SECTIONS, 1):
            await pilot.press(str(number))
            assert screen.view.section == section
        await pilot.press("tab")
        assert screen.view.section == "task"
        await pilot.press("shift+tab")
        assert screen.view.section == "harden"


async def test_it_never_advances_by_itself():
    app, session = dashboard(BUILDING)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, BUILDING)
        session.publish(designed.BUILT)
        await shown(pilot, designed.BUILT)
        assert screen.view.section == "tests"
        assert "passes: 7 tests" in grid(app) and "next: answer 3 questions" in grid(app)
        session.publish(FOUND)
        await shown(pilot, FOUND)
        assert screen.view.section == "tests" and not learned(session)


async def test_esc_leads_from_the_text_to_the_list_then_back():
    app, _ = dashboard(JUSTIFYING)
    async with app.run_test(size=(60, 15)) as pilot:
        screen = await opened(pilot, JUSTIFYING)
        await pilot.press("j")
        assert screen.focused is screen.view.justify.area
        await pilot.press("escape")
        assert screen.focused is screen.view.justify.questions
        await pilot.press("escape")
        assert screen.focused is screen.modules
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)


# -- nothing that was typed is lost -----------------------------------------------------------------------------------


def drafts(session) -> dict[str, str]:
    """The last that the session was told of each answer."""
    return {i.subject: i.detail for i in session.sent if i.id == "module-draft"}


async def test_a_draft_is_sent_once_no_key_comes_and_not_for_each_key(monkeypatch):
    monkeypatch.setattr("mastery_tui.ui.screens.learn_answers.KEPT_AFTER_S", 0.05)
    app, session = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, FRESH)
        await pilot.press("4", "j")
        press(app, *"because")
        await until(pilot, lambda: drafts(session))
        assert drafts(session) == {f"{NAME} why-shift": "because"}
        assert len([i for i in session.sent if i.id == "module-draft"]) <= 2


LEAVINGS = [("escape", "escape"), ("tab",), ("escape", "down", "n"), ("escape", "q")]


@pytest.mark.parametrize("leaving", LEAVINGS)
async def test_a_draft_is_kept_however_one_leaves_it(leaving):
    app, session = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, FRESH)
        await pilot.press("4", "j")
        press(app, *"abc", *leaving)
        await until(pilot, lambda: drafts(session) == {f"{NAME} why-shift": "abc"})


async def test_letters_that_come_faster_than_the_focus_are_text():
    app, session = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, FRESH)
        await pilot.press("4")
        press(app, "j", *"Xqsnrk", "enter", "backspace", *"8", "escape")
        await until(pilot, lambda: drafts(session) == {f"{NAME} why-shift": "Xqsnrk8"})
        assert screen.focused is screen.view.justify.questions
        assert not [i for i in learned(session) if i.id != "module-draft"]


async def test_a_draft_that_the_session_does_not_have_yet_is_there_when_the_screen_opens_again():
    app, session = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, FRESH)
        await pilot.press("4", "j")
        press(app, *"abc", "escape", "escape", "L")
        await until(pilot, lambda: drafts(session))
        await until(pilot, lambda: isinstance(app.screen, LearnScreen) and app.screen.upcoming.size.width)
        await pilot.press("4", "j", "d")
        assert app.screen.view.justify.area.text == "abcd"


async def test_a_state_that_lags_behind_takes_no_letter_away():
    app, session = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, FRESH)
        await pilot.press("4", "j", *"ab")
        screen.view.justify.keep()
        await pilot.press("c")
        for text in ("", "ab"):
            session.publish(answered(FRESH, text))
            await shown(pilot, session.state)
            assert screen.view.justify.area.text == "abc"
            assert screen.focused is screen.view.justify.area
        await pilot.press("escape")
        assert drafts(session) == {f"{NAME} why-shift": "abc"}


def answered(state: State, text: str, **more: object) -> State:
    """The State once the session has this as the first answer."""
    detail = state.learning.detail
    assert detail
    first, *rest = detail.questions
    answer: AnswerState = replace(first, text=text, **{"status": "draft", **more})
    return replace(state, learning=replace(state.learning, detail=replace(detail, questions=(answer, *rest))))


async def test_what_is_written_elsewhere_is_shown_where_nothing_was_typed_here():
    app, session = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, FRESH)
        await pilot.press("4")
        session.publish(answered(FRESH, "from another terminal"))
        await shown(pilot, session.state)
        assert screen.view.justify.area.text == "from another terminal"
        assert not drafts(session)


async def test_after_handing_in_the_keys_go_where_there_is_something_to_do():
    app, session = dashboard(FRESH)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, FRESH)
        await pilot.press("4", "j", *"exp(1000) is inf", "ctrl+s")
        text = learned(session)[-1].detail
        session.publish(answered(FRESH, text, status="review", criteria=designed.CRITERIA))
        await shown(pilot, session.state)
        await until(pilot, lambda: screen.focused is screen.view.justify.criteria)
        assert "Your answer" in grid(app)
        session.publish(answered(FRESH, text, status="more", feedback=("What is inf / inf?",)))
        await shown(pilot, session.state)
        await until(pilot, lambda: screen.focused is screen.view.justify.area)
        assert screen.view.justify.area.text == text and "What is inf / inf?" in grid(app)


async def test_a_diagnosis_that_was_begun_is_there_again():
    app, _ = dashboard(HARDENING)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, HARDENING)
        await pilot.press("d", "4", "2", "enter", *"why", "escape", "escape", "L")
        await until(pilot, lambda: isinstance(app.screen, LearnScreen))
        form = app.screen.view.form
        assert (form.number.value, form.why.value) == ("42", "why")


def test_of_any_order_of_typing_sending_and_states_the_last_text_is_shown_and_handed_on():
    for seed in range(300):
        chosen, kept, key = random.Random(seed), Drafts(), ("m", "q")  # noqa: S311
        session, queue, text, typed = "", [], "", False
        for _ in range(chosen.randint(1, 20)):
            match chosen.choice(("type", "send", "answer")):
                case "type":
                    text += chosen.choice("ab")
                    typed = True
                    kept.typed(key, text, session)
                case "send":
                    for one, value in kept.unsent():
                        queue.append(value)
                        kept.sent(one, value)
                case "answer" if queue:
                    session = queue.pop(0)
            if typed:
                assert kept.of(key, session) == text, seed
        for one, value in kept.unsent():
            queue.append(value)
            kept.sent(one, value)
        assert not typed or [session, *queue][-1] == text


# -- keys ------------------------------------------------------------------------------------------------------------


async def test_remapped_keys_work_and_are_named():
    keys = resolve({"learn-check": "V", "learn-open": "O", "help": "f1"})
    state = replace(BUILDING, keys=keys)
    app, session = dashboard(state)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, state)
        await until(pilot, lambda: "V Validate" in grid(app))
        assert "O Editor" in grid(app) and "f1 Help" in grid(app)
        await pilot.press("r")
        assert not learned(session)
        await pilot.press("V")
        assert learned(session) == [Intent("module-validate", NAME)]


async def test_the_help_has_every_key_of_learning_once():
    app, _ = dashboard(BUILDING)
    async with app.run_test(size=(120, 120)) as pilot:
        await opened(pilot, BUILDING)
        await pilot.press("question_mark")
        await until(pilot, lambda: "Signs" in grid(app))
        text = grid(app)
        for action in REGISTRY:
            if action.scopes == ("learn",):
                assert text.count(action.help[:40]) == 1, action.id
        assert "Hand in what is written" in text


STATES = {name: value for name, value in vars(designed).items() if isinstance(value, State)}


@pytest.mark.parametrize("name", STATES)
def test_the_footer_offers_what_makes_sense(name):
    learning = STATES[name].learning
    curriculum = learning.curricula[0] if learning.curricula else None
    module = next((m for m in curriculum.modules if learning.at == (m.curriculum, m.id)), None) if curriculum else None
    ids = offered(module, learning.detail, curriculum)
    assert len(ids) <= 6 and len(ids) == len(set(ids)) and set(ids) <= set(DEFAULT)
    if module is None:
        assert not ids
        return
    assert ids, "there is always something to do"
    if module.missing or module.stages["build"] != "open":
        assert "learn-begin" not in ids
    if module.stages["build"] in ("open", "locked"):
        assert not {"learn-check", "learn-bug", "learn-justify", "learn-open"} & set(ids)


def test_every_mark_has_a_sign_of_its_own():
    assert len({glyph for glyph, _ in MARKS.values()}) == len(MARKS)


@pytest.mark.parametrize(
    "name", ["REVIEW", "HOSTILE", *(pytest.param(name, marks=pytest.mark.long) for name in ("FRESH", "HARDENING"))]
)
async def test_any_keys_at_any_size_lead_back_to_the_board(name):
    chosen = random.Random(name)  # noqa: S311
    keys = sorted(
        {key for id in DEFAULT for key in DEFAULT[id].split(",") if id not in ("learn-open", "quit", "suspend")}
        | {*"12345ynaz", "ctrl+s", "enter", "backspace", "left", "right", "home"}
    )
    state = STATES[name]
    others = [STATES[other] for other in ("BUILDING", "JUSTIFYING", "REVIEW", "FOUND", "NO_CURRICULUM", "LOCKED")]
    app, session = dashboard(state)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(2):
            await shown(pilot, session.state)
            press(app, "L", *(chosen.choice(keys) for _ in range(15)))
            await pilot.resize_terminal(*chosen.choice([(60, 15), (40, 8), (99, 30), (120, 40), (200, 60)]))
            session.publish(chosen.choice(others))
            press(app, "L", *(chosen.choice(keys) for _ in range(10)))
            await pilot.pause()
            for _ in range(8):
                press(app, "escape")
                await pilot.pause()
            await until(pilot, lambda: app.screen is app.board and app.board.filtering is None)
            session.publish(replace(state, latency_ms=chosen.random()))
        assert app.is_running and app._exception is None


async def test_asking_first_shows_what_happens():
    app, _ = dashboard(LACKING)
    async with app.run_test(size=(60, 15)) as pilot:
        await opened(pilot, LACKING)
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, AskScreen) and "Reset" in grid(app))
        text = grid(app)
        assert "softmax.py becomes the stub again" in text and ".mastery/backups" in text


STEPS = [
    # the step as the command line tells it, and as it is told here, in the module softmax
    ("`mastery learn start softmax` writes softmax.py", "s writes softmax.py"),
    ("save: each save is validated (`mastery learn validate softmax`)", "save: each save is validated (r)"),
    ("2 of 3 questions left: `mastery learn justify softmax`", "2 of 3 questions left: j"),
    ("then `mastery learn diagnose softmax --line N --why …`, and fix it", "then d, and fix it"),
    ("mastered; `mastery learn harden softmax --practice` to practise", "mastered; P to practise"),
    ("due again: `mastery learn harden cs336_a1/softmax` gives a fresh bug", "due again: H gives a fresh bug"),
    ("build linear first: `mastery learn start linear`", "build linear first: mastery learn start linear"),
]


@pytest.mark.parametrize(("told", "here"), STEPS)
def test_the_next_step_names_the_key_that_does_it(told, here):
    assert step(told, "softmax", Keys()) == here
