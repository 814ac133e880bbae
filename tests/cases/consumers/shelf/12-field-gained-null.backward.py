from shelf.components import Filter
from shelf.types import UNSET, OptionalNullable


def of(year: OptionalNullable[int]) -> Filter:
    return Filter(author="Joyce", year=year)


print(of(1922), of(None), of(UNSET))
