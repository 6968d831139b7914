"""The adapters, each a file of its own."""

from mastery_tui.evidence.readings.benchmark import ADAPTER as BENCHMARK
from mastery_tui.evidence.readings.ci import ADAPTER as CI
from mastery_tui.evidence.readings.coverage import ADAPTERS as COVERAGE
from mastery_tui.evidence.readings.docs import ADAPTER as DOCS
from mastery_tui.evidence.readings.junit import ADAPTER as JUNIT
from mastery_tui.evidence.readings.pins import ADAPTER as PINS
from mastery_tui.evidence.readings.reading import Adapter
from mastery_tui.evidence.readings.sarif import ADAPTER as SARIF

ADAPTERS: tuple[Adapter, ...] = (*COVERAGE, JUNIT, SARIF, BENCHMARK, CI, DOCS, PINS)
