from shelf import Shelf

print(Shelf(api_key="k", x_team="readers"))
