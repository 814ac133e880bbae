from shelf.components import Filter

print(Filter(author="Joyce"))
