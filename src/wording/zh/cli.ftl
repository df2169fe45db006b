### texts of `cli`
