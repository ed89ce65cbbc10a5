"""The same question for many points, over any executor, with a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from functools import partial
from os import cpu_count
from pickle import PicklingError
from typing import Any, Final, TypeVar

import attrs

from zhengwu._errors import InputError, MissingExtraError

_P = TypeVar("_P")
_R = TypeVar("_R")
_CHUNKS: Final = 4  # for each core: enough to even out, few enough to send


def sweep(
    function: Callable[[_P], _R],
    points: Iterable[_P],
    *,
    executor: Executor | None = None,
    progress: bool = False,
    chunk: int | None = None,
) -> tuple[_R, ...]:
    """Answer the same question for many points (批量求解), in their order.

    Args:
        function: From a point to its answer; with processes, one that can be pickled.
        points: The points.
        executor: Any executor of `concurrent.futures`, of threads, processes or a Dask
            cluster (``client.get_executor()``); one after the other if None.
        progress: Whether a progress bar is shown; needs the extra ``analysis``.
        chunk: How many points go to a worker at once; a few chunks a core if None.

    Raises:
        InputError: A chunk below 1.
        MissingExtraError: A progress bar is asked for and tqdm not installed.

    >>> sweep(abs, [-1, 2, -3])
    (1, 2, 3)
    """
    held = tuple(points)
    if chunk is not None and chunk < 1:
        raise InputError(f"每批 {chunk} 个无意义", f"a chunk of {chunk} makes no sense")
    bar = _bar(len(held)) if progress else None
    found: list[Any] = [None] * len(held)
    try:
        if executor is None:
            for place, point in enumerate(held):
                found[place] = function(point)
                _step(bar, 1)
            return tuple(found)
        size = chunk or max(1, len(held) // ((cpu_count() or 1) * _CHUNKS))
        jobs = [
            (start, executor.submit(_chunk, function, held[start : start + size]))
            for start in range(0, len(held), size)
        ]
        try:
            for start, job in _done(jobs):
                answers = job.result()
                found[start : start + len(answers)] = answers
                _step(bar, len(answers))
        except BaseException as error:
            for _, job in jobs:
                job.cancel()
            if isinstance(error, PicklingError | AttributeError) and "pickle" in str(
                error
            ):
                raise InputError(
                    f"不能送到别的进程:{error};请用线程执行器,或把 lambda 换成 named、by_key "
                    "等条件和具名函数",
                    f"cannot be sent to another process: {error}; take an executor of "
                    "threads, or conditions such as named and by_key and functions with a "
                    "name in place of lambdas",
                ) from error
            raise
    finally:
        if bar is not None:
            bar.close()
    return tuple(found)


def _done(
    jobs: list[tuple[int, Future[list[_R]]]],
) -> Iterator[tuple[int, Future[list[_R]]]]:
    """Jobs as they are done; a cluster's own futures in their order."""
    submitted: list[Any] = [job for _, job in jobs]
    if all(isinstance(job, Future) for job in submitted):
        starts = {id(job): start for start, job in jobs}
        return ((starts[id(job)], job) for job in as_completed(job for _, job in jobs))
    return iter(jobs)


def _chunk(function: Callable[[_P], _R], points: Sequence[_P]) -> list[_R]:
    return [function(point) for point in points]


def _bar(total: int) -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise MissingExtraError("analysis", "tqdm") from None
    return tqdm(total=total)


def _step(bar: Any, count: int) -> None:
    if bar is not None:
        bar.update(count)


@attrs.frozen
class SensitivityRow:
    """What one value of a parameter gives (敏感性).

    Args:
        value: The value of the parameter.
        result: What it gives.
        change: Against the first value.
        elasticity: Relative change of the result over that of the value; None where one
            of the first is 0, or for the first itself.
    """

    value: float
    result: float
    change: float
    elasticity: float | None


def sensitivity(
    function: Callable[[float], float],
    values: Iterable[float],
    *,
    executor: Executor | None = None,
    progress: bool = False,
) -> tuple[SensitivityRow, ...]:
    """How a figure moves with one parameter (敏感性分析), all else left as it is.

    Args:
        function: From a value of the parameter to the figure.
        values: The values; the first is the one that the others are held against.
        executor: As in `sweep`.
        progress: As in `sweep`.

    Raises:
        InputError: Fewer than two values.
    """
    held = tuple(values)
    if len(held) < 2:  # noqa: PLR2004  # one value shows no change
        raise InputError("至少给出两个值", "give two values at least")
    found = sweep(partial(_float, function), held, executor=executor, progress=progress)
    first, base = held[0], found[0]
    return tuple(
        SensitivityRow(
            value,
            result,
            result - base,
            (result / base - 1) / (value / first - 1)
            if base and first and value != first
            else None,
        )
        for value, result in zip(held, found, strict=True)
    )


def _float(function: Callable[[float], float], value: float) -> float:
    return float(function(value))
