from shelf.components import Filter

print(Filter(author="Joyce", year=1922))
