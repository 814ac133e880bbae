from shelf import Shelf
from shelf.errors import NotFoundResponseError

with Shelf(api_key="k") as shelf:
    try:
        shelf.books.get(id="1")
    except NotFoundResponseError as error:
        if error.data is not None:
            print(error.data.missing.upper())
