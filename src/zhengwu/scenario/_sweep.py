"""Evaluate a function at many points, with any executor and a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from functools import partial
from os import cpu_count
from pickle import PicklingError
from typing import Any, Final, TypeVar

import attrs

from zhengwu._errors import InputError, MissingExtraError
from zhengwu._values import Value

_P = TypeVar("_P")
_R = TypeVar("_R")
_CHUNKS: Final = 4  # per core: enough to balance the load, few enough to send


def sweep(
    function: Callable[[_P], _R],
    points: Iterable[_P],
    *,
    executor: Executor | None = None,
    progress: bool = False,
    chunk: int | None = None,
) -> tuple[_R, ...]:
    """Evaluate a function at many points (批量求解), results in the order of the points.

    Args:
        function: Function from a point to its result; picklable if processes are used.
        points: The points.
        executor: An executor of `concurrent.futures`, of threads, processes or a Dask
            cluster (``client.get_executor()``); sequential evaluation if None.
        progress: Whether to show a progress bar; needs the extra ``analysis``.
        chunk: Number of points per task; a few tasks per core if None.

    Raises:
        InputError: `chunk` is below 1.
        MissingExtraError: A progress bar is requested and tqdm is not installed.

    >>> sweep(abs, [-1, 2, -3])
    (1, 2, 3)
    """
    all_points = tuple(points)
    count = len(all_points)
    if chunk is not None and chunk < 1:
        raise InputError(
            f"每批数量 {chunk} 应不小于 1", f"the chunk {chunk} must be from 1"
        )
    bar = _create_bar(count) if progress else None
    results: list[Any] = [None] * count
    try:
        if executor is None:
            for place, point in enumerate(all_points):
                results[place] = function(point)
                _advance(bar, 1)
            return tuple(results)
        size = chunk or max(1, count // ((cpu_count() or 1) * _CHUNKS))
        jobs = [
            (start, executor.submit(_map, function, all_points[start : start + size]))
            for start in range(0, count, size)
        ]
        try:
            for start, job in _iter_completed(jobs):
                part = job.result()
                results[start : start + len(part)] = part
                _advance(bar, len(part))
        except BaseException as error:
            for _, job in jobs:
                job.cancel()
            if isinstance(error, PicklingError | AttributeError) and "pickle" in str(
                error
            ):
                raise InputError(
                    f"不能传给其他进程:{error};请改用线程执行器,或把 lambda 换成 named、"
                    "by_key 等条件和具名函数",
                    f"cannot be sent to another process: {error}; use an executor of "
                    "threads, or replace lambdas by named functions and by conditions such "
                    "as named and by_key",
                ) from error
            raise
    finally:
        if bar is not None:
            bar.close()
    return tuple(results)


def _iter_completed(
    jobs: list[tuple[int, Future[list[_R]]]],
) -> Iterator[tuple[int, Future[list[_R]]]]:
    """Jobs in the order of completion; futures of a cluster in the order of submission."""
    submitted: list[Any] = [job for _, job in jobs]
    if all(isinstance(job, Future) for job in submitted):
        starts = {id(job): start for start, job in jobs}
        return ((starts[id(job)], job) for job in as_completed(job for _, job in jobs))
    return iter(jobs)


def _map(function: Callable[[_P], _R], points: Sequence[_P]) -> list[_R]:
    return [function(point) for point in points]


def _create_bar(total: int) -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise MissingExtraError("analysis", "tqdm") from None
    return tqdm(total=total)


def _advance(bar: Any, count: int) -> None:
    if bar is not None:
        bar.update(count)


@attrs.frozen
class SensitivityRow(Value):
    """Result of a value of a parameter (敏感性).

    Args:
        value: Value of the parameter.
        result: Result at this value.
        change: Difference from the result at the first value.
        elasticity: Relative change of the result divided by the relative change of the
            value; None if the first value or result is 0, and for the first value itself.
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
    """Change of a figure with a parameter (敏感性分析), all else equal.

    Args:
        function: Function from a value of the parameter to the figure.
        values: Values of the parameter; the others are compared with the first.
        executor: As in `sweep`.
        progress: As in `sweep`.

    Raises:
        InputError: There are fewer than two values.
    """
    points = tuple(values)
    if len(points) < 2:  # noqa: PLR2004  # a single value shows no change
        raise InputError("至少给出两个值", "give at least two values")
    results = sweep(
        partial(_evaluate, function), points, executor=executor, progress=progress
    )
    first, base = points[0], results[0]
    return tuple(
        SensitivityRow(
            value,
            result,
            result - base,
            (result / base - 1) / (value / first - 1)
            if base and first and value != first
            else None,
        )
        for value, result in zip(points, results, strict=True)
    )


def _evaluate(function: Callable[[float], float], value: float) -> float:
    return float(function(value))
