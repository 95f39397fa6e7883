"""Payment providers, each behind the same small face (`provider.Provider`), and the doors to them.

`checkout` brings a guest to a provider's page, `hearing` takes in what a provider tells,
`carrying` tells a provider what to do. They talk over the network and so never inside a
transaction; what the money means for a booking is decided by `bookings.actions` alone.
"""
