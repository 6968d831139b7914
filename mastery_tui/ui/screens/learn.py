"""Learn: the modules, and beside them, or behind them, the one that a person is at."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget

from mastery_tui.model.intent import BY_ID, Intent
from mastery_tui.model.learning import Learning
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import DEFAULT, FOOTER, Item, bindings, fitting, shown
from mastery_tui.ui.layout import MEDIUM, TALL, WIDE
from mastery_tui.ui.panes.modules import At, ModuleList, name_of
from mastery_tui.ui.screens.learn_answers import NOT_OPEN
from mastery_tui.ui.screens.learn_ask import ask_fresh, ask_install, ask_reset
from mastery_tui.ui.screens.learn_drafts import drafts_of
from mastery_tui.ui.screens.learn_fields import Answer, Field
from mastery_tui.ui.screens.learn_harden import found
from mastery_tui.ui.screens.learn_keys import SENT, SHOWS, intent_of, offered
from mastery_tui.ui.screens.learn_module import ModuleView
from mastery_tui.ui.screens.learn_task import SECTIONS, Section
from mastery_tui.ui.screens.learn_text import step
from mastery_tui.ui.screens.sheet import MOVES, Sheet
from mastery_tui.ui.widgets.bar import Bar
from mastery_tui.ui.widgets.lines import LinesPane

if TYPE_CHECKING:
    from mastery_tui.ui.host import Host

CHOOSE = "choose a module first: enter opens it"
HAND_IN = "ctrl+s"


class LearnScreen(Sheet):
    """The modules and one of them; `at` is the one to begin with, else where the person was."""

    CSS_PATH = "../styles/learn.tcss"
    scope: ClassVar[str] = "learn"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("learn"),
        Binding("escape", "leave", "Back", show=False),
        Binding("q", "dismiss", "Close", show=False),
        Binding(DEFAULT["learn"], "dismiss", "", show=False, id="learn"),
        Binding("enter", "enter", "Open, or write", show=False),
        Binding("left", "to_tree", "The modules", show=False),
        Binding("right", "enter", "The module", show=False),
        Binding("tab", "step(1)", "The next section", show=False),
        Binding("shift+tab", "step(-1)", "The section before", show=False),
        Binding(HAND_IN, "hand_in", "Hand in what is written", show=False),
        *(Binding(str(n), f"section('{name}')", name.capitalize(), show=False) for n, name in enumerate(SECTIONS, 1)),
    ]

    def __init__(self, desk: Desk, at: At | None = None) -> None:
        super().__init__(desk)
        self.modules = ModuleList(desk.ink, desk.state, "learn-tree")
        self.modules.keys = desk.keys
        self.view = ModuleView(desk)
        self.upcoming = Bar(desk.ink, self._next, "learn-next")
        self._shown: tuple[object, ...] = ()
        self._asked: At | None = None
        if at is not None:
            self._ask_for(at)
        self.view.fill(desk.state.learning, self.at)
        self._place()  # classes that are there from the start cost no second look at all styles
        self.set_class(self.at is not None, "-detail")
        self.view.set_class(self.at is not None, "-focused")

    @property
    def at(self) -> At | None:
        """The module that is shown: the one that was asked for last, until the session says the same."""
        return self._asked or self.desk.state.learning.at

    def compose(self) -> ComposeResult:
        """The modules, the module, the next step."""
        with Container(id="learn-body"):
            yield self.modules
            yield self.view
        yield self.upcoming

    async def on_mount(self) -> None:
        """The keys are where the person was."""
        await super().on_mount()
        self._to(module=self.at is not None)

    def on_unmount(self) -> None:
        """What was typed last is kept."""
        self.view.justify.keep()

    def on_resize(self) -> None:
        """Where both have no room, one of them has all of it."""
        self._place()

    def _place(self) -> None:
        width, height = self.app.size
        self.set_class(height < TALL, "-short")
        self.set_class(width < MEDIUM, "-one")
        self.set_class(width < MEDIUM, "-bare")
        self.set_class(width >= WIDE, "-wide")

    def show(self, state: State) -> None:
        """Follow a new State."""
        seen = (state.learning, state.trusted, state.keys)
        if len(seen) == len(self._shown) and all(a is b for a, b in zip(seen, self._shown, strict=True)):
            return
        self._shown = seen
        if self._asked == state.learning.at:
            self._asked = None
        self.modules.keys = self.desk.keys
        self.modules.show(state)
        working = self.view.justify.working
        focused = self.focused
        self.view.fill(state.learning, self.at)
        if focused is None or not _on_screen(focused):
            self._to(module=self.at is not None)
            if working and self.view.justify.display:
                self.view.justify.write()
        self._bars()

    def _bars(self) -> None:
        for bar in (self.upcoming, self.bar):
            if bar.size.width:
                bar.redraw()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys make sense where something is typed."""
        self.view.set_class(event.widget is not self.modules, "-focused")
        self._bars()

    # -- the frame -----------------------------------------------------------------------------------------------

    def _next(self, width: int) -> list[Line]:
        learning, view = self.desk.state.learning, self.view
        if view.detail is not None and view.detail.busy:
            return [[(" ● ", "accent"), (one_line(view.detail.busy), "text")]]
        ahead = (view.module.next if view.module else "") or learning.next
        told = step(ahead, view.module.id if view.module else "", self.desk.keys)
        return [[(" next: ", "muted"), (one_line(told), "text")]] if ahead else [[]]

    def _items(self, width: int) -> list[Item]:
        """What leads on from where the person is; where letters are text, only what is no letter."""
        keys, view = self.desk.keys, self.view
        focused = self.focused
        if isinstance(focused, Answer):
            wanted = [("escape", "Back"), (HAND_IN, "Hand in"), ("tab", "Next section")]
        elif isinstance(focused, Field):
            wanted = [("escape", "Back"), ("enter", "Take it")]
        else:
            narrow = self.has_class("-one") and self.has_class("-detail")
            wanted = [("escape", "Modules" if narrow else "Close"), (keys.by_id["help"], "Help")]
            if focused is view.justify.criteria:
                wanted += [("y", "Yes"), ("n", "No"), (HAND_IN, "Hand in")]
            elif focused is self.modules:
                wanted += [("enter", "Open")] if self.modules.chosen else []
            else:
                wanted += [("tab", "Section")]
            ids = offered(view.module, view.detail, view.curriculum)
            wanted += [(keys.by_id.get(id, ""), BY_ID[id].title) for id in ids]
        items = [(key.split(",")[0], title) for key, title in wanted if key]
        return fitting([(k, [(shown(k), "accent"), (f" {title}  ", "muted")]) for k, title in items[:FOOTER]], width)

    def own_keys(self) -> list[tuple[str, str, bool]]:
        """Those that are not in the registry: the help has the others with what they do."""
        own = {b.key for b in bindings("learn") if isinstance(b, Binding)}
        ids = {b.id for b in bindings("learn") if isinstance(b, Binding)}
        taken = {key for id in ids if id for key in (self.desk.keys.by_id.get(id, ""),)} | own
        return [entry for entry in super().own_keys() if entry[0] not in taken]

    # -- moving about --------------------------------------------------------------------------------------------

    def _to(self, module: bool) -> None:
        """Give the keys to the module, or to the list of modules."""
        self.set_class(module, "-detail")
        self.set_focus(self.view.place_of_keys() if module else self.modules, scroll_visible=False)
        self._bars()

    def _ask_for(self, at: At) -> None:
        if self.desk.send(Intent("module-at", name_of(at))):
            self._asked = None if at == self.desk.state.learning.at else at

    def open(self, at: At) -> None:
        """Go to a module."""
        self.view.justify.keep()
        if at != self.at:
            self._ask_for(at)
        self.modules.choose(at)
        self.view.fill(self.desk.state.learning, self.at)
        self._to(module=True)

    def action_enter(self) -> None:
        """Open the module under the cursor; in Justify, write."""
        if self.focused is self.modules:
            if self.modules.chosen:
                self.open(self.modules.chosen)
        elif self.focused is self.view.justify.questions:
            self.view.justify.write()

    def action_to_tree(self) -> None:
        """To the list of modules."""
        if self.modules.count:
            self._to(module=False)

    def action_leave(self) -> None:
        """From what is typed to its list, where one has all the room to the modules, then to the board."""
        if self.view.justify.back():
            self._bars()
        elif self.view.form.typing:
            self._to(module=True)
        elif self.has_class("-one") and self.has_class("-detail") and self.modules.count:
            self._to(module=False)
        else:
            self.dismiss()

    def action_step(self, by: int) -> None:
        """The next section, or the one before."""
        self.view.step(by)
        self._to(module=True)

    def action_section(self, name: Section) -> None:
        """Go to a section."""
        self.view.go(name)
        self._to(module=True)

    def action_hand_in(self) -> None:
        """Hand in what is written, or decided."""
        if self.view.justify.display:
            self.view.justify.hand_in()
        elif self.view.form.typing:
            self.view.form.state_it()

    def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """A module that is clicked twice is opened, a question written."""
        if event.pane is self.modules or event.pane is self.view.justify.questions:
            self.action_enter()

    # -- keys that come faster than the focus --------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Not here: keys are told apart by `take`, in their order, once those before them have moved the focus."""
        event.prevent_default()

    def take(self, event: events.Key) -> bool:
        """Where something is typed, text; else moves and help, by the keys that they have now."""
        focused = self.focused
        if isinstance(focused, Answer | Field):
            return focused.late(event)
        if event.key in self.active_bindings:
            return False
        id = self.desk.keys.id_of(event.key, (*MOVES, "help"))
        if id == "help":
            self.app.call_later(self.app.run_action, "app.act('help')")
        elif id:
            self.action_move(id)
        return bool(id)

    # -- what is asked for ---------------------------------------------------------------------------------------

    async def do(self, id: str) -> None:
        """Do an action of the registry to the module that is shown."""
        view, desk = self.view, self.desk
        if id in ("learn-next", "learn-previous"):
            self._step_module(1 if id == "learn-next" else -1)
        elif id == "learn-back":
            self._send(Intent("module-undo"))
        elif id == "learn-lesson":
            from mastery_tui.ui.screens.lesson import LessonScreen, links

            await self.app.push_screen(LessonScreen(desk, links(desk, self.at)))
        elif view.module is None or self.at is None:
            desk.flash(CHOOSE)
        elif id == "learn-again":
            await self.app.push_screen(ask_reset(desk, view.module, name_of(self.at)))
        elif id == "learn-install":
            if view.curriculum is None or not view.curriculum.missing:
                desk.flash("all that this curriculum requires is there")
            else:
                await self.app.push_screen(ask_install(desk, view.curriculum))
        elif id == "learn-open":
            self._open_editor()
        elif id == "learn-justify":
            self.action_section("justify")
            if view.justify.display:
                view.justify.go_on()
        elif id == "learn-name":
            self.action_section("harden")
            if view.form.display:
                view.form.begin()
            else:
                desk.flash(f"there is no bug to diagnose: {desk.keys['learn-bug']} gets one")
        elif id == "learn-begin" and view.module.stages.get("build") not in ("open", "locked", "none"):
            await self.app.push_screen(ask_fresh(desk, view.module, name_of(self.at)))
        elif id in SENT:
            self._send(intent_of(id, self.at))
            if id in SHOWS:
                self.action_section(cast("Section", SHOWS[id]))

    def _send(self, intent: Intent) -> None:
        self.view.justify.keep()
        if intent.id == "module-undo" and self.at:
            drafts_of(self.desk).forget(name_of(self.at))
        if not self.desk.send(intent):
            self.desk.flash(NOT_OPEN)

    def _step_module(self, by: int) -> None:
        places = modules_of(self.desk.state.learning)
        if not places:
            self.desk.flash("there is no module here")
            return
        here = places.index(self.at) + by if self.at in places else 0
        if 0 <= here < len(places):
            self.open(places[here])
        else:
            self.desk.flash("this is the last module" if by > 0 else "this is the first module")

    def _open_editor(self) -> None:
        from mastery_tui.ui.editor import edit_file

        view = self.view
        bug = view.detail.harden if view.detail else None
        module = view.module
        if module is None:
            return
        hardening = view.section == "harden" or module.stage != "build"
        if bug is not None and not found(bug) and hardening:
            edit_file(cast("Host", self.app), self.desk, bug.file)
        elif not module.files:
            self.desk.flash("this module has no file to edit")
        elif module.stages.get("build") in ("open", "locked"):
            self.desk.flash(f"there is no file yet: {self.desk.keys['learn-begin']} writes the stub")
        else:
            edit_file(cast("Host", self.app), self.desk, module.files[0])


def modules_of(learning: Learning) -> list[At]:
    """All modules, in order."""
    return [(curriculum.id, module.id) for curriculum in learning.curricula for module in curriculum.modules]


def _on_screen(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
