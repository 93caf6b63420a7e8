"""The emulator speaks as Reddit does: asyncpraw, which programs use against Reddit itself, reads it."""

import asyncio
from collections.abc import Iterator

import asyncpraw
import pytest

from tests.channels.servers.reddit import ME, State, reddit


@pytest.fixture
def state() -> Iterator[State]:
    with reddit() as server:
        yield server


async def _read(state: State, post: str, first: str, mention: str, message: str) -> None:
    client = asyncpraw.Reddit(
        client_id="app",
        client_secret=state.secret,
        username=ME,
        password=state.password,
        user_agent="server:io.github.sturmwarte:v0 (by /u/radwerk_hilft)",
        reddit_url=state.url,
        oauth_url=state.url,
        short_url=state.url,
        check_for_updates=False,
    )
    async with client:
        me = await client.user.me()
        assert me is not None
        assert me.name == ME
        fahrrad = await client.subreddit("fahrrad")
        posts = [one async for one in fahrrad.new(limit=150)]
        assert (len(posts), posts[-1].fullname, str(posts[-1].author)) == (121, post, "mila")
        comments = [one async for one in fahrrad.comments(limit=None)]
        assert [(one.fullname, one.parent_id, one.link_id) for one in comments] == [(first, post, post)]
        inbox = {one.fullname async for one in client.inbox.all(limit=None)}
        assert inbox == {mention, message}
        info = [one async for one in client.info(fullnames=[post, first])]
        assert {one.fullname for one in info} == {post, first}
        answer = await comments[0].reply("Danke, wir sehen nach.")
        assert answer is not None
        assert answer.parent_id == first
        assert state.things[answer.fullname]["data"]["author"] == ME
        await answer.delete()


@pytest.mark.filterwarnings(
    "ignore:.*deprecated and will be removed:DeprecationWarning"
)  # asyncpraw's affair
def test_asyncpraw_reads_the_emulator(state: State) -> None:
    post = state.submit("Bremse defekt")
    first = state.comment("Meine auch", post)
    for n in range(120):
        state.submit(f"Beitrag {n}")
    mention = state.notify(first, "username mention")
    message = state.message("Meine Rahmennummer")
    asyncio.run(_read(state, post, first, mention, message))
    assert state.things[next(reversed(state.things))]["data"]["body"] == "[deleted]"
