### texts of `form`
