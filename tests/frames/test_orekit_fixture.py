"""The oracle itself: Orekit runs and has its data."""


def test_orekit_has_its_leap_seconds(orekit):
    utc = orekit.time.TimeScalesFactory.getUTC()
    date = orekit.time.AbsoluteDate("2017-01-01T00:00:00.000", utc)
    assert utc.offsetFromTAI(date).toDouble() == -37.0
