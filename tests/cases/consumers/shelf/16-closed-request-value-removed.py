from shelf import Shelf

with Shelf(api_key="k") as shelf:
    shelf.books.find(query="sea", limit=3, kind="books", mood="sad")
