"""Storage for any ChatKit server; nothing here knows of the server beside it.

`stores.engine.create_engine` opens a database, `stores.migrations.upgrade` makes its tables, and
`stores.sql_store.SQLStore` keeps threads in them. `stores.testing.StoreContract` tests a store of
your own.
"""
