"""The human half: what people and their programs see over HTTP. It knows the store, and never the machine half."""
