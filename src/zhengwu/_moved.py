"""Names imported on first use, and old paths of names that moved since 0.1.

A name that moved keeps working, with a warning, until 0.2.0 is released.

A name now defined in a private module is no longer public and has no replacement. Users
who need such a name can ask for it in an issue.
"""

from __future__ import annotations

import warnings
from functools import reduce
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from zhengwu._errors import ZhengwuDeprecationWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MOVED: Final[dict[str, dict[str, str]]] = {
    "zhengwu.audit": {
        "zhengwu.audit._baseline": "Sorted",
        "zhengwu.audit._rule": "ItemCheck ListCheck Scope Subject=AuditSubject",
    },
    "zhengwu.calendars": {
        "zhengwu.calendars._hours": "TimeEstimate",
        "zhengwu.calendars._month": "MonthView",
        "zhengwu.calendars._notices": "DaysOff",
        "zhengwu.calendars._regional": "RegionalRule",
    },
    "zhengwu.codes": {
        "zhengwu.codes._formats": "code_format code_formats",
        "zhengwu.codes._schemes": "Crosswalk",
        "zhengwu.codes.basic_code": (
            "BasicCode check_basic_code=check format_basic_code=format "
            "is_valid_basic_code=is_valid parse_basic_code=parse "
            "validate_basic_code=validate"
        ),
        "zhengwu.codes.implementing_code": (
            "ImplementingCode check_implementing_code=check "
            "format_implementing_code=format is_valid_implementing_code=is_valid "
            "parse_implementing_code=parse validate_implementing_code=validate"
        ),
        "zhengwu.codes.organisation_code": (
            "check_organisation_code=check format_organisation_code=format "
            "is_valid_organisation_code=is_valid "
            "validate_organisation_code=validate"
        ),
        "zhengwu.codes.region_code": (
            "check_region_code=check compact_region_code=compact "
            "format_region_code=format is_valid_region_code=is_valid "
            "parse_region_code=parse to_regions"
        ),
        "zhengwu.codes.resident_id": (
            "ResidentId ResidentIdKind check_resident_id=check "
            "compact_resident_id=compact format_resident_id=format "
            "is_valid_resident_id=is_valid mask_resident_id=mask "
            "parse_resident_id=parse resident_id_check_digit=check_digit "
            "upgrade_resident_id=upgrade validate_resident_id=validate"
        ),
        "zhengwu.codes.uscc": (
            "Uscc check_uscc=check compact_uscc=compact format_uscc=format "
            "is_valid_uscc=is_valid parse_uscc=parse uscc_check_digit=check_digit "
            "validate_uscc=validate"
        ),
    },
    "zhengwu.delegation": {
        "zhengwu.delegation": "Suspension=PowerSuspension",
        "zhengwu.delegation.answer._situation": "Acting Void Why",
        "zhengwu.delegation.overview._directories": "DirectoryDiff steps_left",
        "zhengwu.delegation.overview._reverse": "Duty PowerChange",
        "zhengwu.delegation.powers._chains": "powers_of_chain",
        "zhengwu.delegation.powers._instrument": "Body",
        "zhengwu.delegation.powers._instruments": "INSTRUMENT_TYPES",
        "zhengwu.delegation.powers._notices": "DelegationNotice NoticeReading",
        "zhengwu.delegation.powers._steps": (
            "ALL_STEPS COUNTER_STEPS HANDLING_STEPS steps_label"
        ),
    },
    "zhengwu.findings": {
        "zhengwu._paths": "JsonValue Path json_path",
        "zhengwu.findings._place": "SourceMap",
        "zhengwu.findings._registry": "AREAS",
        "zhengwu.findings.errors": "FindingError FindingsError",
    },
    "zhengwu.io": {
        "zhengwu.io.json._jsonl": "iter_jsonl",
        "zhengwu.io.json._json": "iter_json",
        "zhengwu.io.tables._csv": "guarded=guard_formula iter_csv write_csv",
        "zhengwu.io._events": "LoadedEvents ReadEvent",
        "zhengwu.io._items": "FORMS LoadedItems Progress",
        "zhengwu.io._powers": "LoadedPowers",
        "zhengwu.io.source._records": "RawRecord",
        "zhengwu.io.source._text": "Source",
    },
    "zhengwu.items": {
        "zhengwu.items._catalogue": "CatalogueDiff Change ItemChange",
        "zhengwu.items._fees": "FeeRate FeeReading",
        "zhengwu.items._field_map": "ItemReading RecordReader",
        "zhengwu.items._guide": "GUIDE_ELEMENTS GuideElement",
        "zhengwu.items._item": "Origin",
        "zhengwu.items._stages": "Link",
        "zhengwu.items._writing": "RecordWriter",
    },
    "zhengwu.legal": {
        "zhengwu.legal._register": "Renumbering StatuteKind",
    },
    "zhengwu.lifecycle": {
        "zhengwu.lifecycle._alerts": "AlertKind Subject=AlertSubject",
        "zhengwu.lifecycle._case": "CaseClock Lapse SideMatter",
        "zhengwu.lifecycle._codemap": "StatusCode",
        "zhengwu.lifecycle._decide": "Advanced Answer",
        "zhengwu.lifecycle._details": "DETAILS_OF",
        "zhengwu.lifecycle._fold": "Folded Replayed left_out",
        "zhengwu.lifecycle._foreign": "Deviation ForeignCase",
        "zhengwu.lifecycle._kinds": "ClockAct GroundUse GuardAbout Party",
        "zhengwu.lifecycle._log": "LogEntry canonical entry_digest seal",
        "zhengwu.lifecycle._offers": "Offer",
        "zhengwu.lifecycle._process": (
            "ClockRule ClockStep GroundRule Guard Move OptionRule PhaseRule "
            "RoleRule SideRule SideState Transition"
        ),
        "zhengwu.lifecycle._process_data": "read_process",
        "zhengwu.lifecycle._reading": "CaseReading",
        "zhengwu.lifecycle._reasons": "Possible Refusal",
        "zhengwu.lifecycle._shares": "TimeShare",
        "zhengwu.lifecycle._soundness": "Configuration Running configurations",
        "zhengwu.lifecycle._wire": "EVENT_VERSION Upcasters",
    },
    "zhengwu.limits": {
        "zhengwu.limits.rules._book": "DurationClass",
        "zhengwu.limits": "compare=compare_limits",
        "zhengwu.limits.values._compare": "Comparison=LimitComparison",
        "zhengwu.limits.values._units": "Counting",
        "zhengwu.limits.clock._reading": "ClockReading Threshold expires_at",
        "zhengwu.limits.clock._roles": "role_name",
        "zhengwu.limits.reading._days": "DayRule day_rules decide_days",
        "zhengwu.limits.rules._data": "grounds",
        "zhengwu.limits.values._base": "Amount Timekeeper",
        "zhengwu.limits.values._count": "Step=CountedDay Stretch StretchKind",
        "zhengwu.limits.values._limit": (
            "ClockLimit DayLimit LIMIT_TYPES OfficeLimit SimpleLimit Summable"
        ),
    },
    "zhengwu.metrics": {
        "zhengwu.metrics._changes": "BeforeAfter reduction",
        "zhengwu.metrics._claims": "Bound Reproduced",
        "zhengwu.metrics._measures": "label_of share",
        "zhengwu._rates": "Exclusion Interval wilson",
        "zhengwu.metrics._metric": "proportion",
        "zhengwu.metrics._world_metrics": "WorldMetric both_ways class_shares per_case",
    },
    "zhengwu.organs": {
        "zhengwu.organs._halls": "Facility",
    },
    "zhengwu.reforms": {
        "zhengwu.reforms._apply": "AppliedReform Reforms",
        "zhengwu.reforms._diff": "WorldChange",
        "zhengwu.reforms._reform": "EVERYTHING=_EVERYTHING Span",
    },
    "zhengwu.scenario": {
        "zhengwu.metrics": "*",
        "zhengwu.metrics._changes": "BeforeAfter reduction",
        "zhengwu.metrics._claims": "Bound Reproduced",
        "zhengwu.metrics._measures": "label_of share",
        "zhengwu._rates": "Exclusion Interval wilson",
        "zhengwu.metrics._metric": "proportion",
        "zhengwu.metrics._world_metrics": "WorldMetric both_ways class_shares per_case",
        "zhengwu.reforms": "*",
        "zhengwu.reforms.Where": (
            "by_code by_key by_level by_type form_only general in_area initiated "
            "named no_basis of_organ suspended unknown_basis"
        ),
        "zhengwu.reforms._apply": "AppliedReform Reforms",
        "zhengwu.reforms._diff": "WorldChange",
        "zhengwu.reforms._reform": "EVERYTHING=_EVERYTHING Span",
        "zhengwu.scenario._compare": (
            "BASELINE Compared FIGURES SimulatedFigure SimulatedRow"
        ),
        "zhengwu.scenario._decompose": "Contribution Decomposition",
        "zhengwu.scenario._render": "chinese_font",
        "zhengwu.scenario._sweep": "SensitivityRow",
        "zhengwu.simulation": "*",
        "zhengwu.simulation._erlang": "Waiting",
        "zhengwu.simulation._hall": "beyond_fifo reason_label",
        "zhengwu.simulation._replicate": "Replicated student",
        "zhengwu.simulation._simulate": "Simulated StationResult at_instants",
        "zhengwu.simulation._world_hall": "hall_model",
        "zhengwu.simulation.engines._fifo": "Passed Visits",
    },
    "zhengwu.simulation": {
        "zhengwu.simulation._erlang": "Waiting",
        "zhengwu.simulation._hall": "beyond_fifo reason_label",
        "zhengwu.simulation._replicate": "Replicated student",
        "zhengwu.simulation._simulate": "Simulated StationResult at_instants",
        "zhengwu.simulation._world_hall": "hall_model",
        "zhengwu.simulation.engines._fifo": "Passed Visits",
    },
    "zhengwu.world": {
        "zhengwu.world._handling": "LIMITS kind_of reading_of",
        "zhengwu.world._timeline": "DatedValue",
        "zhengwu.world._world": "Resource",
    },
}
"""For each package: the new module of each name, as ``old``, ``old=new``, or ``*`` for all."""


