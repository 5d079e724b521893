from . import (
    test_access_matrix,
    test_common,
    test_engine,
    test_engine_refresh,
    test_maven,
    test_ready_indicators,
)
