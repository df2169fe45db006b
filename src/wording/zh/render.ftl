### texts of `render`
