"""Uses whatever there is, and relies on nothing but what the rows of the table promise."""

from shelf import Shelf
from shelf.components import Book, Filter, FilterTypedDict, Paper, Sound
from shelf.errors import BadRequestResponseError, ShelfDefaultError, ShelfError


def find(shelf: Shelf, wanted: Filter | FilterTypedDict) -> list[str]:
    try:
        answer = shelf.books.find(
            query="sea",
            limit=3,
            kind="books",
            words=["salt", "ship"],
            genre="novel",
            mood="happy",
            filter=wanted,
            note=None,
            page=1,
            x_agent="reader",
            x_trace="1",
        )
    except BadRequestResponseError as error:
        return [error.data.error if error.data is not None else error.message]
    except ShelfDefaultError as error:
        return [str(error.status_code)]
    except ShelfError as error:
        return [str(error)]
    count: int = answer.count
    return [told(book) for book in answer.books] + [str(count), answer.next or "", answer.hint or ""]


def told(book: Book) -> str:
    title: str = book.title
    match book.media:
        case Paper():
            length = f"{book.media.pages} pages"
        case Sound():
            length = f"{book.media.minutes} minutes"
        case _:
            length = "of unknown length"
    state = "here" if book.state == "free" else "away"
    price = f"{book.price:.2f}" if isinstance(book.price, float) else book.price or ""
    return f"{title}, {book.isbn or ''}, {state}, {length}, {price}"


async def get(shelf: Shelf) -> str:
    async with shelf:
        return (await shelf.books.get_async(id="1", timeout_ms=1000)).title


with Shelf(api_key="k", server="production", timeout_ms=1000, retry_config=None) as shelf:
    print(find(shelf, Filter(author="Joyce", year=1922)))
    print(find(shelf, {"author": "Joyce"}))
