from . import (
    test_common,
    test_demo_okr,
    test_engine,
    test_engine_refresh,
    test_maven,
    test_okr_access,
    test_okr_check_in,
    test_okr_engine,
    test_okr_life,
    test_okr_refresh,
    test_okr_tours,
    test_ready_indicators,
)
