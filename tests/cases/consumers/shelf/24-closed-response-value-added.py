from typing import assert_never

from shelf import Shelf

with Shelf(api_key="k") as shelf:
    cover = shelf.books.get(id="1").cover
    match cover:
        case "hard" | "soft" | None:
            print(cover)
        case _:
            assert_never(cover)
