"""SQL migrations, replayed without a database: what PostgreSQL would hold after them."""
