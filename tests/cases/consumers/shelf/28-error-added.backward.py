from shelf import Shelf
from shelf.errors import ForbiddenResponseError

with Shelf(api_key="k") as shelf:
    try:
        shelf.books.find(query="sea", limit=3, kind="books")
    except ForbiddenResponseError as error:
        print(error.message)