def resolve_moved(package: str, name: str) -> Any:
    """Look up a name that moved, for the ``__getattr__`` of its old package.

    Raises:
        AttributeError: The package never had that name.
    """
    for module, names in _MOVED.get(package, {}).items():
        entries = {
            old: new
            for old, _, new in (entry.partition("=") for entry in names.split())
        }
        if name in entries or (
            "*" in entries and name in import_module(module).__all__
        ):
            new = entries.get(name) or name
            return _import_moved(f"{package}.{name}", f"{module}.{new}")
    msg = f"module {package!r} has no attribute {name!r}"
    raise AttributeError(msg)


def _import_moved(old: str, new: str) -> Any:
    public = not any(part.startswith("_") for part in new.split("."))
    zh = f"请改用 {new}" if public else "它不再公开"
    en = f"use {new}" if public else "it is no longer public"
    warnings.warn(
        f"{old} 将于 0.2.0 移除,{zh} / {old} will be removed in 0.2.0, {en}",
        ZhengwuDeprecationWarning,
        stacklevel=4,
    )
    package, *path = new.split(".")
    return reduce(_step_into, path, import_module(package))


def _step_into(holder: Any, name: str) -> Any:
    """Get the attribute of a module or a class, importing a submodule first if needed."""
    if not hasattr(holder, name):
        import_module(f"{holder.__name__}.{name}")
    return getattr(holder, name)


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Build the ``__getattr__`` of a package that imports each name when first used.

    Names that moved to another package since 0.1 still work, with a warning.

    Args:
        package: The package's ``__name__``.
        homes: For each module below the package, its public names separated by blanks.
    """
    modules = {
        name: module for module, names in homes.items() for name in names.split()
    }

    def get(name: str) -> Any:
        if name in modules:
            return getattr(import_module(f"{package}.{modules[name]}"), name)
        return resolve_moved(package, name)

    return get
