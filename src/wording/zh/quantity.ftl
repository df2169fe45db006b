### texts of `quantity`
