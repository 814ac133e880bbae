from shelf.components import Filter

print(Filter(year=1922))
