# What CI runs.
ci:
    bash .ci/run

# Only the tests.
test:
    cargo test

# The whole check of a published form beside serde_json on the same bytes.
bench:
    cargo bench
