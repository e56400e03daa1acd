"""Clients that do not give up: they come back after every break, send again what was not answered,
and take the feed up where it was cut."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import random

import websockets

from house import hold
from members import GONE, log_in

LOST = (*GONE, websockets.WebSocketException, asyncio.TimeoutError)
SILENCE = 3  # seconds without a frame; a checkpoint is due at most one after each entry


async def act_through(member, times, url):
    """So many acts, whatever happens to the connections; counts how often it came back."""
    done = returns = 0
    while done < times:
        try:
            if member.link is None:
                member.link, returns = await log_in(member.house, member.slug, url()), returns + 1
            done += await asyncio.wait_for(member.act(), SILENCE)
            await asyncio.sleep(0.02)
        except LOST:
            if member.link:
                member.link.abort()
            member.link = None
            await asyncio.sleep(random.uniform(0.02, 0.1))
    return returns


class Follower:
    """One reader of the feed, from the beginning, over as many connections as it takes."""

    def __init__(self, house, slug, url):
        self.house, self.slug, self.url = house, slug, url
        self.items, self.cursor, self.returns, self.resets = [], "", 0, 0

    async def follow(self, until):
        """Until `until()` says that it is enough."""
        while not until(self):
            link = None
            try:
                link = await log_in(self.house, self.slug, self.url())
                self.returns += 1
                told = await link.follow(self.cursor)
                self.resets += told["resume"] == "RESET"
                while not until(self):
                    self.take(link)
                    await link.pump(SILENCE)
                self.take(link)
            except LOST:
                self.take(link)
                await asyncio.sleep(random.uniform(0.02, 0.1))
            finally:
                if link:
                    link.abort()

    def take(self, link):
        if link and link.items:
            self.items += [(int(item.get("index", 0)), item["leafHash"]) for item in link.items]
            self.cursor = link.items[-1]["cursor"]
            link.items.clear()

    @property
    def last(self):
        return self.items[-1][0] if self.items else -1


async def hear_all(house, slug, until):
    """What somebody reads who follows from the beginning without a break."""
    straight = Follower(house, slug, lambda: house.url)
    await straight.follow(lambda one: one.last >= until)
    hold(straight.returns == 1, "the straight reader was cut off")
    return straight.items


def same_feed(follower, straight):
    """Without gap and without a double: the same entries in the same order."""
    heard = follower.items[: len(straight)]
    hold(follower.resets == 0, f"{follower.slug} was told that its cursor means nothing")
    hold(heard == straight, f"{follower.slug} heard something else than the straight reader")
