from shelf import Shelf

with Shelf(api_key="k") as shelf:
    print(shelf.books.find(query="sea", limit=3, kind="books").count)
