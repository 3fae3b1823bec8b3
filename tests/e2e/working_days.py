"""The municipality's working days, reckoned a second time and in another way than the service does it: goals are checked
against what people would count on a calendar."""

import datetime
import zoneinfo

TOWN_TIME = zoneinfo.ZoneInfo("Europe/Copenhagen")


def today():
    return datetime.datetime.now(TOWN_TIME).date()


def in_days(days):
    """ISO date so many days from today."""
    return (today() + datetime.timedelta(days=days)).isoformat()


def moment(timestamp):
    """A Timestamp as JSON writes it, in town time; what is finer than a microsecond is cut."""
    whole, _, fraction = timestamp.removesuffix("Z").partition(".")
    return datetime.datetime.fromisoformat(f"{whole}.{(fraction + '000000')[:6]}+00:00").astimezone(TOWN_TIME)


def easter(year):
    """Easter Sunday (Gauss, as Butcher wrote it down)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    j, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * j - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return datetime.date(year, month, (h - m + r + month + 19) % 32)


class WorkingDays:

    def __init__(self, calendar):
        """`calendar` is the WorkingCalendar of a bundle."""
        self.hours = {}
        for period in calendar.opening_hours:
            self.hours.setdefault(period.weekday, []).append((period.opens_minute, period.closes_minute))
        self.closed = [closure.first_day for closure in calendar.closures]
        assert all(first == closure.last_day and first.startswith("--") for first, closure in zip(self.closed, calendar.closures))

    def periods(self, day):
        """Opening hours of a day in minutes; none when the town hall is closed."""
        holidays = [easter(day.year) + datetime.timedelta(days=days) for days in (-3, -2, 0, 1, 39, 49, 50)]
        fixed = [(1, 1), (12, 25), (12, 26)]
        if day in holidays or (day.month, day.day) in fixed or day.strftime("--%m-%d") in self.closed:
            return []
        return sorted(self.hours.get(day.isoweekday(), []))

    def due(self, start, days):
        """When something that arrives at `start` is due `days` working days later."""
        day, minute = start.date(), start.hour * 60 + start.minute + (start.second + start.microsecond / 1e6) / 60
        if not self.periods(day) or minute >= self.periods(day)[-1][1]:
            day, minute = day + datetime.timedelta(days=1), 0
            while not self.periods(day):
                day += datetime.timedelta(days=1)
        minute = self._move_into(day, minute)
        for _ in range(days):
            day += datetime.timedelta(days=1)
            while not self.periods(day):
                day += datetime.timedelta(days=1)
        minute = min(self._move_into(day, minute), self.periods(day)[-1][1])
        midnight = datetime.datetime.combine(day, datetime.time(), TOWN_TIME)
        return midnight + datetime.timedelta(minutes=minute)

    def _move_into(self, day, minute):
        """The minute, or the opening of the next period when it lies before or between periods."""
        for opens, closes in self.periods(day):
            if minute <= closes:
                return max(minute, opens)
        return minute
