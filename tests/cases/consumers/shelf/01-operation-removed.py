from shelf import Shelf

with Shelf(api_key="k") as shelf:
    print(shelf.books.get(id="1").title)
