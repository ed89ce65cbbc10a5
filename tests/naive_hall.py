"""A slow and simple reference hall, which handles events singly in wall time.

It shares no code with the engines of the library. From the same random draws it computes
the start and the end of each step of each application, in wall time.
"""

from __future__ import annotations

import datetime as dt


class Desk:
    """Windows with opening times, in which all work is done."""

    def __init__(self, pool, openings):
        self.windows = pool.windows
        self.priority = pool.discipline.value == "priority"
        self.closing = pool.closing.value
        self.openings = openings  # list of (from, until), minutes since a midnight
        self.waiting = []
        self.busy = 0

    def is_open(self, at):
        return any(a <= at < b for a, b in self.openings)

    def opens(self, at):
        return min(a for a, b in self.openings if a > at)

    def end_of(self, at, work):
        """End of an amount of work that begins at a time; closed times are skipped."""
        left = work
        for a, b in self.openings:
            start = max(a, at)
            if start >= b:
                continue
            if start + left <= b:
                return start + left
            left -= b - start
        raise AssertionError("the test's days are too short")

    def closes(self, at):
        return next(b for a, b in self.openings if a <= at < b)


def run(model, draws, openings):
    """Start and end of every step of every application, in wall time.

    `openings` are the opening times of each pool. Arrivals must be in wall time.
    """
    desks = {pool.id: Desk(pool, openings[pool.id]) for pool in model.pools}
    begun, done, events, turn = {}, {}, [], [0]

    def later(at, what, *args, last=0):
        turn[0] += 1
        events.append((at, last, turn[0], what, args))

    def block_of(s, step):
        return next(b for b in model.streams[s].blocks() if step in b)

    def start_block(at, s, n, block):
        for step in block:
            enter(at, s, n, step)

    def enter(at, s, n, step):
        stream_step, work = model.streams[s].steps[step], draws[s].work[step][n]
        if not stream_step.pool:
            begun[s, n, step] = at
            later(at + work, finish, s, n, step)
            return
        desk = desks[stream_step.pool]
        rank = model.streams[s].priority if desk.priority else 0
        desk.waiting.append([rank, at, s, n, step, work])
        later(at, serve, stream_step.pool, last=1)

    def serve(at, name):
        desk = desks[name]
        while desk.waiting and desk.busy < desk.windows:
            if not desk.is_open(at):
                later(desk.opens(at), serve, name, last=1)
                return
            desk.waiting.sort()
            rank, came, s, n, step, work = desk.waiting.pop(0)
            begun.setdefault((s, n, step), at)
            desk.busy += 1
            if desk.closing == "finish":
                later(at + work, release, name, s, n, step)
            elif desk.closing == "requeue" and at + work > desk.closes(at):
                until = desk.closes(at)
                left = work - (until - at)
                later(until, hand_back, name, [rank, came, s, n, step, left])
            else:
                later(desk.end_of(at, work), release, name, s, n, step)

    def hand_back(at, name, entry):
        desks[name].busy -= 1
        desks[name].waiting.append(entry)
        later(at, serve, name, last=1)

    def release(at, name, s, n, step):
        desks[name].busy -= 1
        later(at, serve, name, last=1)
        finish(at, s, n, step)

    def finish(at, s, n, step):
        done[s, n, step] = at
        block = block_of(s, step)
        if all((s, n, other) in done for other in block):
            blocks = list(model.streams[s].blocks())
            place = blocks.index(block) + 1
            if place < len(blocks):
                start_block(at, s, n, blocks[place])

    for s, drawn in enumerate(draws):
        first = next(model.streams[s].blocks())
        for n, at in enumerate(drawn.arrived):
            later(at, start_block, s, n, first)
    while events:
        events.sort()
        at, _, _, what, args = events.pop(0)
        what(at, *args)
    return begun, done


def openings(hours, since, days):
    """Opening times of a number of days, in minutes since the first midnight."""
    spans = []
    for number in range(days):
        for window in hours.windows_on(since + dt.timedelta(days=number)):
            start, end = (
                number * 1440 + t.hour * 60 + t.minute
                for t in (window.start, window.end)
            )
            spans.append((start, end))
    return spans
