### texts of `rule`
