### texts of `document`
