# What CI runs.
ci:
    bash .ci/run

# Only the tests.
test:
    cargo test

# Whether the operations that a rule is charged follow its instructions, for every function of the language.
charge:
    .ci/charge

# How instructions grow with each thing that a form may have much of; `just shapes figures` counts one.
shapes *names:
    .ci/shapes {{names}}

# The whole check of a published form beside serde_json on the same bytes.
bench:
    cargo bench
