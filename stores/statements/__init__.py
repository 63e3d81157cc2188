"""Every statement of `stores.sql_store.SQLStore`, made once. Each names the owner it is for."""
