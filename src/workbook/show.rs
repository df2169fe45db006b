//! A number as a sheet shows it: what the form says is what is printed, not what is stored.

use ssfmt::{DateSystem, FormatOptions};

/// The text of a number in a format; in its shortest form where it has none, or one that cannot be read.
pub(super) fn show(number: f64, format: Option<&str>, is_1904: bool) -> String {
    let date_system = if is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
    match format {
        None | Some("" | "General" | "@" | "GENERAL") => plain(number),
        Some(code) => {
            let options = FormatOptions { date_system, ..FormatOptions::default() };
            let shown = ssfmt::format(rounded(number), code, &options).unwrap_or_else(|_| plain(number));
            // Formats of accounting pad with blanks.
            shown.trim().to_owned()
        }
    }
}

/// The number with the 15 digits that a sheet keeps.
fn rounded(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

fn plain(number: f64) -> String {
    format!("{}", rounded(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_its_format_shows() {
        assert_eq!(show(0.932_305_3, Some("0.00%"), false), "93.23%");
        assert_eq!(show(15_920.736_5, Some("#,##0.00"), false), "15,920.74");
        assert_eq!(show(-24_525.490_000_000_005, None, false), "-24525.49");
        assert_eq!(show(12.0, Some("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "), false), "12.00");
        assert_eq!(show(-12.5, Some("#,##0.00_);(#,##0.00)"), false), "(12.50)");
        assert_eq!(show(45_107.0, Some("yyyy\"年\"m\"月\"d\"日\""), false), "2023年6月30日");
        assert_eq!(show(9.0, Some("General"), false), "9");
    }
}
