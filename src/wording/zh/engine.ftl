### texts of `engine`
