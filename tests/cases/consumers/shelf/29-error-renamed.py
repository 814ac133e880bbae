from shelf import Shelf
from shelf.errors import NotFoundResponseError

with Shelf(api_key="k") as shelf:
    try:
        shelf.books.find(query="sea", limit=3, kind="books")
    except NotFoundResponseError as error:
        print(error.message)
