"""The palette's commands: the registry again."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mastery_tui.model.intent import REGISTRY


class RegistryCommands(Provider):
    """Every action that has a meaning without a subject."""

    async def discover(self) -> Hits:
        """All, in the order of the registry."""
        for action in REGISTRY:
            if not action.about:
                yield DiscoveryHit(action.title, partial(self._act, action.id), help=action.help)

    async def search(self, query: str) -> Hits:
        """Those that match, best first."""
        matcher = self.matcher(query)
        for action in REGISTRY:
            score = max(matcher.match(action.title), matcher.match(action.help) * 0.8)
            if score > 0 and not action.about:
                yield Hit(score, matcher.highlight(action.title), partial(self._act, action.id), help=action.help)

    async def _act(self, id: str) -> None:
        await self.app.run_action(f"app.act('{id}')")
