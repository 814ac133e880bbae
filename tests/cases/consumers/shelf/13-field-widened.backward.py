from shelf.components import Filter

print(Filter(year="about 1922"))
